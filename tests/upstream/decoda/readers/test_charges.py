"""A charge is an order: a debt first, and paid only when it says so itself."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from storefront.upstream.errors import NotFound, Unreadable
from storefront.upstream.types import OrderStatus, Payment, Question, Verdict
from tests.upstream.decoda.conftest import dollars
from tests.upstream.decoda.examples import CHARGE, PAID, PATIENT, SENTENCE, STRANGER_REF, page, paid_by


def paid_and_refunded(*refunds: Any, status: Any = "PAID") -> Any:
    back = [{"amount": amount, "status": "SUCCEEDED"} for amount in refunds] + [{"amount": 9, "status": "FAILED"}]
    payment = {"status": "SUCCEEDED", "feeToPatient": 300, "refunds": back}
    return CHARGE | {"status": status, "totalOutstanding": 0, "payments": [{"amount": 10522, "payment": payment}]}


@pytest.mark.parametrize(("whose", "error"), [(STRANGER_REF, NotFound), (None, Unreadable), ("", Unreadable)])
def test_a_charge_that_is_not_the_patients_is_not_found(
    shop: Any, answering: Any, me: Any, whose: Any, error: Any
) -> None:
    answering(CHARGE | {"patientId": whose})

    with pytest.raises(error):
        shop.orders.look_up(Question("attempt-1", "cart-1", "chg-1"), me)


@pytest.mark.parametrize(
    ("charge", "verdict", "payment"),
    [
        (CHARGE, Verdict.ORDERED, Payment.DUE),
        (paid_by("FAILED", "CANCELED"), Verdict.ORDERED, Payment.DUE),
        (paid_by("SUCCEEDED", totalOutstanding=5000), Verdict.ORDERED, Payment.DUE),
        (paid_by("FAILED", "PROCESSING"), Verdict.PENDING, Payment.PROCESSING),
        (paid_by("IN_REVIEW"), Verdict.PENDING, Payment.PROCESSING),
        (paid_by("PONDERING"), Verdict.PENDING, Payment.PROCESSING),
        (CHARGE | {"payments": [{"payment": None}]}, Verdict.PENDING, Payment.PROCESSING),
        (CHARGE | {"totalOutstanding": 0}, Verdict.PENDING, Payment.PROCESSING),
        (PAID, Verdict.PLACED, Payment.PAID),
        (paid_by("PROCESSING", status="PAID", totalOutstanding=0), Verdict.PLACED, Payment.PROCESSING),
        (CHARGE | {"status": "EXTERNAL_SETTLEMENT", "totalOutstanding": 0}, Verdict.PLACED, Payment.PAID),
        (CHARGE | {"status": "EXTERNAL_SETTLEMENT"}, Verdict.PLACED, Payment.INVOICE),
        (CHARGE | {"status": "PAYMENT_PLAN"}, Verdict.PLACED, Payment.INVOICE),
        (CHARGE | {"status": "REFUNDED"}, Verdict.PLACED, Payment.CLOSED),
        (CHARGE | {"status": "VOID"}, Verdict.FAILED, Payment.CLOSED),
        (CHARGE | {"status": "LEVITATING"}, Verdict.PENDING, Payment.CLOSED),
    ],
)
def test_where_the_money_of_a_charge_is(
    shop: Any, answering: Any, me: Any, charge: Any, verdict: Any, payment: Any
) -> None:
    answering(charge)

    look = shop.orders.look_up(Question("attempt-1", "cart-1", "chg-1"), me)

    assert (look.verdict, look.orders[0].payment) == (verdict, payment)


@pytest.mark.parametrize(
    ("charge", "status", "refunded"),
    [
        (CHARGE, OrderStatus.UNPAID, None),
        (paid_by("PROCESSING"), OrderStatus.RECEIVED, None),
        (paid_and_refunded(), OrderStatus.RECEIVED, None),
        (paid_and_refunded(500, 20), OrderStatus.RECEIVED, "5.20"),
        (paid_and_refunded(10522), OrderStatus.REFUNDED, "105.22"),
        (paid_and_refunded(10522, status="REFUNDED"), OrderStatus.REFUNDED, "105.22"),
        (CHARGE | {"status": "VOID"}, OrderStatus.CANCELLED, None),
        (CHARGE | {"status": "PAYMENT_PLAN"}, OrderStatus.RECEIVED, None),
        (CHARGE | {"status": "CHARGEBACK"}, OrderStatus.UNKNOWN, None),
        (CHARGE | {"status": "LEVITATING"}, OrderStatus.UNKNOWN, None),
    ],
)
def test_what_became_of_a_charge(
    shop: Any, answering: Any, me: Any, charge: Any, status: Any, refunded: str | None
) -> None:
    answering(charge)

    (order,) = shop.orders.look_up(Question("attempt-1", "cart-1", "chg-1"), me).orders

    assert order.status is status
    assert order.refunded == (refunded and dollars(refunded))


def test_a_card_fee_is_told_apart_from_what_was_paid(shop: Any, answering: Any, me: Any) -> None:
    answering(paid_and_refunded())

    (order,) = shop.orders.look_up(Question("attempt-1", "cart-1", "chg-1"), me).orders

    assert (order.paid, order.fee) == (dollars("105.22"), dollars("3.00"))


def test_a_charge_is_an_order(shop: Any, answering: Any, me: Any) -> None:
    answering([CHARGE])

    (order,) = shop.orders.history(me)

    assert (order.ref, order.total, order.due, order.discount) == (
        "chg-1",
        dollars("105.22"),
        dollars("105.22"),
        dollars("10.80"),
    )
    assert order.placed_at == datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
    assert [(line.name, line.quantity, line.total) for line in order.lines] == [
        ("Barrier Cream <b>", 2, dollars("108.00")),
        ("Glow series", 1, dollars("479.00")),
    ]


def test_orders_are_told_newest_first(shop: Any, answering: Any, me: Any) -> None:
    dates = {
        "old": "2025-01-01T00:00:00Z",
        "none": None,
        "new": "2026-06-01T00:00:00",
        "middle": "2026-01-01T00:00:00Z",
    }
    answering([CHARGE | {"id": name, "createdDate": date} for name, date in dates.items()])

    assert [order.ref for order in shop.orders.history(me)] == ["new", "middle", "old", "none"]


@pytest.mark.parametrize("wrong", [{"total": 105.22}, {"totalOutstanding": None}, {"id": None}])
def test_a_charge_without_exact_money_costs_itself(shop: Any, answering: Any, me: Any, wrong: Any) -> None:
    answering([CHARGE | wrong, CHARGE | {"id": "chg-2"}])

    assert [order.ref for order in shop.orders.history(me)] == ["chg-2"]


def test_in_the_table_of_charges_a_payment_stands_without_its_share(shop: Any, answering: Any, me: Any) -> None:
    row = {name: value for name, value in CHARGE.items() if name != "patientId"} | {"patient": PATIENT}
    failed = {"id": "pay-1", "amount": 1, "status": "FAILED", "refunds": []}
    answering((404, SENTENCE), page(row | {"payments": [failed]}))

    found = shop.orders.look_up(Question("attempt-1", "cart-1"), me)

    assert found.verdict is Verdict.ORDERED


def test_an_order_is_not_lost_for_its_details(shop: Any, answering: Any, me: Any) -> None:
    answering([CHARGE | {"items": [{"quantity": "?", "price": 1.5}], "payments": None, "discountAmount": "?"}])

    (order,) = shop.orders.history(me)

    assert (order.lines[0].name, order.lines[0].quantity, order.lines[0].total) == ("", 1, None)
