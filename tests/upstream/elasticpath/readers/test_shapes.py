"""What all answers are made of: amounts in minor units, envelopes."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from storefront.money import Money
from tests.upstream.elasticpath.common import cart, with_lines
from tests.upstream.elasticpath.examples import CART_LINE, price, totals


@pytest.mark.parametrize(
    ("currency", "amount", "expected"),
    [("JPY", 8820, "8820"), ("KWD", 8820, "8.820"), ("CAD", "8820", "88.20"), ("USD", 8820, "88.20")],
)
def test_minor_units_are_exact_in_every_currency(shop: Any, currency: str, amount: Any, expected: str) -> None:
    line = CART_LINE | {
        "unit_price": price(4200, currency),
        "value": price(8400, currency),
        "meta": None,
        "quantity": "2",
    }
    answer = with_lines(line, **totals(amount, currency=currency))

    read = cart(shop, answer, currency=currency)

    assert read.total == Money(Decimal(expected), currency)
    assert read.lines[0].unit_price.minor == 4200
