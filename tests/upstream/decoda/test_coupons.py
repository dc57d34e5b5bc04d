"""The clinic's own coupons."""

from __future__ import annotations

from typing import Any

import pytest

from storefront.upstream.errors import CouponReason, CouponRefused
from tests.upstream.decoda.examples import CARD, CART, CREDIT

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
