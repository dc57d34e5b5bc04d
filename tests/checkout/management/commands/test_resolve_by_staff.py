"""Staff resolve what no look-up could, with a reason that stays."""

from __future__ import annotations

import pytest
from django.core.management import CommandError, call_command

from checkout.models import AttemptEvent, OrderAttempt, State
from tests.world import Shopper


def test_an_order_that_was_found_is_placed(in_review: OrderAttempt) -> None:
    call_command("resolve_by_staff", in_review.reference.lower(), "placed", order="10999", reason="found by Ada")

    in_review.refresh_from_db()
    assert (in_review.state, in_review.order_ref) == (State.PLACED, "10999")
    assert AttemptEvent.objects.get(cause="staff_reason").note == "found by Ada"


def test_one_that_is_not_there_is_refused_and_the_patient_can_submit_again(
    in_review: OrderAttempt, shopper: Shopper
) -> None:
    call_command("resolve_by_staff", in_review.reference, "refused", reason="looked at noon, nothing there")

    shopper.place_order()

    assert shopper.attempt().state == State.PLACED


@pytest.mark.parametrize(
    ("outcome", "options"),
    [("placed", {}), ("refused", {"order": "10999"})],
)
def test_half_an_answer_is_not_taken(in_review: OrderAttempt, outcome: str, options: dict[str, str]) -> None:
    with pytest.raises(CommandError):
        call_command("resolve_by_staff", in_review.reference, outcome, reason="?", **options)


def test_only_a_review_is_resolved_by_staff(in_review: OrderAttempt) -> None:
    call_command("resolve_by_staff", in_review.reference, "refused", reason="nothing there")

    with pytest.raises(CommandError):
        call_command("resolve_by_staff", in_review.reference, "placed", order="1", reason="too late")
