"""References as people type them, and tokens that open one order at one clinic."""

from __future__ import annotations

import pytest

from checkout.models import State
from checkout.orders import finding
from storefront.clinics.models import Clinic
from storefront.sessions.digests import email_digests
from tests.checkout.staff_case import written

EMAIL = "zoe@patients.example"


@pytest.mark.parametrize("typed", ["H7K2-9QXM", "h7k2 9qxm", " h7k29qxm ", "H7K2–9QXM"])
def test_a_reference_may_be_typed_in_any_way(typed: str) -> None:
    assert finding.normal(typed) == "H7K2-9QXM"


def test_an_order_is_found_at_its_clinic_by_both(harbour: Clinic, meadow: Clinic) -> None:
    attempt = written(harbour, "1", State.PLACED, email_digest=email_digests("harbour", EMAIL)[0])

    assert finding.find(harbour, attempt.reference, EMAIL) == attempt
    assert finding.find(harbour, attempt.reference, "ana@patients.example") is None
    assert finding.find(harbour, "AAAA-2222", EMAIL) is None
    assert finding.find(meadow, attempt.reference, EMAIL) is None


def test_a_token_opens_one_order_at_one_clinic(harbour: Clinic, meadow: Clinic) -> None:
    attempt = written(harbour, "1", State.PLACED, email_digest="d")
    token = finding.token_of(harbour, attempt.pk)

    assert finding.read(harbour, token) == attempt
    assert finding.read(meadow, token) is None
    assert finding.read(harbour, token[::-1]) is None
    attempt.email_digest = ""
    attempt.save()
    assert finding.read(harbour, token) is None
