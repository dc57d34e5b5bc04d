"""However many submit at once, a code is used no oftener than the clinic said."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connections, transaction
from django.utils import timezone

from checkout.models import OrderAttempt, State, Step, coupon_uses
from checkout.orders import transitions
from checkout.orders.coupons import CouponUsedUpError, check_uses_left
from storefront.clinics.models import Clinic
from storefront.upstream.types import Access, OrderRequest
from tests.world import DECODA

AT_ONCE = 8


@pytest.fixture
def clinic(make_clinic: Callable[..., Clinic]) -> Clinic:
    codes = [
        {"code": "FIRST", "percent": 50, "uses": 1},
        {"code": "EACH", "percent": 50, "per_patient": 1},
        {"code": "FREE", "percent": 10},
    ]
    return make_clinic("meadow", DECODA, codes, country="US", currency="USD")


def attempt(
    clinic: Clinic, code: str, patient: str, state: State = State.OPEN, step: Step = Step.ORDER
) -> OrderAttempt:
    return OrderAttempt.objects.create(
        clinic=clinic,
        upstream="decoda",
        cart_ref=f"cart-{OrderAttempt.objects.count()}",
        patient_ref=patient,
        coupon=code,
        fingerprint="f",
        shown_minor=3650,
        currency="USD",
        state=state,
        step=step,
        sent_at=timezone.now(),
        resolved_at=timezone.now(),
    )


def claim(mine: OrderAttempt) -> bool:
    request = OrderRequest(mine.key, 1, mine.cart_ref, email="", name="")
    try:
        with transaction.atomic():
            return transitions.claim(mine, request, Access(mine.patient_ref))
    except CouponUsedUpError:
        return False


@pytest.mark.django_db(transaction=True)
def test_whoever_submits_together_one_use_is_one_order(clinic: Clinic) -> None:
    """On PostgreSQL by the lock on the coupon, on SQLite because writers take turns."""
    mine = [attempt(clinic, "FIRST", f"pat-{number}") for number in range(AT_ONCE)]
    together = threading.Barrier(AT_ONCE, timeout=30)

    def submit(one: OrderAttempt) -> bool:
        try:
            together.wait()
            return claim(one)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(AT_ONCE) as threads:
        claimed = list(threads.map(submit, mine))

    assert claimed.count(True) == 1
    assert coupon_uses(clinic, "FIRST", "") == 1


def test_the_limit_of_each_patient_is_of_each(clinic: Clinic) -> None:
    attempt(clinic, "EACH", "ana", State.PLACED)

    assert not claim(attempt(clinic, "EACH", "ana"))
    assert claim(attempt(clinic, "EACH", "bo"))


@pytest.mark.parametrize("code", ["FREE", "", "GONE"])
def test_a_code_without_a_limit_and_one_that_is_no_more_stop_nothing(clinic: Clinic, code: str) -> None:
    attempt(clinic, code, "ana", State.PLACED)

    with transaction.atomic():
        check_uses_left(attempt(clinic, code, "bo"))


@pytest.mark.parametrize(("state", "step"), [(State.REFUSED, Step.PAY), (State.SENT, Step.CONFIRM)])
def test_an_order_left_unpaid_gives_its_use_back_to_others_and_not_to_its_patient(
    clinic: Clinic, state: State, step: Step
) -> None:
    left = attempt(clinic, "FIRST", "ana", state, step)
    assert coupon_uses(clinic, "FIRST", "") == 1

    OrderAttempt.objects.filter(pk=left.pk).update(sent_at=timezone.now() - timedelta(hours=2))

    assert coupon_uses(clinic, "FIRST", "") == 0
    assert coupon_uses(clinic, "FIRST", "ana") == 1
