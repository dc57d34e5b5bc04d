"""The one module that performs the act: claim, call outside any transaction, resolve."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace

from django.db import transaction

from checkout.models import OrderAttempt, Refusal
from checkout.orders import lookups, pause, transitions
from checkout.orders.causes import Cause
from storefront.upstream.errors import (
    Busy,
    Misconfigured,
    NotPayable,
    OutOfStock,
    PaymentDeclined,
    Refused,
    SignedOut,
    Unreachable,
    UpstreamError,
)
from storefront.upstream.ports import Commerce
from storefront.upstream.types import Access, ConfirmationNeeded, OrderRequest, PlacedOrders, UnpaidOrder

CLAIM_IS_FRESH = 5.0  # seconds; a worker that was paused for longer sends nothing

Outcome = PlacedOrders | UnpaidOrder | ConfirmationNeeded


def place(attempt: OrderAttempt, request: OrderRequest, commerce: Commerce, access: Access) -> None:
    """Send the order once, and where paying is a step of its own, the payment once (if the patient chose how).

    Afterwards the attempt's state says what is known; a lost claim changes nothing. Raises
    ``AnotherOrderInQuestionError`` when another order of this patient is in question, ``CouponUsedUpError`` when
    another order used the coupon up, ``NotNow`` during a pause.
    """
    if _sent_before(attempt, request, commerce, access):
        return
    claimed_at = time.monotonic()
    with transaction.atomic(durable=True):
        claimed = transitions.claim(attempt, request, access)
    if claimed:
        _act(attempt, claimed_at, lambda: _order(attempt, request, commerce, access), unsent=transitions.reopen)
    if claimed and attempt.order_ref and not attempt.quote_ref:
        commerce.carts.discard(attempt.cart_ref, access)
    if claimed and attempt.is_unpaid and not attempt.refusal and request.payment_method:
        pay(attempt, request, commerce, access)


def pay(attempt: OrderAttempt, request: OrderRequest, commerce: Commerce, access: Access) -> None:
    """Send one payment for the order that exists. After a decline the order can be paid with another method.

    Raises as ``place`` does.
    """
    request = replace(request, order_ref=attempt.order_ref, try_number=attempt.try_number + 1)
    if _sent_before(attempt, request, commerce, access):
        return
    claimed_at = time.monotonic()
    with transaction.atomic(durable=True):
        claimed = transitions.claim_payment(attempt, request, access)
    if claimed:
        _act(attempt, claimed_at, lambda: commerce.orders.pay(request, access), unsent=transitions.reopen)


def confirm(
    attempt: OrderAttempt,
    request: OrderRequest,
    commerce: Commerce,
    access: Access,
    *,
    cause: Cause = Cause.BACK_FROM_BANK,
) -> None:
    """Finish what waited for the patient's bank. Look it up first: it may be finished already.

    With ``Cause.BANK_CHECKED`` nobody has come back: how long it has waited already goes on counting.
    """
    pause.stop_while_paused()
    about = attempt.sealed_away().get("bank", {}).get("reference", "")
    request = replace(request, confirmation=about)
    claimed_at = time.monotonic()
    with transaction.atomic(durable=True):
        claimed = transitions.claim_confirmation(attempt, cause)
    if claimed:
        _act(attempt, claimed_at, lambda: commerce.orders.confirm(request, access), unsent=transitions.ask_bank_again)


def _sent_before(attempt: OrderAttempt, request: OrderRequest, commerce: Commerce, access: Access) -> bool:
    """Whether it was sent by a claim that the database has forgotten: asked once for what is older than a pause."""
    pause.stop_while_paused()
    unsent = attempt.may_be_sent or attempt.is_unpaid
    return unsent and pause.is_older_than_pause(attempt) and lookups.found_before(attempt, request, commerce, access)


def _order(attempt: OrderAttempt, request: OrderRequest, commerce: Commerce, access: Access) -> Outcome:
    """The one call: a cart is ordered, or a quote of the clinic."""
    if not attempt.quote_ref:
        return commerce.orders.place(request, access)
    assert commerce.quotes is not None  # noqa: S101 - the quote was shown from there
    return commerce.quotes.order(attempt.quote_ref, request, access)


def _act(attempt: OrderAttempt, claimed_at: float, call: Callable[[], Outcome], unsent: Callable[..., bool]) -> None:
    """One call, and what its end means. Whatever is not listed here leaves the attempt in doubt."""
    try:
        if time.monotonic() - claimed_at > CLAIM_IS_FRESH:
            unsent(attempt, Cause.CLAIM_TOO_OLD)
            return
        outcome = call()
    except Unreachable as error:
        unsent(attempt, Cause.NOT_SENT, error)
    except SignedOut as error:
        transitions.refuse(attempt, Refusal.SIGNED_OUT, Cause.SIGNED_OUT, error)
        raise
    except Misconfigured as error:
        transitions.refuse(attempt, Refusal.UNAVAILABLE, Cause.ACCESS_REFUSED, error)
    except Refused as error:
        transitions.refuse(attempt, _refusal_of(error), Cause.REFUSED, error)
    except UpstreamError as error:
        transitions.doubt(attempt, Cause.NO_USABLE_ANSWER, error)
    except BaseException:
        transitions.doubt(attempt, Cause.INTERRUPTED)
        raise
    else:
        if isinstance(outcome, PlacedOrders):
            transitions.place(attempt, outcome.orders, Cause.ANSWERED)
        elif isinstance(outcome, UnpaidOrder):
            transitions.ordered(attempt, outcome.order, Cause.ORDERED)
        else:
            transitions.wait_for_bank(attempt, outcome)


def _refusal_of(error: Refused) -> Refusal:
    if isinstance(error, PaymentDeclined):
        return Refusal.DECLINED
    if isinstance(error, NotPayable):
        return Refusal.NOT_PAYABLE
    if isinstance(error, OutOfStock):
        return Refusal.SOLD_OUT
    return Refusal.BUSY if isinstance(error, Busy) else Refusal.REFUSED
