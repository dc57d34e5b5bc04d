"""On-call sees how many orders are in doubt, and for how long."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from checkout.models import OrderAttempt, State
from checkout.orders.metrics import gauges
from storefront.clinics.models import Clinic

pytestmark = pytest.mark.django_db


def told() -> dict[tuple[str, str], float]:
    samples = [sample for family in gauges() for sample in family.samples]
    return {(sample.name, sample.labels.get("state", "")): sample.value for sample in samples}


def test_nothing_is_in_doubt_on_a_good_day() -> None:
    assert told()["storefront_oldest_doubt_seconds", ""] == 0
    assert told()["storefront_orders", "unknown"] == 0


def test_the_oldest_doubt_has_an_age(harbour: Clinic) -> None:
    for minutes in (10, 60):
        OrderAttempt.objects.create(
            clinic=harbour,
            patient_ref=f"patient {minutes}",
            cart_ref=f"cart {minutes}",
            reference=f"AAAA-00{minutes}",
            shown_minor=100,
            currency="CAD",
            state=State.UNKNOWN,
            sent_at=timezone.now() - timedelta(minutes=minutes),
        )

    assert told()["storefront_orders", "unknown"] == 2
    assert 3600 <= told()["storefront_oldest_doubt_seconds", ""] < 3700
