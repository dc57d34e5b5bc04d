"""Staff look orders up and resolve them: nothing is ever sent, one decision wins, the patient reads what is right."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.test import Client
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from checkout.models import AttemptEvent, Incident, OrderAttempt, PlacedOrder, Refusal, State, Step
from checkout.orders import by_staff, transitions
from checkout.orders.causes import Cause
from checkout.orders.lookups import resolve_due
from storefront.clinics.models import Clinic
from storefront.staff.models import Action, StaffEvent
from storefront.upstream.types import Order
from tests.checkout.case import THANKS, Case
from tests.checkout.staff_case import decide, page_of, written
from tests.staff.people import asks_for_code, clinic_staff
from tests.world import Shopper, World, state_of


def look_up(staff: Client, attempt: OrderAttempt) -> Any:
    return staff.post(page_of(attempt, "look-up"), follow=True)


# -- look up again -----------------------------------------------------------------------------------------------------


def test_a_look_up_resolves_what_can_be_resolved_and_sends_nothing(unwatched: Case) -> None:
    case = unwatched
    staff = clinic_staff(case.attempt.clinic)
    case.arm("reset_after", on=case.house.order_call)
    case.place_order()
    acts = case.acts
    assert case.attempt.state == State.UNKNOWN

    answer = look_up(staff, case.attempt)

    assert case.acts == acts
    assert case.attempt.order_ref
    assertContains(answer, "Looked up just now.")
    assertContains(answer, "placed" if not case.house.pay_call else "unpaid")
    assert StaffEvent.objects.get(action=Action.LOOKED_UP_AGAIN).subject == f"order attempt {case.attempt}"
    assertContains(answer, "claire looked an order up again")


def test_looking_up_twice_is_looking_up_once(staff: Client, in_review: OrderAttempt) -> None:
    look_up(staff, in_review)
    in_review.refresh_from_db()
    before = in_review.look_ups

    again = look_up(staff, in_review)

    in_review.refresh_from_db()
    assert in_review.look_ups == before
    assertContains(again, "Somebody looked it up a moment ago")


def test_a_look_up_that_needs_the_patients_own_sign_in_says_so(staff: Client, in_review: OrderAttempt) -> None:
    in_review.sealed = ""
    in_review.save()

    answer = look_up(staff, in_review)

    assertContains(answer, "Ask the patient to open the order&#x27;s page and sign in")
    assertContains(answer, "needs a person")


def test_a_silent_upstream_changes_nothing(staff: Client, in_review: OrderAttempt, world: World) -> None:
    world.down()

    assertContains(look_up(staff, in_review), "The upstream gave no usable answer")
    in_review.refresh_from_db()
    assert in_review.state == State.REVIEW


def test_what_is_being_sent_is_left_alone(staff: Client, harbour: Clinic) -> None:
    sending = written(harbour, "c-1", State.SENT)

    assertContains(look_up(staff, sending), "may still be being sent")
    sending.refresh_from_db()
    assert (sending.state, sending.look_ups) == (State.SENT, 0)


def test_a_look_up_is_a_post(staff: Client, in_review: OrderAttempt) -> None:
    assert staff.get(page_of(in_review, "look-up")).status_code == 405
    strict = Client(enforce_csrf_checks=True, headers={"host": "staff.localhost"})
    strict.cookies = staff.cookies
    assert strict.post(page_of(in_review, "look-up")).status_code == 403


# -- resolve by staff --------------------------------------------------------------------------------------------------


def test_the_order_was_found_and_the_patient_reads_it(staff: Client, in_review: OrderAttempt, shopper: Shopper) -> None:
    answer = decide(staff, in_review, outcome="placed", order="ord-10999", number="10999", total="34.00")

    assertContains(answer, "Resolved by staff: the order was placed.")
    assertContains(answer, "seen in the upstream – claire")
    in_review.refresh_from_db()
    order = in_review.placed_orders.get()
    assert (in_review.state, in_review.sealed) == (State.PLACED, "")
    assert (order.upstream_order_id, order.number, order.total_minor) == ("ord-10999", "10999", 3400)
    line = StaffEvent.objects.get(action=Action.RESOLVED_BY_STAFF)
    assert (line.clinic, line.detail) == (in_review.clinic, "the order was placed: seen in the upstream")
    page = shopper.get(in_review.get_absolute_url())
    assert state_of(page) == "placed"
    assertContains(page, THANKS)


def test_there_is_no_order_and_the_patient_may_try_again(
    staff: Client, in_review: OrderAttempt, shopper: Shopper
) -> None:
    decide(staff, in_review, outcome="refused")

    page = shopper.get(in_review.get_absolute_url())
    assert state_of(page) == "refused"
    assertContains(page, "We checked: your order was not placed.")
    shopper.place_order()
    assert shopper.attempt().state == State.PLACED


def test_nothing_is_decided_before_the_second_question(staff: Client, in_review: OrderAttempt) -> None:
    typed = {"outcome": "refused", "reason": "nothing there", "try_number": str(in_review.try_number)}

    asked = staff.post(page_of(in_review, "resolve"), typed)

    assertContains(asked, "What the patient reads from now on")
    assertContains(asked, "We checked: your order was not placed.")
    in_review.refresh_from_db()
    assert in_review.state == State.REVIEW
    changing = staff.post(page_of(in_review, "resolve"), typed | {"change": "Change"})
    assertContains(changing, "nothing there")
    in_review.refresh_from_db()
    assert in_review.state == State.REVIEW


def test_another_total_than_shown_is_told_before_and_becomes_an_incident(
    staff: Client, in_review: OrderAttempt
) -> None:
    found = {"outcome": "placed", "order": "10999", "total": "40", "reason": "seen"}
    asked = staff.post(page_of(in_review, "resolve"), found | {"try_number": str(in_review.try_number)})
    assertContains(asked, "The patient was shown 34.00 CAD.")

    decide(staff, in_review, **found)

    in_review.refresh_from_db()
    assert in_review.charged_minor == 4000
    assert Incident.objects.get().kind == Incident.Kind.TOTAL_DIFFERS


def test_the_order_of_another_attempt_is_not_given_away(staff: Client, in_review: OrderAttempt) -> None:
    other = written(in_review.clinic, "c-9", State.PLACED)
    PlacedOrder.objects.create(
        attempt=other,
        clinic=other.clinic,
        upstream=other.upstream,
        upstream_order_id="10999",
        number="10999",
        total_minor=3400,
        currency="CAD",
    )

    answer = decide(staff, in_review, outcome="placed", order="10999")

    assertContains(answer, f"Order 10999 is that of {other} already.")
    in_review.refresh_from_db()
    assert in_review.state == State.REVIEW
    assert not in_review.events.filter(cause="staff").exists()
    assert PlacedOrder.objects.get().attempt == other


def test_of_two_decisions_one_wins_and_the_other_is_told(staff: Client, in_review: OrderAttempt) -> None:
    cleo = clinic_staff(in_review.clinic, name="cleo")
    decide(staff, in_review, outcome="refused")

    second = decide(cleo, in_review, outcome="placed", order="10999")

    assertContains(second, "Not resolved")
    in_review.refresh_from_db()
    assert in_review.state == State.REFUSED
    assert StaffEvent.objects.filter(action=Action.RESOLVED_BY_STAFF).count() == 1


def test_a_decision_that_loses_the_race_is_told_and_what_was_found_is_an_incident(
    staff: Client, in_review: OrderAttempt, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both have read that it is in review; the other one writes first."""
    place = transitions.place

    def too_late(*args: Any) -> bool:
        by_staff.resolve(OrderAttempt.objects.get(), by_staff.Decision("not there"))
        return place(*args)

    monkeypatch.setattr(transitions, "place", too_late)

    answer = decide(staff, in_review, outcome="placed", order="10999", reason="it is there")

    assertContains(answer, "was resolved meanwhile: it is refused.")
    assert OrderAttempt.objects.get().state == State.REFUSED
    assert not PlacedOrder.objects.exists()
    assert Incident.objects.get().kind == Incident.Kind.LATE_ORDER
    assert AttemptEvent.objects.get(cause="staff_too_late").note == "it is there – claire"


