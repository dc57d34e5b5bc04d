"""The transitions of an order attempt: each is one conditional UPDATE, and nothing else writes states.

    open, refused --claim--> sent --> placed | refused | open | unknown (doubt) | sent, step confirm (wait_for_bank)
                                  --> open, step pay (ordered): upstreams where paying is a step of its own
    open, refused at pay --claim_payment--> sent, step pay --> the same ends; the order is never made again
    unknown --> placed | refused | unknown, cart closed (close_cart) | review (hand_over)
    review --> placed | refused | review, cart closed (close_cart)
    open, refused --recall--> unknown: a look-up found an order that the database had forgotten

Once its cart is closed, an attempt is never sent again: a new cart is a new attempt.
"""

from __future__ import annotations

import hashlib
import json
from contextlib import suppress
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.translation import get_language

from checkout.models import (
    BILL,
    IN_QUESTION,
    QUOTE,
    Contact,
    Incident,
    OrderAttempt,
    PlacedOrder,
    Refusal,
    State,
    Step,
)
from checkout.orders import coupons
from checkout.orders.causes import Cause
from checkout.orders.promise import Promise
from checkout.orders.signals import attempt_moved, order_placed, order_refused
from storefront.clinics.models import Clinic
from storefront.money import Money
from storefront.sessions.digests import email_digests
from storefront.sessions.patient import PatientSession, dump_access
from storefront.upstream.errors import UpstreamError
from storefront.upstream.types import Access, ConfirmationNeeded, Order, OrderRequest, Quote

FIRST_LOOK_UP = timedelta(seconds=2)


class AnotherOrderInQuestionError(Exception):
    """This patient has another order in question at this clinic; the database said so."""


def attempt_for(clinic: Clinic, cart_ref: str, promise: Promise, patient: PatientSession) -> OrderAttempt:
    """The one attempt of this cart, brought up to what the patient is being promised now."""
    shown = {"coupon": promise.coupon, "fingerprint": promise.fingerprint}
    return _attempt_for(clinic, cart_ref, promise.total, patient, shown)


def attempt_for_quote(clinic: Clinic, quote: Quote, patient: PatientSession) -> OrderAttempt:
    """The one attempt of this quote, brought up to what the patient is being shown now."""
    shown = {"coupon": "", "fingerprint": quote_fingerprint(quote)}
    return _attempt_for(clinic, f"{QUOTE}{quote.ref}", quote.total, patient, shown)


def attempt_for_bill(clinic: Clinic, bill: Order, patient: PatientSession) -> OrderAttempt:
    """The one attempt to pay this bill of the clinic. The order exists already, so it begins where paying does.

    Nothing is sent. While it is unpaid it is brought up to what the bill says now.
    """
    shown = {"shown_minor": bill.total.minor, "charged_minor": bill.total.minor, "currency": bill.total.currency}
    whose = {
        "patient_ref": patient.access.patient_ref,
        "email_digest": email_digests(clinic.slug, patient.email)[0] if patient.email else "",
    }
    with transaction.atomic():
        attempt, created = OrderAttempt.objects.get_or_create(
            clinic=clinic,
            upstream=clinic.commerce_kind,
            cart_ref=f"{BILL}{bill.ref}",
            defaults={**shown, **whose, "step": Step.PAY, "fingerprint": "", "coupon": ""},
        )
        if created:
            attempt.record(State.OPEN, Cause.BILL_OPENED, at=timezone.now())
            _write_down(attempt, (bill,))
    if not created:
        unpaid = OrderAttempt.objects.filter(pk=attempt.pk, state__in=(State.OPEN, State.REFUSED), step=Step.PAY)
        unpaid.update(**shown)
        attempt.refresh_from_db()
    return attempt


