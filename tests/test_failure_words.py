"""Patients read our words of trouble, and staff find in the log what happened."""

from __future__ import annotations

import pytest

from storefront.clinics.models import Clinic
from storefront.failure_words import note_for, patient_words, stale_form_words
from storefront.upstream.errors import Busy, Refused, SignedOut, Unreachable, UpstreamError


@pytest.mark.parametrize(
    ("kind", "words"),
    [(Busy, "very busy"), (Refused, "check what you entered"), (Unreachable, "Nothing was changed")],
)
def test_a_patient_reads_what_to_do_and_nothing_of_the_upstream(kind: type[UpstreamError], words: str) -> None:
    said = patient_words(kind("careportals", "their own words"))

    assert words in said
    assert "their own words" not in said


@pytest.mark.parametrize(("kind", "told"), [(Unreachable, True), (Refused, False), (SignedOut, False)])
def test_staff_are_told_of_failures_and_not_of_answers(
    harbour: Clinic, caplog: pytest.LogCaptureFixture, kind: type[UpstreamError], told: bool
) -> None:
    note_for(harbour, kind("careportals", "x"))

    assert ("upstream_failed" in caplog.text) is told


def test_a_browser_that_sends_no_cookie_is_told_to_allow_them() -> None:
    assert "Allow cookies" in stale_form_words(blocked=True)
    assert "open for too long" in stale_form_words(blocked=False)
