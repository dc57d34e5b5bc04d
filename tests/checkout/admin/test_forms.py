"""What staff say about an order is complete, or it is asked for again."""

from __future__ import annotations

import pytest
from django.test import Client
from pytest_django.asserts import assertContains

from checkout.models import OrderAttempt, State
from tests.checkout.staff_case import decide


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        ({"outcome": "placed"}, "Give the id of the order that you found."),
        ({"outcome": "refused", "order": "10999"}, "Leave this empty if there is no order."),
        ({"outcome": "placed", "order": "10 999"}, "An order id has no spaces."),
        ({"outcome": "placed", "order": "10999", "total": "33.999"}, "Give an amount of CAD, such as 20."),
        ({"outcome": "placed", "order": "10999", "total": "-1"}, "Give an amount of CAD, such as 20."),
        ({"outcome": "placed", "order": "10999", "total": "NaN"}, "Enter a number."),
        ({"outcome": "perhaps", "order": "10999"}, "Select a valid choice."),
        ({"outcome": "refused", "reason": "  "}, "Say where you looked and what you saw."),
        ({}, "Say what you found."),
    ],
)
def test_half_an_answer_is_not_taken(
    staff: Client, in_review: OrderAttempt, answers: dict[str, str], sentence: str
) -> None:
    assertContains(decide(staff, in_review, **answers), sentence)

    in_review.refresh_from_db()
    assert in_review.state == State.REVIEW
