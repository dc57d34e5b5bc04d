"""The payment of an order: how it may end, and that it is made once."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
import requests

from storefront.upstream.errors import Busy, OrderRefused, OutcomeUnknown, PaymentDeclined, Unreachable, Unreadable
from storefront.upstream.types import Payment, PlacedOrders
from tests.upstream.elasticpath.common import HTML, PAY, STOCK_GONE, STRIPE, changed, check, raised_by, transaction
from tests.upstream.elasticpath.examples import (
    NOTHING,
    ORDER,
    ORDER_ANSWER,
    ORDER_DATA,
    PAID_ORDER,
    PAYMENT,
    TIMES,
    refusal,
    totals,
)


def test_a_payment_that_takes_days_leaves_nothing_to_do(shop: Any, erin: Any) -> None:
    slow = transaction("pending", payment_intent={"status": "processing", "client_secret": "s"})
    clinic, _ = shop(ORDER_ANSWER, {"data": slow}, **STRIPE)

    placed = clinic.orders.pay(PAY, erin)

    assert isinstance(placed, PlacedOrders)
    assert (placed.orders[0].payment, placed.orders[0].due) == (Payment.PROCESSING, None)


@pytest.mark.parametrize(
    "answer", [{"data": transaction("pending")}, {"data": transaction("levitating")}, {"data": transaction(None)}, []]
)
def test_a_payment_that_makes_no_sense_is_not_taken_for_paid(shop: Any, erin: Any, answer: Any) -> None:
    clinic, _ = shop(ORDER_ANSWER, answer, **STRIPE)

    with pytest.raises((OutcomeUnknown, Unreadable)):
        clinic.orders.pay(PAY, erin)


def test_a_complete_payment_and_an_unpaid_order_is_not_taken_for_paid(shop: Any, erin: Any) -> None:
    for after in (ORDER_ANSWER, (500, b"")):
        clinic, _ = shop(ORDER_ANSWER, PAYMENT, after, **STRIPE)
        with pytest.raises(OutcomeUnknown):
            clinic.orders.pay(PAY, erin)


def test_an_order_that_is_paid_already_is_not_paid_again(shop: Any, erin: Any) -> None:
    clinic, store = shop(PAID_ORDER, **STRIPE)

    assert clinic.orders.pay(PAY, erin).orders[0].payment is Payment.PAID
    assert len(store.asked) == 1


def test_an_order_that_costs_nothing_goes_to_the_manual_gateway(shop: Any, erin: Any) -> None:
    free = changed(ORDER_ANSWER, "data.meta.display_price", totals(0) | {"balance_owing": NOTHING})
    paid = changed(free, "data.payment", "paid")
    clinic, store = shop(free, PAYMENT, paid, **STRIPE)

    assert isinstance(clinic.orders.pay(PAY, erin), PlacedOrders)
    assert b'"gateway": "manual"' in store.asked[1].body


def test_a_question_without_its_reference_is_the_pending_one(shop: Any, erin: Any) -> None:
    pending = {"data": [transaction("failed", id="a"), transaction("pending", id="b")], "meta": TIMES}
    clinic, store = shop(ORDER_ANSWER, pending, PAYMENT, PAID_ORDER, **STRIPE)

    assert isinstance(clinic.orders.confirm(PAY, erin), PlacedOrders)
    assert store.lines[2].endswith(f"/v2/orders/{ORDER}/transactions/b/confirm")


@pytest.mark.parametrize(
    ("answer", "order", "kind"),
    [
        ((422, refusal("422", "Payment declined")), ORDER_ANSWER, PaymentDeclined),
        ((400, refusal("400")), ORDER_ANSWER, PaymentDeclined),
        ((402, refusal("402")), ORDER_ANSWER, PaymentDeclined),
        ((200, {"data": {"id": "t", "status": "failed"}}), ORDER_ANSWER, PaymentDeclined),
        ((400, STOCK_GONE), ORDER_ANSWER, OrderRefused),
        ((422, refusal("422")), {"data": ORDER_DATA | {"status": "cancelled"}}, OrderRefused),
        ((422, refusal("422")), (503, b""), OutcomeUnknown),
        ((422, HTML), ORDER_ANSWER, OutcomeUnknown),
        ((404, refusal(404)), ORDER_ANSWER, OutcomeUnknown),
        ((409, refusal(409)), ORDER_ANSWER, OutcomeUnknown),
        ((503, b""), ORDER_ANSWER, OutcomeUnknown),
        (requests.ReadTimeout(), ORDER_ANSWER, OutcomeUnknown),
        ((200, HTML), ORDER_ANSWER, Unreadable),
        ((429, b""), ORDER_ANSWER, Busy),
    ],
)
@pytest.mark.parametrize("step", ["pay", "confirm"])
def test_how_a_payment_may_end(shop: Any, erin: Any, answer: Any, order: Any, kind: Any, step: str) -> None:
    clinic, store = shop(ORDER_ANSWER, answer, order, **STRIPE)
    act = clinic.orders.pay if step == "pay" else clinic.orders.confirm

    check(raised_by(lambda: act(replace(PAY, confirmation="t-1"), erin)), kind)

    assert [sent.method for sent in store.asked].count("POST") == 1


def test_paid_already_is_placed_and_not_a_decline(shop: Any, erin: Any) -> None:
    clinic, _ = shop(ORDER_ANSWER, (422, refusal("422", detail="The order is already paid")), PAID_ORDER, **STRIPE)

    assert isinstance(clinic.orders.pay(PAY, erin), PlacedOrders)


def test_the_manual_gateway_declines_no_cards(shop: Any, erin: Any) -> None:
    clinic, _ = shop(ORDER_ANSWER, (422, refusal("422", detail="Gateway manual is not enabled")), ORDER_ANSWER)

    check(raised_by(lambda: clinic.orders.pay(PAY, erin)), OrderRefused)


@pytest.mark.parametrize(
    ("order", "kind"),
    [
        ((503, b""), Unreachable),
        (requests.ReadTimeout(), Unreachable),
        (HTML, Unreachable),
        ((404, refusal(404)), OrderRefused),
        ((429, b""), Busy),
        ({"data": ORDER_DATA | {"status": "cancelled"}}, OrderRefused),
    ],
)
def test_what_goes_wrong_before_the_payment_is_sent_is_definite(shop: Any, erin: Any, order: Any, kind: Any) -> None:
    clinic, store = shop(order, **STRIPE)

    check(raised_by(lambda: clinic.orders.pay(PAY, erin)), kind)

    assert all(sent.method == "GET" for sent in store.asked)


def test_confirming_what_nobody_asks_is_a_decline(shop: Any, erin: Any) -> None:
    clinic, _ = shop(ORDER_ANSWER, {"data": []}, **STRIPE)

    check(raised_by(lambda: clinic.orders.confirm(PAY, erin)), PaymentDeclined)
