"""Staff read every cause, state and incident in words."""

from __future__ import annotations

from checkout.models import Incident, State, Step
from checkout.orders.causes import Cause
from checkout.words.staff import CAUSES, INCIDENTS, cause_words, status_of
from storefront.clinics.models import Clinic
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
