"""Each state of an attempt is written by one conditional UPDATE, with its event."""

from __future__ import annotations

import pytest

from checkout.models import AttemptEvent, Incident, OrderAttempt, Refusal, State, Step
from checkout.orders import transitions
from checkout.orders.causes import Cause
from storefront.clinics.models import Clinic
from storefront.money import Money
from storefront.upstream.types import Access, ConfirmationNeeded, Order, OrderRequest
from tests.checkout.staff_case import written
from tests.world import Shopper

ACCESS = Access("patient-of-c-1")
REQUEST = OrderRequest("sf-1", 1, "c-1", "ana@harbour.example", "Ana Lee")
ORDER = Order("o-1", "10999", Money.of(34, "CAD"))


@pytest.fixture
def open_attempt(harbour: Clinic) -> OrderAttempt:
    return written(harbour, "c-1", State.OPEN)


def test_every_step_of_an_attempt_is_written_down(ana: Shopper) -> None:
    ana.choose("0002")
    ana.place_order()
    ana.choose("4242")
    ana.place_order()

    assert list(AttemptEvent.objects.values_list("to_state", "cause")) == [
        (State.SENT, Cause.PLACE_SUBMITTED),
        (State.REFUSED, Cause.REFUSED),
        (State.SENT, Cause.PLACE_SUBMITTED),
        (State.PLACED, Cause.ANSWERED),
    ]


def test_of_two_who_claim_one_may_send(open_attempt: OrderAttempt) -> None:
    other = OrderAttempt.objects.get(pk=open_attempt.pk)

    assert transitions.claim(open_attempt, REQUEST, ACCESS)
    assert not transitions.claim(other, REQUEST, ACCESS)

    assert (other.state, other.try_number) == (State.SENT, 1)
    assert AttemptEvent.objects.count() == 1


def test_a_second_order_of_a_patient_is_not_claimed_while_one_is_in_question(
    harbour: Clinic, open_attempt: OrderAttempt
) -> None:
    written(harbour, "c-2", State.UNKNOWN, patient_ref=open_attempt.patient_ref)

    with pytest.raises(transitions.AnotherOrderInQuestionError):
        transitions.claim(open_attempt, REQUEST, ACCESS)

    open_attempt.refresh_from_db()
    assert (open_attempt.state, open_attempt.try_number) == (State.OPEN, 0)


def test_a_worker_of_an_earlier_try_resolves_nothing(open_attempt: OrderAttempt) -> None:
    transitions.claim(open_attempt, REQUEST, ACCESS)
    late = OrderAttempt.objects.get(pk=open_attempt.pk)
    transitions.refuse(open_attempt, Refusal.BUSY, Cause.REFUSED)
    transitions.claim(open_attempt, REQUEST, ACCESS)

    assert not transitions.refuse(late, Refusal.DECLINED, Cause.REFUSED)

    open_attempt.refresh_from_db()
    assert (open_attempt.state, open_attempt.try_number) == (State.SENT, 2)


def test_an_attempt_whose_cart_is_closed_is_never_sent_again(open_attempt: OrderAttempt) -> None:
    transitions.claim(open_attempt, REQUEST, ACCESS)
    transitions.doubt(open_attempt, Cause.NO_USABLE_ANSWER)
    assert transitions.close_cart(open_attempt)
    transitions.refuse(open_attempt, Refusal.NOT_PLACED, Cause.NOTHING_AFTER_CLOSING)

    assert not open_attempt.may_be_sent
    assert not transitions.claim(open_attempt, REQUEST, ACCESS)


def test_an_order_that_exists_is_paid_and_never_ordered_again(open_attempt: OrderAttempt) -> None:
    transitions.claim(open_attempt, REQUEST, ACCESS)

    assert transitions.ordered(open_attempt, ORDER, Cause.ORDERED)

    assert (open_attempt.is_unpaid, open_attempt.order_ref) == (True, "o-1")
    assert not transitions.claim(open_attempt, REQUEST, ACCESS)
    assert transitions.claim_payment(open_attempt, REQUEST, ACCESS)
    assert (open_attempt.state, open_attempt.step) == (State.SENT, Step.PAY)


def test_an_order_that_costs_more_than_was_shown_asks_for_consent_before_it_is_paid(
    open_attempt: OrderAttempt,
) -> None:
    transitions.claim(open_attempt, REQUEST, ACCESS)

    transitions.ordered(open_attempt, Order("o-1", "10999", Money.of(35, "CAD")), Cause.ORDERED)

    assert (open_attempt.refusal, open_attempt.charged_minor) == (Refusal.COSTS_MORE, 3500)


def test_a_placed_attempt_erases_what_was_sealed_and_writes_another_total_down(open_attempt: OrderAttempt) -> None:
    transitions.claim(open_attempt, REQUEST, ACCESS)
    assert open_attempt.sealed

    transitions.place(open_attempt, (Order("o-1", "10999", Money.of(35, "CAD")),), Cause.ANSWERED)

    assert (open_attempt.state, open_attempt.sealed) == (State.PLACED, "")
    assert open_attempt.resolved_at is not None
    assert Incident.objects.get().kind == Incident.Kind.TOTAL_DIFFERS


def test_an_order_that_comes_after_a_refusal_is_an_incident_and_changes_no_state(open_attempt: OrderAttempt) -> None:
    transitions.claim(open_attempt, REQUEST, ACCESS)
    transitions.refuse(open_attempt, Refusal.NOT_PLACED, Cause.NOTHING_AFTER_CLOSING)

    assert not transitions.place(open_attempt, (ORDER,), Cause.FOUND_PLACED)

    assert open_attempt.state == State.REFUSED
    assert Incident.objects.get().kind == Incident.Kind.LATE_ORDER
    assert list(open_attempt.events.values_list("cause", flat=True))[-1] == Cause.FOUND_TOO_LATE


def test_the_banks_question_is_sealed_and_finished_by_one(open_attempt: OrderAttempt) -> None:
    transitions.claim(open_attempt, REQUEST, ACCESS)
    transitions.wait_for_bank(open_attempt, ConfirmationNeeded())
    other = OrderAttempt.objects.get(pk=open_attempt.pk)

    assert open_attempt.waits_for_bank
    assert "bank" in open_attempt.sealed_away()
    assert (transitions.claim_confirmation(open_attempt), transitions.claim_confirmation(other)) == (True, False)
