"""
What an adapter may raise, named by what the caller does next.

UpstreamError
├─ Unreachable      it never left: nothing happened, ask again
│  ├─ RejectedError it was not even tried: the circuit is open
│  └─ CrowdedError  nor was this one: too many calls are under way
├─ OutcomeUnknown   it left and no usable answer came: never repeat a write, look it up
├─ Unreadable       an answer in a shape we do not know: tell staff; after a write, look it up
├─ SignedOut        the token is no longer accepted: end the patient session, sign in again
├─ Misconfigured    the clinic's own key, tenant or organization is refused: tell staff
└─ Refused          they understood and said no: show it beside the field
   ├─ NotFound      no such product, line or card (or not this patient's)
   │  └─ CartGone   this cart is no more: forget its reference
   ├─ Busy          too many requests: wait
   ├─ SignInRefused (NoAccount), SignUpRefused
   ├─ CouponRefused
   ├─ ProductRefused
   ├─ PaymentDeclined
   └─ OrderRefused
      ├─ OutOfStock  there is not enough of one of the items
      └─ NotPayable  the order exists, and nobody can pay it here

The words a patient reads for each are in ``storefront/failures.py``: this package knows no language.
``detail`` is for staff and never holds a body, a token, a code or a path with ids.
"""

from __future__ import annotations

from enum import StrEnum


class UpstreamError(Exception):
    """A commerce API did not give us what we asked for."""

    def __init__(self, upstream: str, detail: str, *, status: int = 0, request_id: str = "") -> None:
        super().__init__(f"{upstream}: {detail}" + (f" [request {request_id}]" if request_id else ""))
        self.upstream = upstream
        self.detail = detail
        self.status = status
        self.request_id = request_id


class Unreachable(UpstreamError):
    """Nothing was sent: no name, no connection, or the circuit is open."""


class RejectedError(Unreachable):
    """The last calls all failed: this one was not tried."""


class CrowdedError(Unreachable):
    """Too many calls are under way here: this one was not tried. It says nothing about the upstream."""


class OutcomeUnknown(UpstreamError):
    """It was (or may have been) sent, and no usable answer came: time-out, reset, 5xx, redirect."""


class Unreadable(UpstreamError):
    """A success status with an answer that is not what the document says."""


class SignedOut(UpstreamError):
    """The patient's token is missing, expired or revoked."""


class Misconfigured(UpstreamError):
    """The clinic's own credentials or organization are refused."""


class Refused(UpstreamError):
    """They understood and said no."""


class NotFound(Refused):
    """No such thing, or not this patient's: the two are never told apart."""


class CartGone(NotFound):
    """A definite answer that this cart does not exist any more."""


class Busy(Refused):
    """Too many requests; nothing was done."""


class SignInRefused(Refused):
    """Wrong address or password: never say which."""


class NoAccount(SignInRefused):
    """The right pair, but the member has no account to shop for."""


class SignUpRefused(Refused):
    """The account was not made: a taken address or invalid data. Upstreams do not always say which, and we never do."""


class CouponReason(StrEnum):
    """The fixed list of reasons a patient can be told (the upstreams' own words are never shown)."""

    UNKNOWN = "unknown"
    EXPIRED = "expired"
    NOT_YET = "not_yet"
    MINIMUM = "minimum"
    NOT_THESE_ITEMS = "not_these_items"
    USED = "used"
    NOT_COMBINED = "not_combined"


class CouponRefused(Refused):
    def __init__(
        self,
        upstream: str,
        detail: str,
        *,
        reason: CouponReason = CouponReason.UNKNOWN,
        status: int = 0,
        request_id: str = "",
    ) -> None:
        super().__init__(upstream, detail, status=status, request_id=request_id)
        self.reason = reason


class ProductRefused(Refused):
    """This product, option or quantity cannot be put into this cart."""


class PaymentDeclined(Refused):
    """The payment method was declined; no money moved and the cart or order can be paid another way."""


class OrderRefused(Refused):
    """The upstream definitely made no order."""


class OutOfStock(OrderRefused):
    """The upstream made no order, because there is not enough of one of the items."""


class NotPayable(OrderRefused):
    """The order exists, and stands in a way that it cannot be paid here. Nothing was sent."""
