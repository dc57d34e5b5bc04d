"""Statistics are kept for a year and a month."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO

from django.core.management import call_command
from django.utils import timezone

from storefront.clinics.models import Clinic
from storefront.statistics.models import Device, FunnelStep, Kind, ShownError, StepCount, UpstreamHour


def test_what_is_too_old_is_deleted_and_nothing_else(harbour: Clinic) -> None:
    now = timezone.now()
    for age in (0, 399, 402):
        day = (now - timedelta(days=age)).date()
        StepCount.objects.create(clinic=harbour, day=day, step=FunnelStep.CART, device=Device.PHONE, count=1)
        ShownError.objects.create(clinic=harbour, day=day, kind=Kind.COUPON, code="expired", count=1)
    for age in (0, 59, 61):
        UpstreamHour.objects.create(
            clinic=harbour,
            upstream="careportals",
            hour=now - timedelta(days=age),
            calls=1,
            failures=0,
            rejected=0,
            slow=0,
            ms_total=1,
            ms_max=1,
        )
    told = StringIO()

    call_command("prune_statistics", stdout=told)

    assert told.getvalue() == "3 old row(s) deleted\n"
    assert (StepCount.objects.count(), ShownError.objects.count(), UpstreamHour.objects.count()) == (2, 2, 2)
