"""The clinic's own coupons."""

from __future__ import annotations

from typing import Any

import pytest

from storefront.money import Money
from storefront.upstream.errors import CouponReason, CouponRefused
from storefront.upstream.types import Item
from tests.upstream.decoda.at_sandbox import CREAM
from tests.upstream.decoda.examples import CANARY, CARD, CART, CREDIT, EXPIRES, LINE, PACKAGE, Calls

PACKAGE_LINE = LINE | {"id": "line-2", "itemId": None, "item": None, "packageId": "pkg-1", "package": PACKAGE}
PLAIN = CART | {"notes": None, "discountAmount": 0}


WHY = {
    "NOPE": CouponReason.UNKNOWN,
    "": CouponReason.UNKNOWN,
    "..": CouponReason.UNKNOWN,
    "EXPIRED": CouponReason.EXPIRED,
    "SOON": CouponReason.NOT_YET,
    "RICH": CouponReason.MINIMUM,
    "ONCE": CouponReason.USED,
    "LIMITED": CouponReason.USED,
}


@pytest.mark.parametrize("code", WHY)
def test_a_refused_coupon_leaves_the_cart_alone_and_says_why(shop: Any, answering: Any, me: Any, code: Any) -> None:
    recorder = answering(CART)

    with pytest.raises(CouponRefused) as raised:
        shop.carts.apply_coupon("cart-1", code, me)

    assert raised.value.reason is WHY[code]
    assert {request.method for request in recorder.asked} == {"GET"}


@pytest.mark.parametrize("code", ["WELCOME10", "welcome10", "HALF-OFF", "MINUS20", "ROOMY"])
def test_a_coupon_that_holds_is_put_into_the_cart(shop: Any, answering: Any, me: Any, code: str) -> None:
    recorder = answering(CART)

    shop.carts.apply_coupon("cart-1", code, me)

    assert recorder.last.method == "PUT"


@pytest.mark.parametrize("code", ["EXPIRED", "GONE", "RICH", "ONCE"])
def test_a_coupon_that_fell_away_is_taken_off_before_the_order(shop: Any, answering: Any, me: Any, code: str) -> None:
    answering(CART | {"notes": f"coupon:{code}"}, CART | {"notes": None, "discountAmount": 0}, [CARD], CREDIT)

    preparation = shop.orders.prepare("cart-1", code, me)

    assert preparation.coupon_refused
    assert (preparation.cart.coupon, preparation.cart.discounts) == ("", ())


@pytest.mark.parametrize(("shown", "refused"), [("WELCOME10", True), ("", False)])
def test_a_coupon_that_the_cart_does_not_have_is_not_at_work(
    shop: Any, answering: Any, me: Any, shown: str, refused: bool
) -> None:
    answering(CART | {"notes": None, "discountAmount": 0}, [CARD], CREDIT)

    assert shop.orders.prepare("cart-1", shown, me).coupon_refused is refused


def test_a_coupon_that_holds_stays(shop: Any, answering: Any, me: Any) -> None:
    recorder = answering(CART, [CARD], CREDIT)

    preparation = shop.orders.prepare("cart-1", "WELCOME10", me)

    assert not preparation.coupon_refused
    assert preparation.cart.coupon == "WELCOME10"
    assert {request.method for request in recorder.asked} == {"GET"}


def test_a_cart_without_a_coupon_has_none_to_take_off(shop: Any, answering: Any, me: Any) -> None:
    answering(CART | {"notes": None, "discountAmount": 0})
    cart = shop.carts.read("cart-1", me)
    recorder = answering(CART | {"notes": None, "discountAmount": 0})

    assert shop.carts.remove_coupon(cart, me) == cart
    assert len(recorder.asked) == 1


CALLS: Calls = {
    "percent off": (
        lambda shop, me: shop.carts.apply_coupon("cart-1", " half-off ", me),
        [PLAIN | {"items": [LINE, PACKAGE_LINE]}, CART],
        [
            ("GET /billing/cart/cart-1", None),
            (
                "PUT /billing/cart/cart-1",
                {
                    "patientId": "pat-1",
                    "items": [
                        {"itemId": "itm-1", "quantity": 2, "notes": CANARY},
                        {"packageId": "pkg-1", "quantity": 2, "notes": CANARY},
                    ],
                    "expiresDate": EXPIRES,
                    "creatorId": "prov-1",
                    "notes": "coupon:HALF-OFF",
                    "discountAmount": 0,
                    "discountPercentage": 12.5,
                },
            ),
        ],
    ),
    "an amount off": (
        lambda shop, me: shop.carts.apply_coupon("cart-1", "MINUS20", me),
        [CART, CART],
        [
            ("GET /billing/cart/cart-1", None),
            (
                "PUT /billing/cart/cart-1",
                {
                    "patientId": "pat-1",
                    "items": [{"itemId": "itm-1", "quantity": 2, "notes": CANARY}],
                    "expiresDate": EXPIRES,
                    "creatorId": "prov-1",
                    "notes": "coupon:MINUS20",
                    "discountAmount": 2000,
                    "discountPercentage": 0,
                },
            ),
        ],
    ),
    "a coupon expired meanwhile": (
        lambda shop, me: shop.orders.prepare("cart-1", "EXPIRED", me),
        [CART | {"notes": "coupon:EXPIRED"}, PLAIN, [CARD], CREDIT],
        [
            ("GET /billing/cart/cart-1", None),
            (
                "PUT /billing/cart/cart-1",
                {
                    "patientId": "pat-1",
                    "items": [{"itemId": "itm-1", "quantity": 2, "notes": CANARY}],
                    "expiresDate": EXPIRES,
                    "creatorId": "prov-1",
                    "notes": None,
                    "discountAmount": 0,
                    "discountPercentage": 0,
                },
            ),
            ("GET /billing/payment/methods?patient_id=pat-1", None),
            ("GET /user/patient/pat-1/credit/available", None),
        ],
    ),
}


@pytest.mark.parametrize("name", CALLS)
def test_what_is_asked(asks: Any, name: str) -> None:
    asks(*CALLS[name])


def test_a_coupon_is_applied_and_taken_off(clinic: Any, dana: Any, cart: Any) -> None:
    cheaper = clinic.carts.apply_coupon(cart.ref, "welcome10", dana)

    assert (cheaper.discount, cheaper.coupon) == (Money.of("5.40", "USD"), "WELCOME10")
    assert cheaper.total < cart.total
    assert clinic.carts.read(cheaper.ref, dana) == cheaper
    grown = clinic.carts.add(cart.ref, [Item(CREAM, 1)], dana)
    assert (grown.discount, grown.coupon) == (Money.of("10.80", "USD"), "WELCOME10")
    other = clinic.carts.apply_coupon(cart.ref, "MINUS20", dana)
    assert (other.discount, other.coupon) == (Money.of(20, "USD"), "MINUS20")

    plain = clinic.carts.remove_coupon(other, dana)
    assert (plain.discounts, plain.coupon) == ((), "")
