"""What the clinic's page is told of its orders: how often a code was used, and how many are in doubt."""

from __future__ import annotations

import re

import pytest
from django.utils import timezone

from checkout.models import Incident, OrderAttempt, State, Step, new_reference
from storefront import commerce
from storefront.clinics.models import Clinic
from tests.checkout.staff_case import written

pytestmark = pytest.mark.django_db


def attempt(clinic: Clinic, state: State, coupon: str = "", step: Step = Step.ORDER) -> None:
    number = OrderAttempt.objects.count()
    OrderAttempt.objects.create(
        clinic=clinic,
        upstream="decoda",
        cart_ref=f"cart-{number}",
        patient_ref=f"patient-{number}",
        coupon=coupon,
        fingerprint="x",
        shown_minor=100,
        currency="USD",
        state=state,
        step=step,
        sent_at=timezone.now(),
        resolved_at=timezone.now(),
    )


def test_a_code_counts_where_it_was_ordered_with_or_may_have_been(meadow: Clinic, harbour: Clinic) -> None:
    for state in State:
        attempt(meadow, state, "WELCOME10")
    attempt(meadow, State.REFUSED, "welcome10", Step.PAY)
    attempt(meadow, State.PLACED, "TAKE20")
    attempt(meadow, State.PLACED)
    attempt(harbour, State.PLACED, "TAKE20")

    assert commerce.coupon_counts(meadow) == {"WELCOME10": 5, "TAKE20": 1}
    assert commerce.coupon_uses(meadow, "welcome10", "") == 5


def test_orders_in_doubt_are_those_that_wait_for_a_look_up(meadow: Clinic, harbour: Clinic) -> None:
    for state in State:
        attempt(meadow, state)

    assert commerce.orders_in_doubt(meadow) == 3
    assert commerce.orders_in_doubt(harbour) == 0


def test_a_reference_can_be_read_out() -> None:
    assert re.fullmatch(r"[2-9A-HJKMNP-Z]{4}-[2-9A-HJKMNP-Z]{4}", new_reference())


@pytest.mark.parametrize(
    ("state", "step", "page", "sendable"),
    [
        (State.OPEN, Step.ORDER, "refused", True),
        (State.REFUSED, Step.ORDER, "refused", True),
        (State.SENT, Step.ORDER, "sent", False),
        (State.SENT, Step.CONFIRM, "payment", False),
        (State.OPEN, Step.PAY, "payment", False),
        (State.REFUSED, Step.PAY, "payment", False),
        (State.UNKNOWN, Step.PAY, "unknown", False),
        (State.REVIEW, Step.ORDER, "review", False),
        (State.PLACED, Step.ORDER, "placed", False),
    ],
)
def test_the_page_and_the_next_submission_follow_from_state_and_step(
    harbour: Clinic, state: State, step: Step, page: str, sendable: bool
) -> None:
    row = written(harbour, "c-1", state, step=step)

    assert (row.page_state, row.may_be_sent) == (page, sendable)


def test_what_is_sealed_is_opened_by_its_own_row_only(harbour: Clinic) -> None:
    mine, other = written(harbour, "c-1"), written(harbour, "c-2")
    mine.seal_away({"access": "token"})
    other.sealed = mine.sealed

    assert mine.sealed_away() == {"access": "token"}
    assert "token" not in mine.sealed
    assert other.sealed_away() == {}


def test_an_incident_is_noted_once(harbour: Clinic) -> None:
    row = written(harbour, "c-1")
    kinds = (Incident.Kind.NOT_FOUND, Incident.Kind.NOT_FOUND, Incident.Kind.DUPLICATE)

    assert [Incident.note(kind, harbour, attempt=row) for kind in kinds] == [True, False, True]