def _attempt_for(
    clinic: Clinic, cart_ref: str, total: Money, patient: PatientSession, shown: dict[str, Any]
) -> OrderAttempt:
    shown |= {"shown_minor": total.minor, "currency": total.currency, "patient_ref": patient.access.patient_ref}
    shown["email_digest"] = email_digests(clinic.slug, patient.email)[0] if patient.email else ""
    attempt, created = OrderAttempt.objects.get_or_create(
        clinic=clinic, upstream=clinic.commerce_kind, cart_ref=cart_ref, defaults=shown
    )
    if not created:
        unsent = OrderAttempt.objects.filter(pk=attempt.pk, state__in=(State.OPEN, State.REFUSED))
        unsent.exclude(step=Step.PAY).update(**shown)
        attempt.refresh_from_db()
    return attempt


def quote_fingerprint(quote: Quote) -> str:
    """What is offered, for how much, and on which terms: nobody answers for something else than they saw."""
    lines = [(line.name, line.quantity, line.total.minor if line.total else None) for line in quote.lines]
    offer = [lines, quote.total.minor, quote.total.currency, quote.terms]
    return hashlib.sha256(json.dumps(offer).encode()).hexdigest()


def claim(attempt: OrderAttempt, request: OrderRequest, access: Access) -> bool:
    """Take the licence to send one POST. Committed before this returns; False when somebody else has it.

    Raises ``CouponUsedUpError``. To be called within a transaction, which holds the coupon until the claim stands.
    """
    unsent = {"step__in": (Step.ORDER, Step.CONFIRM), "cart_closed_at": None}
    coupons.check_uses_left(attempt)
    to = {"step": Step.ORDER, "delivery": attempt.sealed_delivery(request)}
    return _take(attempt, request, access, State.SENT, Cause.PLACE_SUBMITTED, only=unsent, **to)


def claim_payment(attempt: OrderAttempt, request: OrderRequest, access: Access) -> bool:
    """Take the licence to send one payment for the order that exists."""
    return _take(attempt, request, access, State.SENT, Cause.PAYMENT_SUBMITTED, only={"step": Step.PAY})


def recall(attempt: OrderAttempt, request: OrderRequest | None, access: Access) -> bool:
    """A look-up has found what the database forgot: this was sent before. It is in question again, and not sent."""
    step = Step.PAY if attempt.order_ref else Step.ORDER
    return _take(attempt, request, access, State.UNKNOWN, Cause.FOUND_BEFORE_CLAIM, step=step)


def record_look_up(attempt: OrderAttempt) -> None:
    """A look-up found nothing that the database does not know."""
    OrderAttempt.objects.filter(pk=attempt.pk).update(looked_up_at=timezone.now())
    attempt.refresh_from_db()


def _take(
    attempt: OrderAttempt,
    request: OrderRequest | None,
    access: Access,
    to_state: State,
    cause: Cause,
    *,
    only: dict[str, Any] | None = None,
    **values: Any,
) -> bool:
    """From nothing being asked to being in question, with all that a look-up needs."""
    attempt.seal_away({"access": dump_access(access), "request": asdict(request) if request else None})
    if request and request.email:
        attempt.seal_contact(Contact(request.email, request.name, get_language() or "", request.payment_method))
    try:
        return _move(
            attempt,
            (State.OPEN, State.REFUSED),
            to_state,
            cause,
            only=only,
            refusal=Refusal.NONE,
            try_number=F("try_number") + 1,
            sent_at=timezone.now(),
            next_look_up_at=timezone.now() + FIRST_LOOK_UP,
            look_ups=0,
            resolved_at=None,
            sealed=attempt.sealed,
            sealed_contact=attempt.sealed_contact,
            **values,
        )
    except IntegrityError:
        raise AnotherOrderInQuestionError from None


def claim_confirmation(attempt: OrderAttempt, cause: Cause = Cause.BACK_FROM_BANK) -> bool:
    """The licence to finish after the bank's question: one at a time, like the first."""
    restarted: dict[str, Any] = {"sent_at": timezone.now()} if cause == Cause.BACK_FROM_BANK else {}
    return _move(
        attempt,
        (State.SENT,),
        State.SENT,
        cause,
        only={"step": Step.CONFIRM},
        step=Step.PAY if attempt.order_ref else Step.ORDER,
        **restarted,
    )


