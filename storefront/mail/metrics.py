"""How many emails wait, for how long the oldest one has, and how many need somebody."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Count, Min
from django.utils import timezone
from prometheus_client.core import GaugeMetricFamily

from storefront.mail.models import EmailState, OutgoingEmail

WATCHED = (EmailState.WAITING, EmailState.SENDING, EmailState.PERHAPS_SENT, EmailState.GIVEN_UP)


def gauges() -> Iterator[GaugeMetricFamily]:
    """The age is that of the oldest email which should have left by now: some wait on purpose."""
    now = timezone.now()
    rows = OutgoingEmail.objects.order_by()
    counted = dict(rows.filter(state__in=WATCHED).values_list("state").annotate(Count("pk")))
    emails = GaugeMetricFamily("storefront_emails", "Emails in the outbox that were not sent.", labels=["state"])
    for state in WATCHED:
        emails.add_metric([state.value], counted.get(state.value, 0))
    yield emails
    waiting = rows.filter(state=EmailState.WAITING)
    untried = waiting.filter(tries=0, due_at__lte=now).aggregate(at=Min("due_at"))["at"]
    retried = waiting.filter(tries__gt=0).aggregate(at=Min("created_at"))["at"]
    oldest = min((at for at in (untried, retried) if at), default=None)
    age = (now - oldest).total_seconds() if oldest else 0
    yield GaugeMetricFamily(
        "storefront_oldest_email_seconds", "Since the oldest email that waits should have left.", age
    )
