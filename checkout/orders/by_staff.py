"""A person decides what looking could not: the order exists (or is paid), or it does not.

The decision is about one try: when the attempt was settled or tried again meanwhile, it is not taken.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from checkout.models import OrderAttempt, PlacedOrder, Refusal, State
from checkout.orders import transitions
from storefront.money import Money
from storefront.upstream.types import Order


class NotSettled(Exception):
    """Nothing was changed; the message says why, to staff."""


@dataclass(frozen=True, slots=True)
class Decision:
    """``order_ref`` is the upstream's order, empty where there is none.

    ``number`` and ``total`` default to what is known. ``try_number`` is the try that was looked into; None for
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


def settle(attempt: OrderAttempt, decision: Decision) -> None:
    """Close an attempt in review: placed with the order of the decision, else refused. Raises ``NotSettled``."""
    attempt.refresh_from_db()
    if attempt.state != State.REVIEW:
        raise NotSettled(f"{attempt} is {attempt.state}: only an attempt in review is settled by hand.")
    if decision.try_number not in (None, attempt.try_number):
        raise NotSettled(f"{attempt} was tried again meanwhile: look into the new try first.")
    if decision.order_ref and attempt.order_ref not in ("", decision.order_ref):
        raise NotSettled(f"The order of {attempt} is {attempt.order_ref}: only its payment is in question.")
    try:
        with transaction.atomic():
            closed = _settle(attempt, decision)
    except NotSettled:
        attempt.refresh_from_db()
        raise
    if not closed:  # what was found is kept all the same: an order that came too late is an incident
        raise NotSettled(f"{attempt} was settled meanwhile: it is {attempt.state}.")


def _settle(attempt: OrderAttempt, decision: Decision) -> bool:
    if decision.order_ref:
        total = decision.total or attempt.charged_total or attempt.shown_total
        number = decision.number or decision.order_ref
        found = Order(ref=decision.order_ref, number=number, total=total, patient_ref=attempt.patient_ref)
        closed = transitions.place(attempt, (found,), "staff")
    else:
        closed = transitions.refuse(attempt, Refusal.NOT_PLACED, "staff")
    if closed and decision.order_ref:
        _refuse_the_order_of_another(attempt, decision.order_ref)
    cause = "staff_reason" if closed else "staff_too_late"
    attempt.record(attempt.state, cause, at=timezone.now(), note=decision.note)
    return closed


def _refuse_the_order_of_another(attempt: OrderAttempt, order_ref: str) -> None:
    """One upstream order belongs to one attempt: a mistyped id must not give it to a second one."""
    same = PlacedOrder.objects.filter(clinic=attempt.clinic, upstream=attempt.upstream, upstream_order_id=order_ref)
    if other := same.exclude(attempt=attempt).select_related("attempt").first():
        raise NotSettled(f"Order {order_ref} is that of {other.attempt} already. Check the id.")