def test_a_look_up_that_resolves_first_wins(
    staff: Client, shopper: Shopper, in_review: OrderAttempt, world: World
) -> None:
    """The order came late: the scheduled look-up finds it between the two questions."""
    found = {"outcome": "refused", "reason": "nothing there", "try_number": str(in_review.try_number)}
    staff.post(page_of(in_review, "resolve"), found)
    transitions.place(OrderAttempt.objects.get(), (Order("10999", "10999", in_review.shown_total),), Cause.FOUND_PLACED)

    late = decide(staff, in_review, **found)

    assertContains(late, "Not resolved")
    assert OrderAttempt.objects.get().state == State.PLACED


def test_a_decision_about_an_earlier_try_is_not_taken(staff: Client, in_review: OrderAttempt) -> None:
    """Refused, submitted again, and in review once more: what was found then says nothing about now."""
    OrderAttempt.objects.update(try_number=in_review.try_number + 1)

    answer = decide(staff, in_review, outcome="refused")

    assertContains(answer, "was tried again meanwhile")
    in_review.refresh_from_db()
    assert in_review.state == State.REVIEW


def test_only_what_needs_a_person_is_resolved_by_staff(staff: Client, harbour: Clinic) -> None:
    for number, state in enumerate(set(State) - {State.REVIEW}):
        other = written(harbour, f"c-{number}", state)
        assertContains(staff.get(page_of(other, "resolve"), follow=True), "Not resolved")
        assertContains(decide(staff, other, outcome="refused"), "Not resolved")
        assert OrderAttempt.objects.get(pk=other.pk).state == state


