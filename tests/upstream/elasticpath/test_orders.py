"""Orders: prepared, placed and looked up."""

from __future__ import annotations

from typing import Any

import pytest
import requests

from storefront.upstream.errors import Busy, NotFound, OrderRefused, OutcomeUnknown, OutOfStock, Unreadable
from storefront.upstream.types import Payment, PaymentMethod, Question, Verdict
from tests.upstream.elasticpath.common import (
    HTML,
    REQUEST,
    STOCK_GONE,
    STRIPE,
    check,
    dated,
    look,
    raised_by,
    transaction,
)
from tests.upstream.elasticpath.examples import (
    CART,
    CART_ANSWER,
    CART_WITH_CODE,
    ORDER,
    ORDER_ANSWER,
    ORDER_DATA,
    PAID_ORDER,
    QUESTION,
    refusal,
)


def test_a_coupon_that_fell_away_is_told_before_the_order(shop: Any, erin: Any) -> None:
    clinic, _ = shop(CART_WITH_CODE)
    assert clinic.orders.prepare(CART, "welcome10", erin).coupon_refused is False
    assert clinic.orders.prepare(CART, "", erin).coupon_refused is False
    clinic, _ = shop(CART_ANSWER)
    assert clinic.orders.prepare(CART, "welcome10", erin).coupon_refused is True


def test_the_manual_gateway_offers_the_invoice_and_the_others_a_new_card(shop: Any, erin: Any) -> None:
    clinic, _ = shop(CART_ANSWER)
    invoice = (PaymentMethod("invoice", kind="invoice"),)
    assert clinic.orders.prepare(CART, "", erin).payment_methods == clinic.orders.payment_methods(erin) == invoice
    clinic, store = shop(CART_ANSWER, **STRIPE)
    assert clinic.orders.prepare(CART, "", erin).payment_methods == clinic.orders.payment_methods(erin) == ()
    assert clinic.cards.add("pm_1abc", erin) == PaymentMethod("pm_1abc")
    assert clinic.cards.list(erin) == ()
    assert len(store.asked) == 1


def test_a_cancelled_order_is_as_good_as_none(shop: Any, erin: Any) -> None:
    cancelled = ORDER_DATA | {"status": "cancelled"}

    assert look(shop, erin, {"data": [cancelled]}).verdict is Verdict.FAILED
    assert look(shop, erin, {"data": [cancelled, ORDER_DATA | {"id": "x"}]}).verdict is Verdict.ORDERED
    assert look(shop, erin, {"data": cancelled}, order_ref=ORDER).verdict is Verdict.FAILED


@pytest.mark.parametrize(
    ("transactions", "verdict"),
    [
        ([], Verdict.ORDERED),
        ([transaction("failed")], Verdict.FAILED),
        ([transaction("pending")], Verdict.CONFIRM),
        ([QUESTION["data"]], Verdict.CONFIRM),
        ([transaction("pending", payment_intent={"status": "processing"})], Verdict.PENDING),
        ([transaction("complete")], Verdict.PENDING),
        ([transaction("levitating")], Verdict.PENDING),
        ([dated(transaction("failed"), 21), dated(transaction("pending"), 20)], Verdict.FAILED),
        ([dated(transaction("pending"), 21), dated(transaction("failed"), 20)], Verdict.CONFIRM),
        ([transaction("failed"), transaction("complete", transaction_type="refund")], Verdict.FAILED),
        (
            [
                transaction("failed"),
                {"id": "x", "status": "complete", "transaction-type": "cancel"},
            ],
            Verdict.FAILED,
        ),
    ],
)
def test_the_last_payment_tells_how_an_order_stands(shop: Any, erin: Any, transactions: Any, verdict: Any) -> None:
    found = look(shop, erin, ORDER_ANSWER, {"data": transactions}, order_ref=ORDER)

    assert (found.verdict, found.orders[0].ref) == (verdict, ORDER)


def test_a_payment_that_takes_days_is_told_with_its_order(shop: Any, erin: Any) -> None:
    slow = transaction("pending", payment_intent={"status": "processing"})

    (order,) = look(shop, erin, ORDER_ANSWER, {"data": [slow]}, order_ref=ORDER).orders

    assert (order.payment, order.due) == (Payment.PROCESSING, None)


def test_an_order_that_is_paid_is_placed_whatever_its_transactions(shop: Any, erin: Any) -> None:
    assert look(shop, erin, PAID_ORDER, order_ref=ORDER).verdict is Verdict.PLACED


def test_an_order_that_is_not_there_is_nothing(shop: Any, erin: Any) -> None:
    assert look(shop, erin, (404, refusal(404)), order_ref=ORDER).verdict is Verdict.NOTHING


def test_the_manual_gateway_is_no_payment(shop: Any, erin: Any) -> None:
    clinic, _ = shop(ORDER_ANSWER)

    assert clinic.orders.payments_of(ORDER, erin) == ()


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        ((400, refusal(400, "required")), OrderRefused),
        ((400, STOCK_GONE), OutOfStock),
        ((422, refusal("422")), OrderRefused),
        ((429, refusal(429)), Busy),
        ((400, HTML), OutcomeUnknown),
        ((422, {}), OutcomeUnknown),
        ((404, refusal(404)), OutcomeUnknown),
        ((405, refusal(405)), OutcomeUnknown),
        ((409, refusal(409)), OutcomeUnknown),
        ((500, refusal(500)), OutcomeUnknown),
        ((302, b""), OutcomeUnknown),
        (requests.ReadTimeout(), OutcomeUnknown),
        (requests.ConnectionError("reset"), OutcomeUnknown),
        ((201, HTML), Unreadable),
        ((201, {"data": {"id": ORDER}}), Unreadable),
    ],
)
@pytest.mark.parametrize("mode", ["account_token", "account"])
def test_how_a_checkout_may_end(shop: Any, erin: Any, answer: Any, kind: Any, mode: str) -> None:
    clinic, store = shop(answer, checkout=mode)

    check(raised_by(lambda: clinic.orders.place(REQUEST, erin)), kind)

    assert len(store.asked) == 1


def test_a_look_that_fails_says_so(shop: Any, erin: Any) -> None:
    for answer, kind in [((503, b""), OutcomeUnknown), ((404, HTML), Unreadable), ((400, refusal(400)), NotFound)]:
        clinic, _ = shop(answer)
        check(raised_by(lambda: clinic.orders.look_up(Question("attempt-1", CART), erin)), kind)  # noqa: B023
