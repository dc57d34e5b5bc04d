"""Every email about an order has words of its own."""

from __future__ import annotations

import pytest

from checkout.models import Refusal
from checkout.words.mail import KINDS, Facts, words_of
from storefront.clinics.emails import OPTIONAL

FACTS = Facts("Harbour Health", "H7K2-9QXM", "$68.00", refusal=Refusal.DECLINED)


def test_every_kind_that_a_clinic_may_switch_off_has_words() -> None:
    assert set(KINDS) == {kind.name for kind in OPTIONAL}


@pytest.mark.parametrize("kind", KINDS)
def test_an_email_has_a_subject_and_says_what_to_do(kind: str) -> None:
    words = words_of(kind, FACTS)

    assert words.subject
    assert words.button
    assert all(words.paragraphs)
    assert "%(" not in f"{words}"


def test_what_is_free_and_what_is_paid_again_read_so() -> None:
    assert "There is nothing to pay." in words_of("order_placed", Facts("H", "R", free=True)).paragraphs
    ordered = Facts("H", "R", refusal=Refusal.DECLINED, ordered=True)
    assert "pay it another way" in words_of("payment_wanted", ordered).paragraphs[0]
    assert words_of("order_checking", ordered).heading == "We are checking your payment"
