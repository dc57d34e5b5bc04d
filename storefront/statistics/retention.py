"""How long statistics are kept."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from storefront.statistics.models import ShownError, StepCount, UpstreamHour

KEPT_FOR = timedelta(days=400)  # a year and a month: the same month can be compared
HOURS_KEPT_FOR = timedelta(days=60)


def prune(now: datetime | None = None) -> int:
    """Delete what is older; gives how many rows went."""
    now = now or timezone.now()
    day = (now - KEPT_FOR).date()
    old = [
        StepCount.objects.filter(day__lt=day),
        ShownError.objects.filter(day__lt=day),
        UpstreamHour.objects.filter(hour__lt=now - HOURS_KEPT_FOR),
    ]
    return sum(rows.delete()[0] for rows in old)
