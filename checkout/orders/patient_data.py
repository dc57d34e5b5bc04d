"""What attempts say about a patient: told, and forgotten."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from checkout.models import IN_QUESTION, OrderAttempt, State, Step
from storefront.patients.data import Holder, MustWaitError, Subject


def export_orders(subject: Subject) -> list[dict[str, Any]]:
    """Each with what was written down about it here; what was bought is in the clinic's system."""
    return [_told(attempt) for attempt in _of(subject).prefetch_related("placed_orders", "agreements", "events")]


def forget_orders(subject: Subject) -> None:
    """The orders stay, and no longer say whose they were. None may be in question, or wait for its payment."""
    mine = _of(subject)
    unpaid = Q(state__in=(State.OPEN, State.REFUSED), step=Step.PAY)
    if mine.filter(Q(state__in=IN_QUESTION) | unpaid).exists():
        raise MustWaitError
    mine.update(patient_ref="", email_digest="", sealed_contact="", sealed="")


def _of(subject: Subject) -> Any:
    return OrderAttempt.objects.of_patient(subject.clinic, subject.patient_ref)


def _told(attempt: OrderAttempt) -> dict[str, Any]:
    contact = attempt.contact()
    return {
        "reference": attempt.reference,
        "begun_at": attempt.created_at.isoformat(),
        "state": attempt.get_state_display(),
        "total": f"{attempt.total.amount} {attempt.currency}",
        "coupon": attempt.coupon,
        "written_to": {"name": contact.name, "email": contact.email, "language": contact.language} if contact else None,
        "numbers_at_the_clinic": [order.number for order in attempt.placed_orders.all()],
        "accepted": [
            {"at": each.at.isoformat(), "words": each.wording, "address": each.url} for each in attempt.agreements.all()
        ],
        "changes": [{"at": event.at.isoformat(), "to": event.to_state} for event in attempt.events.all()],
    }


HOLDER = Holder("orders", export_orders, forget_orders)
