"""Only what was paid has a receipt."""

from __future__ import annotations

import pytest

from checkout.words.receipts import standing_of
from storefront.upstream.types import Payment


@pytest.mark.parametrize("payment", Payment)
def test_only_what_was_paid_is_a_receipt(payment: Payment) -> None:
    standing = standing_of(payment, free=False)

    assert standing.is_receipt is (payment is Payment.PAID)
    assert (standing.title == "Receipt") is standing.is_receipt


def test_what_costs_nothing_and_what_was_given_back_have_one_too() -> None:
    assert standing_of(Payment.DUE, free=True).is_receipt
    assert standing_of(Payment.CLOSED, free=False, came=True).is_receipt
