"""Staff read every cause, state and incident in words."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from checkout.models import Incident, State, Step
from checkout.orders.causes import Cause
from checkout.words.staff import CAUSES, INCIDENTS, age_words, amount_words, cause_words, status_of
from storefront.clinics.models import Clinic
from storefront.money import Money
from tests.checkout.staff_case import written


def test_whatever_is_written_down_has_words() -> None:
    assert set(CAUSES) == set(Cause)
    assert set(INCIDENTS) == set(Incident.Kind)


def test_a_cause_that_another_release_wrote_is_told_as_it_is() -> None:
    assert cause_words("refunded_by_staff") == ("us", "Refunded by staff.")


def test_every_standing_is_told(harbour: Clinic) -> None:
    for number, state in enumerate(State):
        for step in Step:
            row = written(harbour, f"c-{number}-{step}", state, step=step)
            assert status_of(row).state
            row.events.all().delete()
            row.delete()


@pytest.mark.parametrize(
    ("age", "words"),
    [
        (timedelta(seconds=59), "59 s"),
        (timedelta(minutes=1), "1 min"),
        (timedelta(minutes=119), "119 min"),
        (timedelta(hours=2), "2 h"),
        (timedelta(hours=48), "2 days"),
        (-timedelta(seconds=5), "0 s"),
    ],
)
def test_an_age_is_one_number_with_its_unit(age: timedelta, words: str) -> None:
    now = datetime(2026, 1, 1, tzinfo=UTC)

    assert age_words(now - age, now) == words


def test_an_amount_names_its_currency() -> None:
    assert amount_words(Money.of("34.00", "CAD")) == "34.00 CAD"
    assert amount_words(None) == ""
