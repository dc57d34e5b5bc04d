from __future__ import annotations

import pytest

from storefront.clinics.models import Clinic
from storefront.commerce import commerce_for
from storefront.upstream import waiting
from storefront.upstream.waiting import about_to_wait, before_waiting
from tests.world import World


@pytest.fixture
def given_back(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    seen: list[str] = []
    monkeypatch.setattr(waiting, "_before_waiting", [lambda: seen.append("given back")])
    return seen


def test_whoever_holds_something_gives_it_back_before_each_call(
    harbour: Clinic, world: World, given_back: list[str]
) -> None:
    commerce_for(harbour).catalogue.products()

    assert given_back == ["given back"]


def test_a_second_registration_changes_nothing(given_back: list[str]) -> None:
    again = waiting._before_waiting[0]
    before_waiting(again)
    about_to_wait()

    assert given_back == ["given back"]
