"""What adapters may raise: told apart by what the caller does next, and with nothing secret in them."""

from __future__ import annotations

from storefront.upstream.errors import (
    CartGone,
    CouponReason,
    CouponRefused,
    CrowdedError,
    NotFound,
    NotPayable,
    OrderRefused,
    OutcomeUnknown,
    OutOfStock,
    Refused,
    RejectedError,
    Unreachable,
    Unreadable,
    UpstreamError,
)


def test_an_error_tells_staff_which_upstream_and_which_request() -> None:
    assert str(UpstreamError("decoda", "no answer", request_id="r-1")) == "decoda: no answer [request r-1]"
    assert str(UpstreamError("decoda", "no answer")) == "decoda: no answer"


def test_a_coupon_is_refused_for_one_of_the_fixed_reasons() -> None:
    assert CouponRefused("decoda", "no").reason is CouponReason.UNKNOWN

    refused = CouponRefused("decoda", "no", reason=CouponReason.EXPIRED, status=422, request_id="r-1")

    assert (refused.reason, refused.status, refused.request_id) == (CouponReason.EXPIRED, 422, "r-1")


def test_what_never_left_is_never_taken_for_an_unknown_outcome() -> None:
    for kind in (RejectedError, CrowdedError):
        assert issubclass(kind, Unreachable)
    for definite in (Unreachable, Refused):
        assert not issubclass(definite, OutcomeUnknown | Unreadable)
    assert issubclass(CartGone, NotFound)
    for no_order in (OutOfStock, NotPayable):
        assert issubclass(no_order, OrderRefused)
