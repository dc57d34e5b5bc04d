"""Statistics are kept for a year and a month, hours of upstream health for two months."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from storefront.clinics.models import Clinic
from storefront.statistics.models import Device, FunnelStep, Kind, ShownError, StepCount, UpstreamHour
from storefront.statistics.retention import HOURS_KEPT_FOR, KEPT_FOR, prune

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)


@pytest.fixture
def old(harbour: Clinic) -> None:
    """Something of today, of the last day that is kept, and of the day before that."""
    for age in (timedelta(), KEPT_FOR, KEPT_FOR + timedelta(days=1)):
        day = (NOW - age).date()
        StepCount.objects.create(clinic=harbour, day=day, step=FunnelStep.CART, device=Device.PHONE, count=1)
        ShownError.objects.create(clinic=harbour, day=day, kind=Kind.COUPON, code="expired", count=1)
    sums = dict.fromkeys(("calls", "failures", "rejected", "slow", "ms_total", "ms_max"), 1)
    for age in (timedelta(), HOURS_KEPT_FOR, HOURS_KEPT_FOR + timedelta(hours=1)):
        UpstreamHour.objects.create(clinic=harbour, upstream="careportals", hour=NOW - age, **sums)


def test_what_is_too_old_is_deleted_and_nothing_else(old: None) -> None:
    assert prune(NOW) == 3

    assert {row.day for row in StepCount.objects.all()} == {NOW.date(), (NOW - KEPT_FOR).date()}
    assert {row.day for row in ShownError.objects.all()} == {NOW.date(), (NOW - KEPT_FOR).date()}
    assert {row.hour for row in UpstreamHour.objects.all()} == {NOW, NOW - HOURS_KEPT_FOR}
    assert prune(NOW) == 0