def leave_bank(attempt: OrderAttempt) -> bool:
    """The patient wants another card, and the bank never answered. This payment is never finished: no order comes."""
    closed: dict[str, Any] = {} if attempt.order_ref else {"cart_closed_at": timezone.now()}
    return _move(
        attempt,
        (State.SENT,),
        State.REFUSED,
        Cause.LEFT_BANK,
        only={"step": Step.CONFIRM},
        step=Step.PAY if attempt.order_ref else Step.ORDER,
        refusal=Refusal.LEFT_BANK,
        resolved_at=timezone.now(),
        sealed="",
        **closed,
    )


def wait_for_bank(attempt: OrderAttempt, needed: ConfirmationNeeded) -> bool:
    """The patient's bank has a question; its secret is sealed beside the rest."""
    attempt.seal_away(attempt.sealed_away() | {"bank": asdict(needed)})
    asked = (State.SENT, State.UNKNOWN)
    return _move(attempt, asked, State.SENT, Cause.BANK_ASKED, step=Step.CONFIRM, sealed=attempt.sealed)


def leave_hosted_form(attempt: OrderAttempt) -> bool:
    """The patient wants another payment method, and a look-up has just said that nothing was paid."""
    return _move(attempt, (State.SENT,), State.OPEN, Cause.OTHER_METHOD, only={"step": Step.CONFIRM}, step=Step.PAY)


def ask_bank_again(attempt: OrderAttempt, cause: Cause, error: UpstreamError | None = None) -> bool:
    """The finishing call never left: the bank's question stands as before."""
    return _move(attempt, (State.SENT,), State.SENT, cause, error, step=Step.CONFIRM)


def ordered(attempt: OrderAttempt, order: Order, cause: Cause) -> bool:
    """The upstream has the order, and it is not paid. Written down before anything is paid.

    When it costs more than the patient was shown, ``COSTS_MORE`` asks for a new confirmation.
    """
    more = order.total.minor > attempt.shown_minor
    with transaction.atomic():
        moved = _move(
            attempt,
            IN_QUESTION,
            State.OPEN,
            cause,
            only={"step": Step.ORDER},
            step=Step.PAY,
            refusal=Refusal.COSTS_MORE if more else Refusal.NONE,
            charged_minor=order.total.minor,
        )
        if moved:
            _write_down(attempt, (order,))
    return moved


def place(attempt: OrderAttempt, orders: tuple[Order, ...], cause: Cause) -> bool:
    """The upstream has it, and nothing is left to do. Order ids are stored with the state or not at all."""
    charged = sum(order.total.minor for order in orders)
    with transaction.atomic():
        moved = _move(
            attempt,
            IN_QUESTION,
            State.PLACED,
            cause,
            orders=orders,
            resolved_at=timezone.now(),
            sealed="",
            charged_minor=charged,
        )
        if moved:
            _write_down(attempt, orders)
            if charged != attempt.shown_minor:
                attempt.record(State.PLACED, Cause.TOTAL_DIFFERS, at=timezone.now())
                Incident.note(Incident.Kind.TOTAL_DIFFERS, attempt.clinic, attempt=attempt)
        elif attempt.state != State.PLACED:
            attempt.record(attempt.state, Cause.FOUND_TOO_LATE, at=timezone.now())
            Incident.note(Incident.Kind.LATE_ORDER, attempt.clinic, attempt=attempt)
    return moved


def _write_down(attempt: OrderAttempt, orders: tuple[Order, ...]) -> None:
    for order in orders:
        fee = order.fee.minor if order.fee else 0
        PlacedOrder.objects.update_or_create(
            clinic=attempt.clinic,
            upstream=attempt.upstream,
            upstream_order_id=order.ref,
            defaults={"payment": order.payment.value, "fee_minor": fee},
            create_defaults={
                "attempt": attempt,
                "number": order.number,
                "total_minor": order.total.minor,
                "currency": order.total.currency,
                "payment": order.payment.value,
                "fee_minor": fee,
            },
        )
    with suppress(AttributeError):  # it was not asked for yet
        del attempt.order_ref


