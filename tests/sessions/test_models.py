"""A row of the table of sessions says whose it is by a digest only, and outlives a change of keys."""

from __future__ import annotations

from typing import Any

import pytest
from pytest_django import Settings

from storefront.sealing import UnsealError
from storefront.sessions.digests import patient_digests
from storefront.sessions.models import CHOOSING, KeptPage, StoredSession, patient_digest
from storefront.sessions.store import open_row, seal_row

ANA: dict[str, Any] = {"patient": {"access": {"patient_ref": "p1"}}}
CHOICE: dict[str, Any] = {"account_choice": [{"access": {"patient_ref": "p1"}}, {"access": {"patient_ref": "p2"}}]}
NEW_KEY = "a new key that seals from now on, long enough"


def row(data: dict[str, Any]) -> StoredSession:
    made = StoredSession(key="k", clinic="harbour")
    seal_row(made, data)
    return made


def test_who_is_signed_in_is_a_digest() -> None:
    assert patient_digest("harbour", ANA) == patient_digests("harbour", "p1")[0]


def test_a_member_who_is_choosing_is_marked_without_any_account() -> None:
    assert patient_digest("harbour", CHOICE) == patient_digests("harbour", CHOOSING)[0]


@pytest.mark.parametrize("data", [{}, {"cart": {"lines": []}}, {"patient": "odd"}])
def test_a_guest_has_no_digest(data: dict[str, Any]) -> None:
    assert patient_digest("harbour", data) == ""


def test_a_session_sealed_anew_needs_the_new_key_alone(settings: Settings) -> None:
    session = row(ANA)
    settings.FIELD_KEYS = (NEW_KEY, *settings.FIELD_KEYS)
    anew = session.sealed_anew()
    settings.FIELD_KEYS = (NEW_KEY,)
    session.sealed, session.patient = anew["sealed"], anew["patient"]

    assert open_row(session) == ANA
    assert session.patient == patient_digests("harbour", "p1")[0]


def test_what_was_sealed_for_another_clinic_is_not_sealed_anew() -> None:
    session = row(ANA)
    session.clinic = "meadow"

    with pytest.raises(UnsealError):
        session.sealed_anew()


def test_a_kept_page_and_a_session_of_the_same_key_are_sealed_for_different_rows() -> None:
    assert KeptPage(key="k").binding != row({}).binding
