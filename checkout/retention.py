"""How long data about people are kept, and the deletion of what is older. The times are settings, in days."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from checkout.models import CartTurn, ClinicRequest, OrderAttempt, State, Step
from storefront.limits.models import Limit
from storefront.local_accounts.models import AccountEvent
from storefront.mail import outbox
from storefront.sessions.models import StoredSession


def prune(now: datetime | None = None) -> dict[str, int]:
    """Delete what is over, and give how many rows that was for each kind of data. May run at any time, also twice."""
    now = now or timezone.now()
    accounts_before = now - timedelta(days=settings.KEEP_ACCOUNT_EVENTS_DAYS)
    return {
        "expired sessions": StoredSession.objects.filter(expires_at__lt=now).delete()[0],
        "counters of limits": Limit.objects.filter(ends_at__lte=int(now.timestamp())).delete()[0],
        "turns at carts": CartTurn.objects.filter(until__lt=now - timedelta(days=1)).delete()[0],  # nobody gave back
        "links from orders to patients": forget_patients(now - timedelta(days=settings.KEEP_ORDER_LINKS_DAYS)),
        "emails": outbox.prune(now - timedelta(days=settings.KEEP_EMAILS_DAYS)),
        "events of accounts": AccountEvent.objects.filter(at__lt=accounts_before).delete()[0],
    }


def forget_patients(before: datetime) -> int:
    """Attempts that were resolved, or begun and never sent, by then no longer say whose they were, nor where it went.

    The order itself stays, with its coupon, because the uses of a code are counted. Nothing in question is touched.
    """
    resolved = Q(state__in=(State.PLACED, State.REFUSED), resolved_at__lt=before)
    never_sent = Q(state=State.OPEN, step=Step.ORDER, created_at__lt=before)
    theirs = OrderAttempt.objects.filter(resolved | never_sent)
    theirs = theirs.exclude(patient_ref="", email_digest="", sealed_contact="", delivery="")
    asked = ClinicRequest.objects.filter(done_at__lt=before).exclude(patient_ref="", email_digest="")
    forgotten = theirs.update(patient_ref="", email_digest="", sealed_contact="", delivery="")
    return forgotten + asked.update(patient_ref="", email_digest="")
