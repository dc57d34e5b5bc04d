"""The code at work and the notes of staff share one text, and neither harms the other."""

from __future__ import annotations

import pytest

from storefront.upstream.decoda.notes import code_in, with_code

ALLERGIC = "Allergic to lanolin: call before sending"


@pytest.mark.parametrize(
    ("notes", "code"),
    [
        (None, ""),
        (ALLERGIC, ""),
        ("coupon:WELCOME10", "WELCOME10"),
        (f"{ALLERGIC}\ncoupon:WELCOME10", "WELCOME10"),
        ("coupon:WELCOME10 - called the patient, ok", "WELCOME10"),
        (f"coupon:WELCOME10\r\n{ALLERGIC}", "WELCOME10"),
        ("asked about coupon:WELCOME10", ""),
        ("coupon:", ""),
    ],
)
def test_the_code_is_read_wherever_staff_write_round_it(notes: str | None, code: str) -> None:
    assert code_in(notes) == code


@pytest.mark.parametrize(
    ("notes", "code", "written"),
    [
        (None, "NEW", "coupon:NEW"),
        (ALLERGIC, "NEW", f"{ALLERGIC}\ncoupon:NEW"),
        (f"{ALLERGIC}\ncoupon:OLD", "NEW", f"{ALLERGIC}\ncoupon:NEW"),
        ("coupon:OLD", "NEW", "coupon:NEW"),
        ("coupon:OLD", "", None),
        ("coupon:OLD - called the patient, ok", "", "called the patient, ok"),
        (ALLERGIC, "", ALLERGIC),
        (None, "", None),
    ],
)
def test_another_code_leaves_what_staff_wrote(notes: str | None, code: str, written: str | None) -> None:
    assert with_code(notes, code) == written
