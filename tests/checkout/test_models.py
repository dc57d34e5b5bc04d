"""What the clinic's page is told of its orders: how often a code was used, and how many are in doubt."""

from __future__ import annotations

import pytest
from django.utils import timezone

from checkout.models import OrderAttempt, State, Step
from storefront import commerce
from storefront.clinics.models import Clinic

pytestmark = pytest.mark.django_db


def attempt(clinic: Clinic, state: State, coupon: str = "", step: Step = Step.ORDER) -> None:
    number = OrderAttempt.objects.count()
    OrderAttempt.objects.create(
        clinic=clinic,
        upstream="decoda",
        cart_ref=f"cart-{number}",
        patient_ref=f"patient-{number}",
        coupon=coupon,
        fingerprint="x",
        shown_minor=100,
        currency="USD",
        state=state,
        step=step,
        sent_at=timezone.now(),
        resolved_at=timezone.now(),
    )


def test_a_code_counts_where_it_was_ordered_with_or_may_have_been(meadow, harbour):
    for state in State:
        attempt(meadow, state, "WELCOME10")
    attempt(meadow, State.REFUSED, "welcome10", Step.PAY)
    attempt(meadow, State.PLACED, "TAKE20")
    attempt(meadow, State.PLACED)
    attempt(harbour, State.PLACED, "TAKE20")

    assert commerce.coupon_counts(meadow) == {"WELCOME10": 5, "TAKE20": 1}
    assert commerce.coupon_uses(meadow, "welcome10", "") == 5


def test_orders_in_doubt_are_those_that_wait_for_a_look_up(meadow, harbour):
    for state in State:
        attempt(meadow, state)

    assert commerce.orders_in_doubt(meadow) == 3
    assert commerce.orders_in_doubt(harbour) == 0
