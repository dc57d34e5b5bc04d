"""An order whose answer was lost is resolved by asking the upstream, and never sent again.

Faults of the look-up itself are rows of ``tests/checkout/test_fault_matrix.py``.
"""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone
from pytest_django.asserts import assertContains

from checkout.models import State
from checkout.orders.lookups import resolve_due
from tests.checkout.harbour import FINALIZE, PAYMENTS, finalize_calls, orders
from tests.world import Shopper, World, state_of


@pytest.mark.parametrize("fault", ["reset_after", "error_after", "hang_after", "garbage", "truncated"])
def test_a_lost_answer_is_never_failed_and_resolved_by_a_look_up(ana: Shopper, world: World, fault: str) -> None:
    form = ana.review_form()
    world.faults.arm(fault, path=FINALIZE, times=1, seconds=60)
    world.faults.arm("status", path=PAYMENTS, status=503, times=None)

    waiting = ana.get(ana.post("/checkout/review/", form)["Location"])

    assert state_of(waiting) == "unknown"
    assertContains(waiting, "Please do not order again")
    assertContains(waiting, ana.attempt().reference)
    world.faults.clear()
    with time_machine.travel(timezone.now() + timedelta(seconds=10), tick=False):
        resolved = ana.get(f"/orders/{ana.attempt().pk}/")
    assert state_of(resolved) == "placed"
    assert orders(world) == finalize_calls(world) == 1


def test_one_pass_resolves_what_no_page_looks_up(ana: Shopper, world: World) -> None:
    form = ana.review_form()
    world.faults.arm("reset_after", path=FINALIZE, times=1)
    ana.post("/checkout/review/", form)
    assert ana.attempt().state == State.UNKNOWN

    assert resolve_due(timezone.now() + timedelta(seconds=10)) == 1

    assert ana.attempt().state == State.PLACED
    assert ana.attempt().sealed == ""


def test_an_error_before_the_order_stays_in_question_and_goes_to_staff(ana: Shopper, world: World) -> None:
    form = ana.review_form()
    world.faults.arm("error_before", path=FINALIZE, times=1)
    ana.post("/checkout/review/", form)

    with time_machine.travel(timezone.now() + timedelta(minutes=31), tick=False):
        resolve_due()

    assert ana.attempt().state == State.REVIEW
    assert finalize_calls(world) == 1
