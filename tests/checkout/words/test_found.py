"""Where an order stands, in words for somebody who is not signed in."""

from __future__ import annotations

import pytest

from checkout.models import OrderAttempt, State, Step
from checkout.words.found import standing_words


@pytest.mark.parametrize(
    ("state", "step", "says"),
    [
        (State.PLACED, Step.ORDER, "Your order is placed."),
        (State.REFUSED, Step.PAY, "The clinic has your order. It is not paid yet."),
        (State.SENT, Step.CONFIRM, "Your bank asks you to confirm."),
        (State.SENT, Step.ORDER, "We are checking your order"),
        (State.UNKNOWN, Step.ORDER, "We are checking your order"),
        (State.REVIEW, Step.ORDER, "Please call the clinic about this order."),
        (State.REFUSED, Step.ORDER, "Your order was not placed."),
        (State.OPEN, Step.ORDER, "Your order was not placed."),
    ],
)
def test_every_state_has_words(state: State, step: Step, says: str) -> None:
    heading, words = standing_words(OrderAttempt(state=state, step=step))

    assert heading == says
    assert words
