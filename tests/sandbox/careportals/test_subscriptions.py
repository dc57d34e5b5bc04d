"""Subscriptions of a patient."""

from __future__ import annotations

from typing import Any

import pytest

from tests.sandbox.conftest import Caller

PAUSED = {"nextCycleDate": "2027-01-15T00:00:00.000Z", "status": "paused"}


@pytest.fixture
def subscription(ana: Caller) -> Any:
    ana.finalize(ana.cart(Treatment=1)["_id"])
    return ana.patient("GET", "/subscriptions").json()[0]


def test_it_can_be_read_and_changed(ana: Caller, subscription: Any) -> None:
    path = f"/subscriptions/{subscription['_id']}"

    assert ana.patient("GET", path).json() == subscription
    assert ana.patient("PUT", path, json=PAUSED).json()["status"] == "Paused"
    assert ana.patient("GET", path).json()["nextCycleDate"] == PAUSED["nextCycleDate"]


@pytest.mark.parametrize(
    "body",
    [
        {"status": "paused"},
        {"nextCycleDate": PAUSED["nextCycleDate"]},
        PAUSED | {"nextCycleDate": "2027-01-15"},
        PAUSED | {"nextCycleDate": "soon"},
        PAUSED | {"price": 1},
        PAUSED | {"status": "Paused"},
        PAUSED | {"status": "gone"},
    ],
)
def test_both_members_are_required_and_the_date_has_a_time(ana: Caller, subscription: Any, body: Any) -> None:
    assert ana.patient("PUT", f"/subscriptions/{subscription['_id']}", json=body).status_code == 400


def test_it_is_nobody_elses(bo: Caller, subscription: Any) -> None:
    assert bo.patient("GET", "/subscriptions").json() == []
    assert bo.patient("GET", f"/subscriptions/{subscription['_id']}").status_code == 404
    assert bo.patient("PUT", f"/subscriptions/{subscription['_id']}", json=PAUSED).status_code == 404


def test_what_is_cancelled_stays_so(ana: Caller, subscription: Any) -> None:
    path = f"/subscriptions/{subscription['_id']}"
    ana.patient("PUT", path, json=PAUSED | {"status": "cancelled"})

    assert ana.patient("PUT", path, json=PAUSED).status_code == 400
