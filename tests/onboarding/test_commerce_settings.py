"""What a change of commerce settings means for who is signed in."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from storefront.clinics.models import Clinic
from storefront.onboarding.commerce_settings import WHERE, WHOSE, change_commerce, changed, stored_settings
from storefront.sessions.models import StoredSession
from tests.world import CAREPORTALS, DECODA, ELASTICPATH

pytestmark = pytest.mark.django_db


@pytest.fixture
def signed_in() -> None:
    """Somebody at each of two clinics."""
    later = timezone.now() + timedelta(hours=1)
    for slug in ("harbour", "summit"):
        StoredSession.objects.create(key=slug, clinic=slug, sealed="", expires_at=later)


def sessions() -> set[str]:
    return set(StoredSession.objects.values_list("clinic", flat=True))


@pytest.mark.parametrize(
    ("change", "moves"),
    [
        ({}, False),
        ({"publishable_key": "pk_live_other"}, False),
        ({"patient_prefix": "/other"}, False),
        ({"organization": "another"}, True),
        ({"origin": "https://harbour.portals.care"}, True),
        ({"patient_api": "https://patients.portals.care"}, True),
        ({"public_api": "https://public.portals.care"}, True),
    ],
)
def test_patients_are_signed_out_where_their_tokens_would_go_to_somebody_else(
    harbour: Clinic, signed_in: None, change: dict[str, Any], moves: bool
) -> None:
    after = CAREPORTALS | change

    assert change_commerce(harbour, after) is moves

    assert harbour.commerce == after
    assert sessions() == ({"summit"} if moves else {"harbour", "summit"})
    assert Clinic.objects.get().commerce == CAREPORTALS, "saved by who asked for it"


def test_another_upstream_is_somebody_else(harbour: Clinic, signed_in: None) -> None:
    assert change_commerce(harbour, DECODA)

    assert (harbour.commerce_kind, sessions()) == ("decoda", {"summit"})


def test_a_draft_had_nobody(harbour: Clinic, signed_in: None) -> None:
    harbour.sealed_commerce = harbour.commerce_kind = ""

    assert not change_commerce(harbour, CAREPORTALS)
    assert sessions() == {"harbour", "summit"}


def test_settings_that_cannot_be_opened_any_more_may_have_been_anybodys(harbour: Clinic, signed_in: None) -> None:
    harbour.sealed_commerce = "v1.00000000.AAAA"
    assert stored_settings(harbour) == {}

    assert change_commerce(harbour, CAREPORTALS)
    assert sessions() == {"summit"}


def test_what_is_stored_is_read_back_and_a_draft_has_nothing(harbour: Clinic) -> None:
    assert stored_settings(harbour) == CAREPORTALS
    assert stored_settings(Clinic(slug="new")) == {}


@pytest.mark.parametrize(
    ("before", "after", "names"),
    [
        ({}, {}, []),
        ({"a": 1}, {"a": 1}, []),
        ({"a": 1}, {"a": 2}, ["a"]),
        ({"a": 1}, {}, ["a"]),
        ({}, {"b": 1, "a": 1}, ["a", "b"]),
        ({"a": []}, {"a": ["x"]}, ["a"]),
    ],
)
def test_what_changed_is_told_by_name(before: dict[str, Any], after: dict[str, Any], names: list[str]) -> None:
    assert changed(before, after) == names


def test_the_names_that_matter_are_settings_of_some_upstream() -> None:
    """One that was renamed would let tokens go to somebody else."""
    assert {*CAREPORTALS, *DECODA, *ELASTICPATH} >= WHOSE | WHERE
