"""A payment that the bank has approved becomes an order by itself, also where nobody comes back."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from checkout.models import State
from checkout.orders.causes import Cause
from checkout.orders.lookups import resolve_due
from tests.checkout.harbour import PAYMENTS, TEA, orders
from tests.houses import calls
from tests.world import Shopper, World


@pytest.fixture
def bo(shopper: Shopper, world: World) -> Shopper:
    """Bo's bank asks, and the tab is closed."""
    shopper.add(TEA)
    shopper.sign_in("bo@harbour.example")
    shopper.choose()
    shopper.place_order()
    return shopper


def answer(shopper: Shopper, world: World, *, approve: bool) -> None:
    bank = shopper.attempt().sealed_away()["bank"]["redirect_url"]
    world.processor.authenticate(bank.rstrip("/").rsplit("/", 1)[-1], approve=approve)


def later(**after: float) -> None:
    with time_machine.travel(timezone.now() + timedelta(**after), tick=False):
        resolve_due()


def test_what_was_approved_is_placed_without_the_patient(bo: Shopper, world: World) -> None:
    answer(bo, world, approve=True)

    later(seconds=10)

    assert bo.attempt().state == State.PLACED
    assert orders(world) == len(world.ledger.charges()) == 1


def test_what_was_refused_at_the_bank_is_told_as_declined(bo: Shopper, world: World) -> None:
    answer(bo, world, approve=False)

    later(seconds=10)

    attempt = bo.attempt()
    assert (attempt.state, attempt.refusal) == (State.REFUSED, "declined")
    assert orders(world) == 0


def test_an_unanswered_question_stays_the_patients_and_is_asked_about_less_and_less(bo: Shopper, world: World) -> None:
    begun = bo.attempt().sent_at
    for minutes in (0.2, 1, 5, 20, 60, 300):
        later(minutes=minutes)

    attempt = bo.attempt()
    assert attempt.waits_for_bank
    assert attempt.sent_at == begun
    assert calls(world, PAYMENTS) <= 6
    assert attempt.events.filter(cause=Cause.BANK_CHECKED).exists()
    assert not attempt.events.filter(cause=Cause.BACK_FROM_BANK).exists()


def test_a_lost_answer_while_nobody_is_there_makes_no_second_order(bo: Shopper, world: World) -> None:
    answer(bo, world, approve=True)
    world.faults.arm("reset_after", path=PAYMENTS, method="POST", times=1)

    later(seconds=10)
    later(seconds=60)

    assert bo.attempt().state == State.PLACED
    assert orders(world) == len(world.ledger.charges()) == 1
