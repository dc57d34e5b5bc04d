"""Subscriptions, in both shapes that are known."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from storefront.upstream.errors import NotFound
from storefront.upstream.types import Interval, Recurrence, RenewalPhase, SubscriptionState
from tests.upstream.careportals.conftest import cad
from tests.upstream.careportals.examples import GUIDE, PATIENT_REF

EVENT = {
    "_id": "sub-2",
    "customer": {"_id": PATIENT_REF, "email": "x"},
    "status": "paused",
    "nextCycleDate": "2027-01-15T00:00:00.000Z",
    "product": "p-2",
    "phases": [
        {"price": 658, "cycles": "1", "fillingCycleInterval": 1, "fillingCycleUnit": "month"},
        {"price": 349, "cycles": 0, "fillingCycleInterval": 4, "fillingCycleUnit": "week"},
    ],
}


def test_a_subscription_is_read_in_both_shapes(shop: Any, ana: Any) -> None:
    clinic, _ = shop([GUIDE, EVENT])

    guide, event = clinic.subscriptions.list(ana)

    assert (guide.state, guide.lines[0].total) == (SubscriptionState.ACTIVE, cad(45))
    assert guide.next_at == datetime(2027, 1, 15, tzinfo=UTC)
    assert (event.state, event.lines[0].product_ref) == (SubscriptionState.PAUSED, "p-2")
    assert event.phases == (
        RenewalPhase(cad(658), Recurrence(1, Interval.MONTH), 1),
        RenewalPhase(cad(349), Recurrence(4, Interval.WEEK), 0),
    )


@pytest.mark.parametrize("odd", ["?", None, {}, GUIDE | {"_id": None}, GUIDE | {"customer": {"_id": "b" * 24}}])
def test_an_odd_row_costs_that_row(shop: Any, ana: Any, odd: Any) -> None:
    clinic, _ = shop([odd, GUIDE])

    assert [one.ref for one in clinic.subscriptions.list(ana)] == ["sub-1"]


def test_a_subscription_of_another_patient_is_not_found(shop: Any, ana: Any) -> None:
    clinic, _ = shop(GUIDE | {"customer": {"_id": "b" * 24}})

    with pytest.raises(NotFound):
        clinic.subscriptions.show("sub-1", ana)


def test_a_state_that_nobody_knows_offers_no_change(shop: Any, ana: Any) -> None:
    clinic, _ = shop(GUIDE | {"status": "Hibernating"})

    one = clinic.subscriptions.show("sub-1", ana)

    assert (one.state, one.changes) == (SubscriptionState.UNKNOWN, ())
