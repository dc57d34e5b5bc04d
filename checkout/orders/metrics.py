"""How many orders are in which state, and how long the oldest one has been in doubt."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Count, Min
from django.utils import timezone
from prometheus_client.core import GaugeMetricFamily

from checkout.models import OrderAttempt, State
from checkout.orders.queues import in_doubt

WATCHED = (State.SENT, State.UNKNOWN, State.REVIEW)  # they end; counting all that ever ended grows with the shop


def gauges() -> Iterator[GaugeMetricFamily]:
    counted = dict(OrderAttempt.objects.filter(state__in=WATCHED).order_by().values_list("state").annotate(Count("pk")))
    attempts = GaugeMetricFamily("storefront_orders", "Order attempts that have not ended.", labels=["state"])
    for state in WATCHED:
        attempts.add_metric([state.value], counted.get(state.value, 0))
    yield attempts
    now = timezone.now()
    oldest = OrderAttempt.objects.filter(in_doubt(now)).aggregate(oldest=Min("sent_at"))["oldest"]
    age = (now - oldest).total_seconds() if oldest else 0
    yield GaugeMetricFamily("storefront_oldest_doubt_seconds", "Since the oldest order in doubt was sent.", age)
