"""Wherever the process dies, the order is made once or not at all, and in the end we say which."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.conf import settings
from django.db import connection
from django.utils import timezone

from checkout.models import OrderAttempt, State
from checkout.orders.lookups import resolve_due
from storefront.upstream.circuit_breaker import CIRCUIT_BREAKERS
from tests.houses import HOUSES, House
from tests.storm.conftest import slug
from tests.storm.dying_submission import DIED, POINTS, Submission, carry_out
from tests.world import Shopper, World

pytestmark = [pytest.mark.crash, pytest.mark.enable_socket]

MINUTES = (0.5, 3, 6, 12, 35)  # a look-up at each, until it is resolved or with staff
SENT = POINTS[POINTS.index("body_sent") :]


@pytest.mark.parametrize("point", POINTS)
def test_a_submission_that_dies_makes_one_order_or_none_and_we_know_which(
    ready: Shopper, house: House, world: World, point: str
) -> None:
    submit(ready, house, point)
    wait_for(lambda: len(world.ledger.orders()) == (point in SENT))

    attempt = resolved()

    assert len(world.ledger.orders()) == (point in SENT)
    if point == "before_claim":
        assert attempt.state == State.OPEN
        ready.place_order()
    elif point not in SENT:
        assert attempt.state == (State.REFUSED if house.closes_carts else State.REVIEW)
        assert len(world.ledger.orders()) == len(world.ledger.charges()) == 0
        return
    elif house.pay_call:
        assert attempt.is_unpaid
        ready.pay(house.pays)
    attempt = OrderAttempt.objects.get()
    assert attempt.state == State.PLACED
    assert len(world.ledger.orders()) == len(world.ledger.charges()) == attempt.placed_orders.count() == 1


@pytest.mark.parametrize("house", [house for house in HOUSES if house.pay_call], ids=slug, indirect=True)
@pytest.mark.parametrize("point", POINTS)
def test_a_payment_that_dies_is_made_once_or_not_at_all(ready: Shopper, house: House, world: World, point: str) -> None:
    submit(ready, house, point, paying=True)
    wait_for(lambda: len(world.ledger.charges()) == (point in SENT))

    attempt = resolved()

    assert len(world.ledger.orders()) == 1
    assert len(world.ledger.charges()) == (point in SENT)
    if point == "before_claim":
        assert attempt.is_unpaid
        ready.pay(house.pays)
    elif point not in SENT:
        assert attempt.state == State.REVIEW  # no cart can be closed against a payment
        return
    assert OrderAttempt.objects.get().state == State.PLACED
    assert len(world.ledger.orders()) == len(world.ledger.charges()) == 1


def submit(shopper: Shopper, house: House, point: str, *, paying: bool = False) -> None:
    """Submission in a process that dies there."""
    told = Submission(
        database=str(connection.settings_dict["NAME"]),
        point=point,
        act=house.pay_call if paying else house.order_call,
        paying=paying,
        host=shopper.host,
        session=shopper.browser.cookies[settings.SESSION_COOKIE_NAME].value,
        form=shopper.review_form(),
    )
    assert carry_out(told) == DIED


def wait_for(seen: Callable[[], bool]) -> None:
    """What was sent by somebody who died is answered all the same, a moment later."""
    for _ in range(50):
        if seen():
            return
        time.sleep(0.02)


def resolved() -> OrderAttempt:
    """The only attempt, looked at as time goes by, until nobody is in doubt or staff are asked."""
    now = timezone.now()
    for minutes in MINUTES:
        CIRCUIT_BREAKERS.clear()  # (the reconciler is another process)
        with time_machine.travel(now + timedelta(minutes=minutes)):
            resolve_due()
        if OrderAttempt.objects.get().state not in (State.SENT, State.UNKNOWN):
            break
    return OrderAttempt.objects.get()
