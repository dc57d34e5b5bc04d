"""What staff can ask about a clinic's settings, and what each answer means."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from storefront.upstream.decoda import decoda
from storefront.upstream.errors import Misconfigured, Refused, Unreadable
from tests.upstream.decoda.conftest import BOOK, NoAccounts
from tests.upstream.decoda.examples import SENTENCE


def ask(shop: Any, id_: str) -> Any:
    [probe] = [probe for probe in shop.probes() if probe.id == id_]
    return probe.ask()


def test_everything_works_at_the_sandbox_and_is_only_read(clinic: Any, sandbox: Any) -> None:
    probes = {probe.id: probe for probe in clinic.probes()}

    assert list(probes) == ["tenant", "products", "product", "patients", "orders", "location", "payments"]
    for probe in probes.values():
        assert probe.ask()
    assert sandbox.ledger.orders() == sandbox.ledger.charges() == []


def test_a_key_of_another_tenant_is_the_clinics_trouble(shop: Any, answering: Any) -> None:
    answering({"subDomain": "Lumina"})
    assert ask(shop, "tenant")
    answering({"subDomain": "aurora"})
    with pytest.raises(Misconfigured):
        ask(shop, "tenant")


@pytest.mark.parametrize("answer", [{}, None, "no"])
def test_a_look_at_patients_answers_yes_or_no(shop: Any, answering: Any, answer: Any) -> None:
    answering(False)
    assert ask(shop, "patients")
    answering(answer)
    with pytest.raises(Unreadable):
        ask(shop, "patients")


@pytest.mark.parametrize(
    ("chosen", "answer", "number"),
    [("", [{"id": "loc-1"}], 1), ("loc-2", [{"id": "loc-1"}, {"id": "loc-2"}], 2), ("", [], 0)],
)
def test_the_location_is_one_of_the_clinics(
    settings: Any, answering: Any, chosen: str, answer: Any, number: int
) -> None:
    shop = decoda(replace(settings, location=chosen), NoAccounts(), coupons=BOOK)  # type: ignore[arg-type]
    answering(answer)

    assert ask(shop, "location").count == number


def test_of_several_locations_none_is_chosen_and_staff_read_which_there_are(shop: Any, answering: Any) -> None:
    answering([{"id": "loc-2"}, {"id": "loc-1"}])

    assert "loc-1, loc-2" in str(ask(shop, "location"))


def test_a_location_of_nobody_is_refused(settings: Any, answering: Any) -> None:
    shop = decoda(replace(settings, location="loc-9"), NoAccounts(), coupons=BOOK)  # type: ignore[arg-type]
    answering([{"id": "loc-1"}])

    with pytest.raises(Refused):
        ask(shop, "location")


def test_without_a_merchant_account_nothing_can_be_paid(shop: Any, answering: Any) -> None:
    answering([{"id": "merchant-1"}])
    assert ask(shop, "payments").count == 1
    answering([])
    with pytest.raises(Refused):
        ask(shop, "payments")


@pytest.mark.parametrize("id_", ["tenant", "products", "orders", "location", "payments"])
def test_a_key_that_is_refused_is_said_by_each_question(shop: Any, answering: Any, id_: str) -> None:
    answering((401, SENTENCE))

    with pytest.raises(Misconfigured):
        ask(shop, id_)
