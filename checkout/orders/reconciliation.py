"""The nightly comparison, both ways: what is placed here is found upstream, and what has our key there is placed here.

A difference becomes a row that staff work on (``Incident``), never only a log line. Run as often as you like.
"""

from __future__ import annotations

import logging
from datetime import timedelta
from uuid import UUID

from django.utils import timezone

from checkout.models import KEY_PREFIX, Incident, OrderAttempt, State, Step
from checkout.orders.lookups import question
from storefront.clinics.models import Clinic
from storefront.commerce import commerce_for
from storefront.upstream.errors import UpstreamError
from storefront.upstream.ports import Commerce
from storefront.upstream.types import Access, Verdict

log = logging.getLogger(__name__)

LOOK_BACK = timedelta(hours=48)
RESOLVE_FIRST = timedelta(hours=1)  # younger attempts are still being resolved


def reconcile(clinic: Clinic) -> int:
    """Compare one clinic; gives how many differences are new. An upstream that is silent is tried another night."""
    commerce = commerce_for(clinic)
    if not commerce.can.reconcile:
        return 0
    try:
        return _known_upstream(clinic, commerce) + _known_here(clinic, commerce)
    except UpstreamError as error:
        log.warning("reconciliation_failed", extra={"clinic": clinic.slug, "error_class": type(error).__name__})
        return 0


def _known_upstream(clinic: Clinic, commerce: Commerce) -> int:
    """Every placed attempt must be found."""
    since = timezone.now() - LOOK_BACK
    new = 0
    for attempt in OrderAttempt.objects.filter(clinic=clinic, state=State.PLACED, resolved_at__gte=since):
        found = commerce.orders.look_up(question(attempt), Access(attempt.patient_ref))
        if found.verdict == Verdict.NOTHING:
            new += Incident.note(Incident.Kind.NOT_FOUND, clinic, attempt=attempt)
    return new


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
