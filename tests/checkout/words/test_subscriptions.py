"""What renews, in words: phases one by one, and no price that the upstream did not say."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from checkout.words import subscriptions as words
from storefront.money import Money
from storefront.upstream.types import (
    Interval,
    Recurrence,
    RenewalPhase,
    Subscription,
    SubscriptionChange,
    SubscriptionState,
)

NEXT = datetime(2027, 1, 15, tzinfo=UTC)
MONTHLY, FOUR_WEEKS = Recurrence(1, Interval.MONTH), Recurrence(4, Interval.WEEK)


def cad(amount: str) -> Money:
    return Money.of(amount, "CAD")


def test_a_plan_of_several_phases_is_told_as_it_is() -> None:
    plan = Subscription(
        "s",
        SubscriptionState.ACTIVE,
        phases=(
            RenewalPhase(cad("658.00"), MONTHLY, 1),
            RenewalPhase(cad("0"), MONTHLY, 2),
            RenewalPhase(cad("349.00"), MONTHLY),
            RenewalPhase(cad("349.00"), FOUR_WEEKS, 0),
            RenewalPhase(None, FOUR_WEEKS, 0),
        ),
    )

    assert words.phases(plan, "CA") == [
        "$658.00, once",
        "No charge, 2 times, every month",
        "$349.00 every month; the clinic tells you for how long",
        "$349.00 every 4 weeks, until you cancel",
        "An amount that the clinic tells you every 4 weeks, until you cancel",
    ]


@pytest.mark.parametrize("state", SubscriptionState)
@pytest.mark.parametrize("next_at", [NEXT, None])
def test_every_state_has_words(state: SubscriptionState, next_at: datetime | None) -> None:
    subscription = Subscription("s", state, next_at=next_at)

    assert words.state(subscription)
    assert words.lead(subscription)
    assert words.tone(subscription)


@pytest.mark.parametrize("change", SubscriptionChange)
def test_every_change_says_what_it_does_and_what_it_did(change: SubscriptionChange) -> None:
    asking = words.asking(change, Subscription("s", SubscriptionState.ACTIVE, next_at=NEXT), "May 1, 2027")

    assert asking.does
    assert asking.yes != asking.no
    assert words.done(change, "May 1, 2027")
    assert words.BUTTONS[change]
