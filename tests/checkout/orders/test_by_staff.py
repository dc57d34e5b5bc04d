"""Staff decide about one try of one attempt, and a decision that comes too late changes nothing."""

from __future__ import annotations

import pytest

from checkout.models import AttemptEvent, Incident, OrderAttempt, Refusal, State
from checkout.orders.by_staff import Decision, NotResolvedError, resolve
from checkout.orders.causes import Cause
from storefront.clinics.models import Clinic
from storefront.money import Money
from tests.checkout.staff_case import written


@pytest.fixture
def doubtful(harbour: Clinic) -> OrderAttempt:
    return written(harbour, "c-1", State.REVIEW)


def test_an_order_that_was_found_is_placed_with_its_number(doubtful: OrderAttempt) -> None:
    resolve(doubtful, Decision("seen at noon", order_ref="o-1", number="10999", by="claire"))

    assert doubtful.state == State.PLACED
    assert doubtful.placed_orders.get().number == "10999"
    assert doubtful.charged_total == doubtful.shown_total
    assert AttemptEvent.objects.get(cause=Cause.STAFF_REASON).note == "seen at noon – claire"


def test_another_total_than_shown_becomes_an_incident(doubtful: OrderAttempt) -> None:
    resolve(doubtful, Decision("seen", order_ref="o-1", total=Money.of(99, "CAD")))

    assert doubtful.charged_total == Money.of(99, "CAD")
    assert Incident.objects.get().kind == Incident.Kind.TOTAL_DIFFERS


def test_where_there_is_no_order_the_patient_may_try_again(doubtful: OrderAttempt) -> None:
    resolve(doubtful, Decision("not there"))

    assert (doubtful.state, doubtful.refusal) == (State.REFUSED, Refusal.NOT_PLACED)
    assert doubtful.may_be_sent


@pytest.mark.parametrize("state", [state for state in State if state != State.REVIEW])
def test_only_an_attempt_in_review_is_resolved(harbour: Clinic, state: State) -> None:
    attempt = written(harbour, "c-1", state)

    with pytest.raises(NotResolvedError, match="in review only"):
        resolve(attempt, Decision("seen", order_ref="o-1"))

    attempt.refresh_from_db()
    assert attempt.state == state


def test_a_decision_about_an_earlier_try_is_not_taken(doubtful: OrderAttempt) -> None:
    with pytest.raises(NotResolvedError, match="tried again"):
        resolve(doubtful, Decision("seen", order_ref="o-1", try_number=doubtful.try_number - 1))

    assert doubtful.state == State.REVIEW


def test_the_order_of_another_attempt_is_not_taken(harbour: Clinic, doubtful: OrderAttempt) -> None:
    resolve(doubtful, Decision("seen", order_ref="o-1"))
    second = written(harbour, "c-2", State.REVIEW)

    with pytest.raises(NotResolvedError, match=doubtful.reference):
        resolve(second, Decision("seen", order_ref="o-1"))

    assert second.state == State.REVIEW
    assert not second.placed_orders.exists()
