"""Why a coupon is refused, in our vocabulary."""

from __future__ import annotations

from typing import Any

import pytest

from storefront.upstream.errors import CouponReason, CouponRefused
from tests.upstream.careportals.examples import CART_REF, START


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ("Coupon has expired", CouponReason.EXPIRED),
        ("Coupon is not active yet", CouponReason.NOT_YET),
        ("Coupon requires a minimum amount of 100", CouponReason.MINIMUM),
        ("Coupon has already been used", CouponReason.USED),
        ("Usage limit reached", CouponReason.USED),
        ("Not applicable to the products in your cart", CouponReason.NOT_THESE_ITEMS),
        ("Cannot be combined with another coupon", CouponReason.NOT_COMBINED),
        ("Invalid coupon code", CouponReason.UNKNOWN),
        ({"message": "Coupon has expired", "code": 7}, CouponReason.EXPIRED),
        (["Coupon has expired"], CouponReason.EXPIRED),
        ({"code": 7}, CouponReason.UNKNOWN),
    ],
)
def test_a_refused_coupon_says_why_in_our_vocabulary(shop: Any, ana: Any, words: Any, reason: Any) -> None:
    clinic, _ = shop((201, START | {"couponError": words}))

    with pytest.raises(CouponRefused) as raised:
        clinic.carts.apply_coupon(CART_REF, "SECRETCODE", ana)
    assert raised.value.reason is reason
    assert "SECRETCODE" not in str(raised.value)
