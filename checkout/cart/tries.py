"""Limits of what anybody can do with a cart, counted where the clinic's system or the database is asked."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from storefront.limits import who
from storefront.limits.policy import COUPON, NEW_CART
from storefront.upstream.errors import CouponRefused
from storefront.web.request import ShopRequest


class TooOften(Exception):
    """Nothing was asked. ``seconds`` is how long to wait."""

    def __init__(self, seconds: int) -> None:
        super().__init__(f"{seconds} seconds to wait")
        self.seconds = seconds


@contextmanager
def counted_code(request: ShopRequest) -> Iterator[None]:
    """Around asking for one coupon code: only codes that are refused stay counted."""
    shopper = who.shopper(request)
    if seconds := COUPON.wait(**shopper):
        raise TooOften(seconds)
    refused = False
    try:
        yield
    except CouponRefused:
        refused = True
        raise
    finally:
        if not refused:
            COUPON.forgive(**shopper)


def count_new_cart(request: ShopRequest) -> None:
    """Before a cart of somebody without a session, which will be a new row."""
    if request.session.session_key is None and (seconds := NEW_CART.wait(**who.visitor(request))):
        raise TooOften(seconds)
