"""The application without its guard: every submission that gets so far sends. The control of the storm, never served.

A storm that finds no duplicates here would find none anywhere.
"""

from __future__ import annotations

from dataclasses import asdict

from django.db.models import F
from django.utils import timezone

from storefront.wsgi import application

from checkout.models import OrderAttempt, Refusal, State, Step  # isort: skip
from checkout.orders import transitions  # isort: skip
from storefront.sessions.patient import dump_access  # isort: skip
from storefront.upstream.types import Access, OrderRequest  # isort: skip

__all__ = ["application"]


def claim_without_asking(attempt: OrderAttempt, request: OrderRequest, access: Access) -> bool:
    """As ``transitions.claim``, but whatever the state is."""
    attempt.seal_away({"access": dump_access(access), "request": asdict(request)})
    OrderAttempt.objects.filter(pk=attempt.pk).update(
        state=State.SENT,
        step=Step.ORDER,
        refusal=Refusal.NONE,
        try_number=F("try_number") + 1,
        sent_at=timezone.now(),
        next_look_up_at=timezone.now() + transitions.FIRST_LOOK_UP,
        look_ups=0,
        resolved_at=None,
        sealed=attempt.sealed,
    )
    attempt.refresh_from_db()
    return True


transitions.claim = claim_without_asking
