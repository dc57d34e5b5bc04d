"""How cards and other payment methods are named."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from storefront.cards import payment_method_label
from storefront.money import Money
from storefront.upstream.types import PaymentMethod

VISA = PaymentMethod("pm_visa", brand="visa", last4="4242", expiry_month=4, expiry_year=2030, default=True)


TEN = Money.of(10, "CAD")


AMEX = PaymentMethod("pm_amex", brand="amex", last4="0005")


@pytest.mark.parametrize(
    ("method", "label"),
    [
        (VISA, "Visa ending in 4242, expires 04/2030"),
        (AMEX, "American Express ending in 0005"),
        (PaymentMethod("x"), "Card"),
        (PaymentMethod("x", kind="bank", last4="6789"), "Bank account ending in 6789"),
        (PaymentMethod("x", kind="credit"), "Credit on your account"),
        (PaymentMethod("x", kind="credit", covers=TEN), "Credit on your account: $10.00"),
        (
            replace(VISA, kind="credit", covers=TEN),
            "Credit on your account first, then: Visa ending in 4242, expires 04/2030 – credit covers $10.00",
        ),
        (PaymentMethod("x", kind="invoice"), "Invoice from the clinic, paid later"),
    ],
)
def test_a_way_to_pay_is_named_as_people_know_it(method: Any, label: str) -> None:
    assert payment_method_label(method, "CA") == label
