"""What a line costs before discounts."""

from __future__ import annotations

from typing import Any

import pytest

from storefront.upstream.elasticpath.readers.lines import LineShape
from storefront.upstream.elasticpath.readers.shapes import Price, PricePair
from tests.upstream.elasticpath.common import changed
from tests.upstream.elasticpath.examples import CART_LINE, price

UNIT, VALUE = Price(amount=4200, currency="CAD"), Price(amount=8400, currency="CAD")


def full(line: Any) -> PricePair:
    return LineShape.model_validate(line).full


def test_a_line_costs_what_its_prices_without_discount_say() -> None:
    lowered = CART_LINE | {"unit_price": price(3780), "value": price(7560)}

    assert full(lowered) == full(CART_LINE) == PricePair(unit=UNIT, value=VALUE)


@pytest.mark.parametrize(
    ("path", "value"), [("meta", None), ("meta.display_price", "?"), ("meta.display_price.without_discount", None)]
)
def test_without_them_it_costs_its_own_price(path: str, value: Any) -> None:
    assert full(changed(CART_LINE, path, value)) == PricePair(unit=UNIT, value=VALUE)