def refuse(attempt: OrderAttempt, refusal: Refusal, cause: Cause, error: UpstreamError | None = None) -> bool:
    """This try definitely made no order, or no payment of the order that exists; the patient may submit again."""
    return _move(
        attempt,
        IN_QUESTION,
        State.REFUSED,
        cause,
        error,
        step=Step.PAY if attempt.order_ref else attempt.step,
        refusal=refusal,
        resolved_at=timezone.now(),
        sealed="",
    )


def cancelled(attempt: OrderAttempt) -> bool:
    """The upstream took the unpaid order back. Nothing is sent for it any more, and its cart is spent."""
    return _move(
        attempt,
        (State.OPEN, State.REFUSED),
        State.REFUSED,
        Cause.CANCELLED,
        only={"step": Step.PAY},
        step=Step.ORDER,
        refusal=Refusal.CANCELLED,
        cart_closed_at=timezone.now(),
        resolved_at=timezone.now(),
        sealed="",
    )


def reopen(attempt: OrderAttempt, cause: Cause, error: UpstreamError | None = None) -> bool:
    """Nothing was sent: as if nobody had submitted it."""
    return _move(attempt, (State.SENT,), State.OPEN, cause, error, refusal=Refusal.UNREACHABLE, sealed="")


def doubt(attempt: OrderAttempt, cause: Cause, error: UpstreamError | None = None) -> bool:
    """It was sent and nobody knows: never again before a look-up has resolved it."""
    return _move(attempt, (State.SENT,), State.UNKNOWN, cause, error)


def close_cart(attempt: OrderAttempt) -> bool:
    """The upstream said that this cart can make no order any more. From here on nothing is sent for it."""
    return _move(
        attempt, (State.UNKNOWN, State.REVIEW), attempt.state, Cause.CART_CLOSED, cart_closed_at=timezone.now()
    )


def hand_over(attempt: OrderAttempt, cause: Cause) -> bool:
    """No look-up resolved it: staff are asked, and look-ups go on."""
    return _move(attempt, (State.SENT, State.UNKNOWN), State.REVIEW, cause)


def _move(
    attempt: OrderAttempt,
    from_states: tuple[str, ...],
    to_state: str,
    cause: Cause,
    error: UpstreamError | None = None,
    *,
    only: dict[str, Any] | None = None,
    orders: tuple[Order, ...] = (),
    **values: Any,
) -> bool:
    """One UPDATE that touches the row only in the try and a state that we know it in; its event is written with it.

    The try number is read with the row. A claim raises it, so whoever still has the old one can resolve nothing.
    """
    rows = OrderAttempt.objects.filter(
        pk=attempt.pk,
        clinic_id=attempt.clinic_id,
        try_number=attempt.try_number,
        state__in=from_states,
        **(only or {}),
    )
    with transaction.atomic():
        moved = rows.update(state=to_state, **values)
        if moved:
            attempt.record(to_state, cause, at=timezone.now(), **_facts(error))
            before = attempt.state
            attempt.refresh_from_db()
            attempt_moved.send(OrderAttempt, attempt=attempt, before=before, orders=orders)
    if not moved:
        attempt.refresh_from_db()
    if moved and to_state == State.PLACED:
        order_placed.send(OrderAttempt, attempt=attempt)
    if moved and values.get("refusal"):
        order_refused.send(OrderAttempt, attempt=attempt)
    return bool(moved)


def _facts(error: UpstreamError | None) -> dict[str, Any]:
    if error is None:
        return {}
    return {"http_status": error.status, "error_class": type(error).__name__, "request_id": error.request_id[:40]}


def due(now: datetime) -> QuerySet[OrderAttempt]:
    """Attempts to look up by now, those that have waited longest first."""
    rows = OrderAttempt.objects.filter(state__in=IN_QUESTION, next_look_up_at__lte=now)
    return rows.select_related("clinic").order_by("next_look_up_at")
