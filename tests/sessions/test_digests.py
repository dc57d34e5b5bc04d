"""Addresses, patients and codes are looked for by digests that tell nothing of them."""

from __future__ import annotations

import pytest
from pytest_django import Settings

from storefront.sessions.digests import code_digest, email_digests, patient_digests, same_address


@pytest.mark.parametrize("spelling", ["Zoe@Example.com", "zoe@EXAMPLE.com", " zoe@example.com\u200b"])
def test_every_spelling_of_an_address_has_one_digest(spelling: str) -> None:
    assert same_address(spelling) == "zoe@example.com"
    assert email_digests("harbour", spelling) == email_digests("harbour", "zoe@example.com")


def test_the_same_address_or_patient_differs_from_clinic_to_clinic() -> None:
    assert email_digests("harbour", "zoe@example.com") != email_digests("meadow", "zoe@example.com")
    assert patient_digests("harbour", "p1") != patient_digests("meadow", "p1")


def test_an_address_and_a_patient_of_the_same_text_have_different_digests() -> None:
    assert email_digests("harbour", "p1") != patient_digests("harbour", "p1")


def test_nothing_of_the_address_is_in_its_digest() -> None:
    [digest] = email_digests("harbour", "zoe@example.com")

    assert len(digest) == 64
    assert "zoe" not in digest


def test_the_newest_key_is_written_and_older_ones_are_still_looked_for(settings: Settings) -> None:
    before = email_digests("harbour", "zoe@example.com")
    settings.FIELD_KEYS = ("a new key that comes first from now on, long enough", *settings.FIELD_KEYS)

    now = email_digests("harbour", "zoe@example.com")

    assert now[1:] == before
    assert now[0] not in before


def test_a_code_is_worth_nothing_for_another_account() -> None:
    assert code_digest("one", "123456") == code_digest("one", "123456")
    assert code_digest("one", "123456") not in (code_digest("other", "123456"), code_digest("one", "123457"))
