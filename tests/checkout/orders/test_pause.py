"""A pause stops every order, and what is older than it is looked up before it is sent."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from checkout.models import Pause, State
from checkout.orders import pause
from storefront.clinics.models import Clinic
from storefront.failure_words import NotNow
from tests.checkout.staff_case import written

pytestmark = pytest.mark.django_db


def test_a_pause_stops_orders_until_its_time_is_over() -> None:
    now = timezone.now()
    with time_machine.travel(now, tick=False):
        pause.begin(timedelta(minutes=3))
        with pytest.raises(NotNow, match="paused"):
            pause.stop_while_paused()

    with time_machine.travel(now + timedelta(minutes=3), tick=False):
        pause.stop_while_paused()


def test_ending_a_pause_ends_it_once() -> None:
    pause.begin()

    assert (pause.end(), pause.end()) == (1, 0)

    pause.stop_while_paused()


def test_an_attempt_that_is_older_than_a_pause_has_to_be_looked_up_once(harbour: Clinic) -> None:
    older = written(harbour, "c-1", State.OPEN)
    pause.begin()
    younger = written(harbour, "c-2", State.OPEN)
    pause.end()

    assert pause.is_older_than_pause(older)
    assert not pause.is_older_than_pause(younger)

    older.looked_up_at = Pause.objects.get().until + timedelta(seconds=1)
    assert not pause.is_older_than_pause(older)


def test_a_look_up_during_the_pause_is_not_enough(harbour: Clinic) -> None:
    attempt = written(harbour, "c-1", State.OPEN)
    current = pause.begin()

    attempt.looked_up_at = current.until - timedelta(seconds=1)

    assert pause.is_older_than_pause(attempt)
