"""Patients read every refusal in words of ours."""

from __future__ import annotations

import pytest

from checkout.models import Refusal
from checkout.words.patients import COUPONS, REFUSALS, UNPAID, coupon_words, refusal_words
from storefront.upstream.errors import CouponReason, CouponRefused


def test_every_refusal_and_every_reason_has_words() -> None:
    assert set(REFUSALS) == set(Refusal)
    assert set(COUPONS) == set(CouponReason)


@pytest.mark.parametrize("refusal", sorted(UNPAID))
def test_a_payment_that_was_refused_never_says_that_there_is_no_order(refusal: Refusal) -> None:
    words = refusal_words(refusal, ordered=True)

    assert words != refusal_words(refusal)
    assert "no order" not in words


def test_where_no_words_are_for_a_payment_those_of_the_order_are_read() -> None:
    assert refusal_words(Refusal.COSTS_MORE, ordered=True) == refusal_words(Refusal.COSTS_MORE)


def test_what_an_upstream_says_of_a_coupon_is_not_repeated() -> None:
    refusal = CouponRefused("careportals", "their words", reason=CouponReason.EXPIRED)

    assert coupon_words(refusal) == "This coupon has expired."
