"""Where the discount of a cart comes from, and that the totals hold."""

from __future__ import annotations

from typing import Any

from storefront.upstream.types import Discount
from tests.upstream.elasticpath.common import ROLLERS, cad, cart, with_lines
from tests.upstream.elasticpath.examples import CART_LINE, CART_WITH_CODE, PROMOTION_LINE, price, totals


def test_a_code_at_work_is_a_discount_and_no_line(shop: Any) -> None:
    read = cart(shop, CART_WITH_CODE)

    assert read.lines == (ROLLERS,)
    assert read.discounts == (Discount(cad("8.40"), "WELCOME10", "Welcome"),)
    assert read.coupon == "WELCOME10"
    assert read.subtotal - read.discount + read.tax == read.total == cad("79.38")


def test_a_code_may_be_told_in_the_lines_only(shop: Any) -> None:
    """As in the document's example of an item discount."""
    cuts = [{"amount": price(-840), "code": "DISCOUNT10", "id": "x", "promotion_source": "rule-promotion"}]
    line = CART_LINE | {"discounts": cuts, "value": price(7560)}

    read = cart(shop, with_lines(line, **totals(7938, tax=378, discount=-840)))

    assert read.discounts == (Discount(cad("8.40"), "DISCOUNT10"),)
    assert (read.coupon, read.lines) == ("DISCOUNT10", (ROLLERS,))


def test_a_promotion_without_a_code_is_a_discount_without_one(shop: Any) -> None:
    automatic = PROMOTION_LINE | {"sku": "auto_4c8cc302-b1e8-4d1e-a1d5-fb74fda83705", "name": "Autumn"}

    read = cart(shop, with_lines(CART_LINE, automatic, **totals(7938, tax=378, discount=-840)))

    assert (read.discounts, read.coupon) == ((Discount(cad("8.40"), "", "Autumn"),), "")


def test_a_promotion_told_in_lines_and_as_a_line_counts_once(shop: Any) -> None:
    line = CART_LINE | {"discounts": [{"amount": price(-840), "code": "WELCOME10"}]}

    assert cart(shop, with_lines(line, PROMOTION_LINE, **totals(7938, tax=378, discount=-840))).discount == cad("8.40")


def test_where_lines_and_totals_disagree_the_totals_hold(shop: Any) -> None:
    read = cart(shop, with_lines(CART_LINE, PROMOTION_LINE, **totals(7338, tax=378, discount=-1440)))

    assert read.discounts == (Discount(cad("14.40"), "WELCOME10", "Welcome"),)


def test_a_code_that_lowers_nothing_is_still_told(shop: Any) -> None:
    idle = PROMOTION_LINE | {"unit_price": price(0), "value": price(0)}

    read = cart(shop, with_lines(CART_LINE, idle))

    assert (read.discounts, read.coupon) == ((), "WELCOME10")
