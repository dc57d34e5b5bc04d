"""A cart is the server's own sum, and this patient's."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from storefront.upstream.decoda import decoda
from storefront.upstream.errors import CartGone, NotFound, Unreadable
from storefront.upstream.types import Discount
from tests.upstream.decoda.conftest import BOOK, NoAccounts, dollars
from tests.upstream.decoda.examples import CART, LINE, PACKAGE, PATIENT, STRANGER_REF

STRANGERS_CARTS = [
    CART | {"patient": PATIENT | {"id": STRANGER_REF}},
    CART | {"patientId": STRANGER_REF},
    CART | {"patient": {"id": STRANGER_REF}, "total": "unreadable as well"},
]


def test_a_cart_is_read_as_the_server_reckons_it(shop: Any, answering: Any, me: Any) -> None:
    answering(CART)

    cart = shop.carts.read("cart-1", me)

    assert (cart.subtotal, cart.tax, cart.total) == (dollars("108.00"), dollars("8.02"), dollars("105.22"))
    assert cart.discounts == (Discount(dollars("10.80"), code="WELCOME10"),)
    assert (cart.coupon, cart.count, cart.patient_ref) == ("WELCOME10", 2, me.patient_ref)
    (line,) = cart.lines
    assert (line.ref, line.product_ref, line.quantity) == ("line-1", "item:itm-1", 2)
    assert (line.unit_price, line.total) == (dollars("54.00"), dollars("108.00"))


def test_a_package_is_one_line_at_its_own_price(shop: Any, answering: Any, me: Any) -> None:
    line = LINE | {"itemId": None, "item": None, "packageId": "pkg-1", "package": PACKAGE, "unitPrice": None}
    answering(CART | {"items": [line]})

    (read,) = shop.carts.read("cart-1", me).lines

    assert (read.product_ref, read.name, read.unit_price) == ("package:pkg-1", "Glow series", dollars("54.00"))


def test_a_package_in_a_cart_says_little_and_stays_where_it_was_sold(settings: Any, answering: Any, me: Any) -> None:
    shop = decoda(replace(settings, categories=("Skincare",)), NoAccounts(), coupons=BOOK)  # type: ignore[arg-type]
    tiny = {"id": "pkg-1", "name": "Glow series", "description": None, "isArchived": False, "price": 48000}
    line = LINE | {"itemId": None, "item": None, "packageId": "pkg-1", "package": tiny}
    answering(CART | {"items": [line]})

    cart = shop.carts.read("cart-1", me)

    assert [each.name for each in cart.lines] == ["Glow series"]
    assert cart.dropped == ()


@pytest.mark.parametrize("notes", [None, "call back on Monday", "coupon:", "no coupon:WELCOME10", 7])
def test_notes_of_staff_are_no_coupon_and_are_not_shown(shop: Any, answering: Any, me: Any, notes: Any) -> None:
    answering(CART | {"notes": notes})

    cart = shop.carts.read("cart-1", me)

    assert cart.coupon == cart.discounts[0].code == ""
    assert "Monday" not in repr(cart)


@pytest.mark.parametrize("nothing", [{"discountAmount": None}, {"taxAmount": None}, {"creator": None}])
def test_nulls_where_there_may_be_some_are_nothing(shop: Any, answering: Any, me: Any, nothing: Any) -> None:
    answering(CART | nothing)

    assert shop.carts.read("cart-1", me).total == dollars("105.22")


@pytest.mark.parametrize(
    "wrong",
    [
        {"total": 105.22},
        {"total": 10522.0},
        {"total": "10522"},
        {"total": None},
        {"subtotal": -1},
        {"items": None},
        {"items": []},
        {"patient": None},
        {"items": [LINE | {"quantity": 1.5}]},
        {"items": [LINE | {"quantity": 0}]},
        {"items": [LINE | {"totalPrice": 1.0}]},
        {"items": [LINE | {"itemId": None}]},
        {"items": [LINE | {"packageId": "both"}]},
        {"items": [LINE | {"item": None}]},
        {"id": "a/b"},
    ],
)
def test_a_cart_that_makes_no_sense_is_unreadable(shop: Any, answering: Any, me: Any, wrong: Any) -> None:
    answering(CART | wrong)

    with pytest.raises(Unreadable):
        shop.carts.read("cart-1", me)


@pytest.mark.parametrize("answer", STRANGERS_CARTS)
def test_a_cart_that_is_not_the_patients_is_not_found(shop: Any, answering: Any, me: Any, answer: Any) -> None:
    answering(answer)

    with pytest.raises(NotFound) as raised:
        shop.carts.read("cart-1", me)
    assert not isinstance(raised.value, CartGone)
