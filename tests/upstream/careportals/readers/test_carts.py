"""A cart says what they say, and nothing is guessed."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from storefront.upstream.errors import Unreadable
from storefront.upstream.types import Discount
from tests.upstream.careportals.conftest import cad
from tests.upstream.careportals.examples import CART, CART_REF, LINE, OLD_PRODUCT, START


def test_a_cart_says_what_they_say_and_the_list_price_reduction_is_no_coupon(shop: Any) -> None:
    clinic, _ = shop(CART)

    cart = clinic.carts.read(CART_REF, None)

    (line,) = cart.lines
    assert (line.ref, line.product_ref, line.quantity) == ("qX8-k_1", OLD_PRODUCT["_id"], 2)
    assert (line.unit_price, line.total, line.list_price) == (cad(45), cad(90), cad("55.50"))
    assert (cart.total, cart.subtotal, cart.discounts, cart.dropped) == (cad(90), cad(90), (), ())


def test_what_a_coupon_saves_is_what_the_lines_cost_less_the_total(shop: Any, ana: Any) -> None:
    clinic, _ = shop(START | {"cart": CART | {"totalAmount": 72, "discountAmount": 39}})

    cart = clinic.carts.apply_coupon(CART_REF, "NEW20", ana)

    assert (cart.total, cart.discounts, cart.coupon) == (cad(72), (Discount(cad(18), "NEW20"),), "NEW20")


def test_a_coupon_may_answer_the_bare_cart(shop: Any, ana: Any) -> None:
    clinic, _ = shop(CART | {"totalAmount": 80})

    assert clinic.carts.apply_coupon(CART_REF, "TEN", ana).discount == cad(10)


def test_the_noise_of_binary_floats_is_not_money(shop: Any) -> None:
    clinic, _ = shop(CART | {"totalAmount": Decimal("89.99999999999999").__float__()})

    assert clinic.carts.read(CART_REF, None).total == cad(90)


def test_numbers_may_come_in_quotes(shop: Any) -> None:
    clinic, _ = shop(CART | {"totalAmount": "90.00", "lineItems": [LINE | {"price": "45.00", "quantity": "2"}]})

    assert clinic.carts.read(CART_REF, None).total == cad(90)


def test_a_subscription_line_is_one_whatever_is_echoed(shop: Any) -> None:
    clinic, _ = shop(CART | {"lineItems": [LINE | {"quantity": 5, "isSubscription": True}], "totalAmount": 45})

    (line,) = clinic.carts.read(CART_REF, None).lines

    assert (line.quantity, line.total, line.fixed_quantity, line.recurring) == (1, cad(45), True, True)


@pytest.mark.parametrize(
    ("extras", "dropped"),
    [
        ({"removedDisabledLineItems": "a,b"}, ("a", "b")),
        ({"removedDisabledLineItems": " a , ,"}, ("a",)),
        ({"removedDisabledLineItems": ""}, ()),
        ({"removedDisabledLineItems": None}, ()),
        (None, ()),
        ([], ()),
        ("x", ()),
    ],
)
def test_what_they_took_out_by_themselves_is_told(shop: Any, extras: Any, dropped: Any) -> None:
    clinic, _ = shop(CART | {"extras": extras, "lineItems": [], "totalAmount": 0})

    assert clinic.carts.read(CART_REF, None).dropped == dropped


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"totalAmount": None}, "totalAmount"),
        ({"totalAmount": 90.005}, "totalAmount"),
        ({"lineItems": None}, "lineItems"),
        ({"lineItems": [LINE | {"quantity": 0}]}, "lineItems.0.quantity"),
        ({"lineItems": [LINE | {"price": None}]}, "lineItems.0.price"),
        ({"lineItems": [LINE | {"id": "a b"}]}, "lineItems.0.id"),
        ({"_id": ""}, "_id"),
        ({"currency": "USD"}, "currency"),
    ],
)
def test_a_cart_in_an_unknown_shape_names_the_field(shop: Any, wrong: Any, field: str) -> None:
    clinic, _ = shop(CART | wrong)

    with pytest.raises(Unreadable) as raised:
        clinic.carts.read(CART_REF, None)

    assert field in raised.value.detail


@pytest.mark.parametrize("wrong", [{"cart": None}, {"currency": "USD"}, {"cart": []}])
def test_a_start_without_its_cart_is_unreadable(shop: Any, ana: Any, wrong: Any) -> None:
    clinic, _ = shop(START | wrong)

    with pytest.raises(Unreadable):
        clinic.orders.prepare(CART_REF, "", ana)
