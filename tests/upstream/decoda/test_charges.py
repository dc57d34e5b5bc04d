"""Charges: found by their key, and closed where nothing is owed."""

from __future__ import annotations

from typing import Any

import pytest

from sandbox.decoda import demo
from storefront.upstream.types import PlacedOrders, Question, UnpaidOrder
from tests.upstream.decoda.conftest import REQUEST
from tests.upstream.decoda.examples import CART, CHARGE, LOST, NEVER_LEFT, NO, SENTENCE, Calls, page

CALLS: Calls = {
    "look by key": (
        lambda shop, me: shop.orders.look_up(Question("attempt-1", "cart-1"), me),
        [(404, SENTENCE), page()],
        [
            ("GET /billing/cart/cart-1", None),
            ("GET /billing/charge/table?charge_external_id=attempt-1&patient_id=pat-1&page=1&per_page=50", None),
        ],
    ),
    "history": (
        lambda shop, me: shop.orders.history(me),
        [[CHARGE]],
        [("GET /billing/charge/list?patient_id=pat-1", None)],
    ),
}


@pytest.mark.parametrize("name", CALLS)
def test_what_is_asked(asks: Any, name: str) -> None:
    asks(*CALLS[name])


@pytest.mark.parametrize("trouble", [NO, (500, b""), LOST, NEVER_LEFT, (429, SENTENCE)])
def test_an_order_of_nothing_exists_whatever_its_closing_answers(
    shop: Any, answering: Any, me: Any, trouble: Any
) -> None:
    nothing = CHARGE | {"total": 0, "totalOutstanding": 0}
    answering(CART | {"total": 0}, nothing, trouble, nothing)

    outcome = shop.orders.place(REQUEST, me)

    assert isinstance(outcome, PlacedOrders if trouble is NO else UnpaidOrder)


def test_of_two_charges_with_one_key_the_older_is_the_order(shop: Any, answering: Any, me: Any) -> None:
    newer = CHARGE | {"id": "chg-2", "createdDate": "2026-11-22T09:00:00Z"}
    answering(CART, page(newer, CHARGE))

    assert shop.orders.look_up(Question("attempt-1", "cart-1"), me).orders[0].ref == "chg-1"


def test_a_filter_that_is_overlooked_shows_nothing_of_others(
    clinic: Any, sandbox: Any, dana: Any, ordered: Any
) -> None:
    rows = [{"id": "x", "patientId": demo.OMAR.id, "total": 1, "totalOutstanding": 1, "status": "PAID"}]
    sandbox.faults.arm("status", upstream="decoda", path="*/charge/list", status=200, payload=rows)

    assert clinic.orders.history(dana) == ()