def test_resolving_needs_a_fresh_code(staff: Client, in_review: OrderAttempt) -> None:
    with time_machine.travel(timezone.now() + settings.STAFF_FRESH_CODE + timedelta(seconds=1), tick=False):
        for answer in (staff.get(page_of(in_review, "resolve")), staff.post(page_of(in_review, "resolve"))):
            assert asks_for_code(answer)

    in_review.refresh_from_db()
    assert in_review.state == State.REVIEW


# -- where the order exists and its payment is in question -------------------------------------------------------------


@pytest.fixture
def payment_in_review(unwatched: Case) -> Case:
    """The answer to the payment was lost, the payment never made, and looking could not tell."""
    if not unwatched.house.pay_call:
        pytest.skip("ordering and paying are one here")
    unwatched.arm("error_before", on=unwatched.house.pay_call)
    unwatched.place_order()
    unwatched.world.faults.arm("status", method="GET", status=503, times=None)
    with time_machine.travel(timezone.now() + timedelta(minutes=33), tick=False):
        resolve_due()
    unwatched.calm()
    assert (unwatched.attempt.state, unwatched.attempt.step) == (State.REVIEW, Step.PAY)
    return unwatched


def test_a_payment_that_was_found_places_the_order_that_exists(payment_in_review: Case) -> None:
    attempt = payment_in_review.attempt
    staff = clinic_staff(attempt.clinic)
    order = attempt.order_ref
    assertContains(staff.get(page_of(attempt, "resolve")), f"is order <code>{order}</code> paid?")

    decide(staff, attempt, outcome="placed")

    attempt.refresh_from_db()
    assert (attempt.state, attempt.placed_orders.get().upstream_order_id) == (State.PLACED, order)


def test_a_payment_that_is_not_there_lets_the_patient_pay_the_same_order(payment_in_review: Case) -> None:
    case, attempt = payment_in_review, payment_in_review.attempt
    staff = clinic_staff(attempt.clinic)

    decide(staff, attempt, outcome="refused")

    attempt.refresh_from_db()
    assert (attempt.state, attempt.step, attempt.refusal) == (State.REFUSED, Step.PAY, Refusal.NOT_PLACED)
    page = case.shopper.get(case.path)
    assertContains(page, "We checked: nothing was paid yet.")
    assertNotContains(page, "your order was not placed")
    case.pay()
    assert (case.attempt.state, case.attempt.placed_orders.count()) == (State.PLACED, 1)


def test_looking_up_an_unpaid_order_finds_what_was_paid_elsewhere(unwatched: Case) -> None:
    case = unwatched
    if not case.house.pay_call:
        pytest.skip("ordering and paying are one here")
    case.arm("status", on=case.house.pay_call, status=429)
    case.place_order()
    assert case.attempt.is_unpaid
    staff = clinic_staff(case.attempt.clinic)
    assertContains(look_up(staff, case.attempt), "As before: ordered, unpaid")

    twin = OrderAttempt.objects.get()
    case.pay()  # at the desk: afterwards our row is as it was before
    OrderAttempt.objects.filter(pk=twin.pk).update(
        state=twin.state, step=twin.step, refusal=twin.refusal, resolved_at=None
    )
    acts = case.acts
    answer = look_up(staff, case.attempt)

    assertContains(answer, "Now: placed.")
    assert (case.attempt.state, case.acts) == (State.PLACED, acts)
