"""Carts, read: the example of the document, and odd cases."""

from __future__ import annotations

from typing import Any

import pytest

from storefront.upstream.errors import Unreadable
from tests.upstream.elasticpath.common import ROLLERS, cad, cart, changed, with_lines
from tests.upstream.elasticpath.examples import (
    ACCOUNT,
    CART,
    CART_ANSWER,
    CART_DATA,
    CART_LINE,
    EMPTY,
    ITEMS,
    LINE,
    NO_TOTALS,
    price,
    totals,
)


def test_a_cart(shop: Any) -> None:
    read = cart(shop, CART_ANSWER)

    assert read.lines == (ROLLERS,)
    assert (read.ref, read.subtotal, read.tax, read.total) == (CART, cad("84.00"), cad("4.20"), cad("88.20"))
    assert (read.discounts, read.coupon, read.delivery, read.patient_ref) == ((), "", None, "")


def test_a_change_answers_the_same_cart(shop: Any, erin: Any) -> None:
    clinic, _ = shop(ITEMS)

    assert clinic.carts.remove(CART, "other", None) == cart(shop, CART_ANSWER)


SHIPPING_LINE = {
    "id": "shipping-line",
    "type": "custom_item",
    "name": "Post",
    "quantity": 1,
    "unit_price": price(1000),
    "value": price(1000),
}


def test_custom_items_are_the_delivery(shop: Any) -> None:
    read = cart(shop, with_lines(CART_LINE, SHIPPING_LINE, **totals(9820, tax=420)))

    assert read.lines == (ROLLERS,)
    assert (read.subtotal, read.delivery) == (cad("84.00"), cad("10.00"))
    assert read.subtotal + read.delivery + read.tax == read.total


def test_delivery_may_be_a_total_of_its_own(shop: Any) -> None:
    assert cart(shop, with_lines(CART_LINE, **totals(8820) | {"shipping": price(900)})).delivery == cad("9.00")


def test_a_line_of_another_type_is_shown_as_it_is(shop: Any) -> None:
    odd = CART_LINE | {"type": "subscription_item", "product_id": None, "image": None, "meta": None}

    (line,) = cart(shop, with_lines(odd)).lines

    assert (line.product_ref, line.recurring, line.fixed_quantity) == (LINE, True, True)
    assert cart(shop, with_lines(odd | {"type": "hologram"})).lines[0].recurring is False


@pytest.mark.parametrize("items", [{}, {"included": None}, {"included": {"items": None}}, {"included": {"items": []}}])
def test_an_emptied_cart_of_ours_lives_on(shop: Any, items: Any) -> None:
    read = cart(shop, EMPTY | items)

    assert (read.lines, read.total, read.subtotal, read.tax) == ((), cad("0"), cad("0"), None)


@pytest.mark.parametrize("data", [None, []])
def test_a_change_may_leave_nothing(shop: Any, data: Any) -> None:
    clinic, _ = shop({"data": data, "meta": {"display_price": NO_TOTALS}})

    assert clinic.carts.remove(CART, LINE, None).lines == ()


def test_a_cart_tells_whose_it_is(shop: Any, erin: Any) -> None:
    related = CART_DATA["relationships"] | {"accounts": {"data": [{"type": "account", "id": ACCOUNT}]}}
    mine = changed(CART_ANSWER, "data.relationships", related)

    assert cart(shop, mine, erin).patient_ref == ACCOUNT
    clinic, store = shop(mine)
    assert clinic.carts.claim(CART, erin).patient_ref == ACCOUNT
    assert len(store.asked) == 1


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("data", None),
        ("data", []),
        ("data.id", "another"),
        ("data.meta", None),
        ("data.meta.display_price", None),
        ("data.meta.display_price.with_tax", None),
        ("data.meta.display_price.with_tax.amount", -1),
        ("data.meta.display_price.with_tax.amount", 88.2),
        ("data.meta.display_price.with_tax.amount", "88.20"),
        ("data.meta.display_price.with_tax.amount", "a lot"),
        ("data.meta.display_price.with_tax.currency", "USD"),
        ("data.meta.display_price.with_tax.currency", ""),
        ("data.meta.display_price.tax.currency", "USD"),
        ("data.meta.display_price.discount.currency", "USD"),
        ("included", None),
        ("included.items", []),
        ("included.items.0", None),
        ("included.items.0.id", None),
        ("included.items.0.name", None),
        ("included.items.0.quantity", 0),
        ("included.items.0.quantity", 1.5),
        ("included.items.0.value", None),
        ("included.items.0.value.amount", None),
        ("included.items.0.meta.display_price.without_discount.value.currency", "USD"),
    ],
)
def test_a_cart_that_makes_no_sense_is_unreadable(shop: Any, path: str, value: Any) -> None:
    with pytest.raises(Unreadable):
        cart(shop, changed(CART_ANSWER, path, value))
