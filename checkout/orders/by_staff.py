"""Staff decide what no look-up could: the order exists (or is paid), or it does not.

The decision is about one try: when the attempt was resolved or tried again meanwhile, it is not taken.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from checkout.models import OrderAttempt, PlacedOrder, Refusal, State
from checkout.orders import transitions
from checkout.orders.causes import Cause
from storefront.money import Money
from storefront.upstream.types import Order


class NotResolvedError(Exception):
    """Nothing was changed; the message says why, to staff."""


@dataclass(frozen=True, slots=True)
class Decision:
    """``order_ref`` is the upstream's order, empty where there is none.

    ``number`` and ``total`` default to what is known. ``try_number`` is the try that staff examined; None for
    whichever it is now.
    """

    reason: str
    order_ref: str = ""
    number: str = ""
    total: Money | None = None
    by: str = ""
    try_number: int | None = None

    @property
    def note(self) -> str:
        return f"{self.reason} – {self.by}" if self.by else self.reason


def resolve(attempt: OrderAttempt, decision: Decision) -> None:
    """Close an attempt in review: placed with the order of the decision, else refused. Raises ``NotResolvedError``."""
    attempt.refresh_from_db()
    if attempt.state != State.REVIEW:
        raise NotResolvedError(f"{attempt} is {attempt.state}: staff resolve an attempt in review only.")
    if decision.try_number not in (None, attempt.try_number):
        raise NotResolvedError(f"{attempt} was tried again meanwhile: look into the new try first.")
    if decision.order_ref and attempt.order_ref not in ("", decision.order_ref):
        raise NotResolvedError(f"The order of {attempt} is {attempt.order_ref}: only its payment is in question.")
    try:
        with transaction.atomic():
            closed = _decide(attempt, decision)
    except NotResolvedError:
        attempt.refresh_from_db()
        raise
    if not closed:  # what was found is kept all the same: an order that came too late is an incident
        raise NotResolvedError(f"{attempt} was resolved meanwhile: it is {attempt.state}.")


def _decide(attempt: OrderAttempt, decision: Decision) -> bool:
    if decision.order_ref:
        total = decision.total or attempt.charged_total or attempt.shown_total
        number = decision.number or decision.order_ref
        found = Order(ref=decision.order_ref, number=number, total=total, patient_ref=attempt.patient_ref)
        closed = transitions.place(attempt, (found,), Cause.STAFF_DECIDED)
    else:
        closed = transitions.refuse(attempt, Refusal.NOT_PLACED, Cause.STAFF_DECIDED)
    if closed and decision.order_ref:
        _refuse_the_order_of_another(attempt, decision.order_ref)
    cause = Cause.STAFF_REASON if closed else Cause.STAFF_TOO_LATE
    attempt.record(attempt.state, cause, at=timezone.now(), note=decision.note)
    return closed


def _refuse_the_order_of_another(attempt: OrderAttempt, order_ref: str) -> None:
    """One upstream order belongs to one attempt: a mistyped id must not give it to a second one."""
    same = PlacedOrder.objects.filter(clinic=attempt.clinic, upstream=attempt.upstream, upstream_order_id=order_ref)
    if other := same.exclude(attempt=attempt).select_related("attempt").first():
        raise NotResolvedError(f"Order {order_ref} is that of {other.attempt} already. Check the id.")
