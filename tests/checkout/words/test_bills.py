"""Every state of a bill has words."""

from __future__ import annotations

import pytest

from checkout.words import bills as words
from storefront.money import Money
from storefront.upstream.types import Order, OrderStatus, Payment

TOTAL = Money.of("175.00", "USD")


@pytest.mark.parametrize("payment", Payment)
def test_every_bill_has_words(payment: Payment) -> None:
    bill = Order("c", "c", TOTAL, payment=payment, due=TOTAL)

    assert words.title(bill)
    assert words.short(bill)
    assert words.is_payable(bill) == (payment is Payment.DUE)
    assert bool(words.lead(bill)) == (words.state(bill) in words.LEADS)


def test_what_was_refunded_says_so() -> None:
    assert words.state(Order("c", "c", TOTAL, status=OrderStatus.REFUNDED, payment=Payment.CLOSED)) == "refunded"
