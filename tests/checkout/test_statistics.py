"""What becomes of attempts is counted once, and a quote is no purchase."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest

from checkout.models import OrderAttempt, Refusal, State
from checkout.statistics import count_placed
from storefront.clinics.models import Clinic
from storefront.statistics.models import FunnelStep, Kind, ShownError, StepCount
from tests.checkout.staff_case import written
from tests.world import Shopper

Committing = Callable[..., AbstractContextManager[object]]


def placed() -> int:
    return sum(row.count for row in StepCount.objects.filter(step=FunnelStep.PLACED))


def test_an_order_is_counted_as_placed(ana: Shopper, django_capture_on_commit_callbacks: Committing) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        ana.place_order()

    assert placed() == 1


@pytest.mark.parametrize(("cart", "counted"), [("c-1", 1), ("quote:q-1", 0)])
def test_a_quote_is_not_counted_as_a_purchase(
    harbour: Clinic, django_capture_on_commit_callbacks: Committing, cart: str, counted: int
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        count_placed(OrderAttempt, written(harbour, cart, State.PLACED))

    assert placed() == counted


def test_a_refusal_is_counted_by_its_name(ana: Shopper) -> None:
    ana.choose("0002")
    ana.place_order()

    shown = ShownError.objects.get(kind=Kind.ORDER)
    assert (shown.code, shown.count) == (Refusal.DECLINED, 1)
