"""The nightly comparison, both ways: what is placed here is found upstream, and what has our key there is placed here.

A difference becomes a row that staff work on (``Incident``), never only a log line. Run as often as you like.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.utils import timezone

from checkout.models import KEY_PREFIX, Incident, OrderAttempt, Refusal, State, Step
from checkout.orders.lookups import SILENT_TIMES, question
from storefront.clinics.models import Clinic
from storefront.commerce import commerce_for
from storefront.upstream.errors import UpstreamError
from storefront.upstream.ports import Commerce
from storefront.upstream.types import Access, Verdict

log = logging.getLogger(__name__)

LOOK_BACK = timedelta(hours=48)
RESOLVE_FIRST = timedelta(hours=1)  # younger attempts are still being resolved


@dataclass(frozen=True, slots=True)
class Comparison:
    """``new`` differences were found. It is ``complete`` when every order was compared that could be."""

    new: int = 0
    complete: bool = True

    def __add__(self, other: Comparison) -> Comparison:
        return Comparison(self.new + other.new, self.complete and other.complete)


def reconcile(clinic: Clinic) -> Comparison:
    """Compare one clinic. What an upstream does not answer now is compared another night."""
    if clinic.is_draft:  # it has sold nothing
        return Comparison()
    try:
        commerce = commerce_for(clinic)
        if not commerce.can.reconcile:
            return Comparison()
        return _known_upstream(clinic, commerce) + Comparison(_known_here(clinic, commerce))
    except UpstreamError as error:
        log.warning("reconciliation_failed", extra={"clinic": clinic.slug, "error_class": type(error).__name__})
        return Comparison(complete=False)


def _known_upstream(clinic: Clinic, commerce: Commerce) -> Comparison:
    """Every placed attempt must be found. One that cannot be looked up costs the others nothing."""
    since = timezone.now() - LOOK_BACK
    new = silent = 0
    for attempt in OrderAttempt.objects.filter(clinic=clinic, state=State.PLACED, resolved_at__gte=since):
        try:
            found = commerce.orders.look_up(question(attempt), Access(attempt.patient_ref))
        except UpstreamError as error:
            silent += 1
            told = {"clinic": clinic.slug, "attempt": attempt.pk, "error_class": type(error).__name__}
            log.warning("order_not_compared", extra=told)
            if silent >= SILENT_TIMES:
                break
            continue
        if found.verdict == Verdict.NOTHING:
            new += Incident.note(Incident.Kind.NOT_FOUND, clinic, attempt=attempt)
    return Comparison(new, complete=not silent)


def _known_here(clinic: Clinic, commerce: Commerce) -> int:
    """Every order with our key must be an attempt's, and an attempt has one."""
    now = timezone.now()
    new = 0
    for order in commerce.orders.orders_with_key(KEY_PREFIX, now - LOOK_BACK):
        attempt = _attempt_of(clinic, order.key)
        if attempt is None:
            new += Incident.note(Incident.Kind.NO_ATTEMPT, clinic, order_ref=order.order_ref)
        elif attempt.created_at > now - RESOLVE_FIRST or attempt.in_question:
            continue
        elif attempt.refusal == Refusal.CANCELLED:
            continue  # its order is there, cancelled, as the patient was told
        elif attempt.state != State.PLACED and attempt.step != Step.PAY:
            new += Incident.note(Incident.Kind.SAID_REFUSED, clinic, attempt=attempt, order_ref=order.order_ref)
        elif not attempt.placed_orders.filter(upstream_order_id=order.order_ref).exists():
            new += Incident.note(Incident.Kind.DUPLICATE, clinic, attempt=attempt, order_ref=order.order_ref)
    return new


def _attempt_of(clinic: Clinic, key: str) -> OrderAttempt | None:
    try:
        pk = UUID(key.removeprefix(KEY_PREFIX))
    except ValueError:
        return None
    return OrderAttempt.objects.filter(clinic=clinic, pk=pk).first()
