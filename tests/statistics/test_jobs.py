"""The job of statistics deletes what is too old."""

from __future__ import annotations

from datetime import timedelta
from threading import Event

from django.utils import timezone

from storefront.clinics.models import Clinic
from storefront.statistics.jobs import prune_statistics
from storefront.statistics.models import Device, FunnelStep, StepCount


def test_old_rows_are_deleted_and_counted(harbour: Clinic) -> None:
    for age in (timedelta(), timedelta(days=500)):
        day = (timezone.now() - age).date()
        StepCount.objects.create(clinic=harbour, day=day, step=FunnelStep.CART, device=Device.PHONE, count=1)

    assert prune_statistics(Event()) == "1 old row(s) deleted"
    assert StepCount.objects.count() == 1
