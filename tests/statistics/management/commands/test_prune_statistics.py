"""``manage.py prune_statistics`` says how many rows went."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO

from django.core.management import call_command
from django.utils import timezone

from storefront.clinics.models import Clinic
from storefront.statistics.models import Device, FunnelStep, StepCount
from storefront.statistics.retention import KEPT_FOR


def test_it_deletes_what_is_too_old_today(harbour: Clinic) -> None:
    for age in (timedelta(), KEPT_FOR - timedelta(days=1), KEPT_FOR + timedelta(days=2)):
        day = (timezone.now() - age).date()
        StepCount.objects.create(clinic=harbour, day=day, step=FunnelStep.CART, device=Device.PHONE, count=1)
    told = StringIO()

    call_command("prune_statistics", stdout=told)

    assert told.getvalue() == "1 old row(s) deleted\n"
    assert StepCount.objects.count() == 2
