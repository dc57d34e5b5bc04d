"""Orders, read: the example of the document, and odd cases."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from storefront.upstream.errors import Unreadable
from storefront.upstream.observer import ODD, ObservedCall
from storefront.upstream.types import Address, OrderLine, OrderStatus, Payment, Verdict
from tests.upstream.elasticpath.common import STRIPE, cad, changed, look
from tests.upstream.elasticpath.examples import (
    ACCOUNT,
    ORDER,
    ORDER_ANSWER,
    ORDER_DATA,
    ORDERS,
    OTHER_ACCOUNT,
    PRODUCT,
    price,
)


def test_an_order(shop: Any, erin: Any) -> None:
    (order,) = look(shop, erin, ORDERS).orders

    assert (order.ref, order.number, order.total, order.status) == (
        ORDER,
        "attempt-1",
        cad("88.20"),
        OrderStatus.UNPAID,
    )
    assert order.placed_at == datetime(2026, 11, 20, 13, 17, 42, tzinfo=UTC)
    assert order.lines == (OrderLine("Trail Foam Roller", 2, cad("84.00"), product_ref=PRODUCT),)
    assert order.address is not None
    assert order.address.place == Address("12 Quay Street", "Halifax", "NS", "B3H 4R2", "CA").place
    assert order.address.recipient == "Erin Example"
    assert (order.patient_ref, order.payment, order.due) == (ACCOUNT, Payment.DUE, cad("88.20"))


@pytest.mark.parametrize(
    ("payment", "owing", "expected", "due"),
    [
        ("unpaid", 8820, Payment.DUE, "88.20"),
        ("partially_paid", 820, Payment.DUE, "8.20"),
        ("partially_authorized", 820, Payment.DUE, "8.20"),
        ("paid", 0, Payment.PAID, None),
        ("refunded", 0, Payment.CLOSED, None),
        ("authorized", 0, Payment.PROCESSING, None),
        ("disputed", 0, Payment.PAID, None),
        ("disputed", 8820, Payment.DUE, "88.20"),
        (None, 8820, Payment.DUE, "88.20"),
        ("unpaid", None, Payment.DUE, "88.20"),
    ],
)
def test_where_the_money_is(
    shop: Any, erin: Any, payment: str | None, owing: Any, expected: Any, due: str | None
) -> None:
    data = changed(ORDER_DATA | {"payment": payment}, "meta.display_price.balance_owing", owing and price(owing))
    data = data if owing != 0 else changed(data, "meta.display_price.balance_owing", price(0))

    (order,) = look(shop, erin, {"data": [data]}, **STRIPE).orders

    assert (order.payment, order.due) == (expected, due and cad(due))


@pytest.mark.parametrize(
    ("words", "status"),
    [
        ({}, OrderStatus.UNPAID),
        ({"status": "complete", "payment": "paid"}, OrderStatus.RECEIVED),
        ({"status": "processing", "payment": "authorized"}, OrderStatus.RECEIVED),
        ({"status": "complete", "payment": "paid", "shipping": "fulfilled"}, OrderStatus.SHIPPED),
        ({"status": "complete", "payment": "refunded", "shipping": "fulfilled"}, OrderStatus.REFUNDED),
        ({"status": "cancelled", "payment": "refunded"}, OrderStatus.CANCELLED),
        ({"status": "cancelled"}, OrderStatus.CANCELLED),
        ({"status": "teleported"}, OrderStatus.UNKNOWN),
        ({"payment": "disputed"}, OrderStatus.UNKNOWN),
        ({"shipping": "on a swallow"}, OrderStatus.UNKNOWN),
    ],
)
def test_what_became_of_an_order(shop: Any, erin: Any, words: Any, status: Any) -> None:
    (order,) = look(shop, erin, {"data": [ORDER_DATA | words]}, **STRIPE).orders

    assert order.status is status


def test_a_word_that_is_not_documented_is_counted(shop: Any, erin: Any) -> None:
    counted: list[ObservedCall] = []

    look(shop, erin, {"data": [ORDER_DATA | {"shipping": "on a swallow"}]}, observer=counted.append)

    assert [one.route for one in counted if one.outcome == ODD] == ["order status"]


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("data.relationships", None),
        ("data.shipping_address", None),
        ("data.order_number", None),
        ("data.meta.timestamps", None),
        ("data.status", "teleported"),
        ("included", None),
    ],
)
def test_an_order_is_not_lost_over_a_detail(shop: Any, erin: Any, path: str, value: str | None) -> None:
    found = look(shop, erin, changed(ORDER_ANSWER, path, value), {"data": []}, order_ref=ORDER)

    assert (found.verdict, found.orders[0].ref) == (Verdict.ORDERED, ORDER)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("data", None),
        ("data.id", None),
        ("data.meta.display_price.with_tax", None),
        ("data.meta.display_price.with_tax.currency", "USD"),
        ("data.relationships.account.data.id", OTHER_ACCOUNT),
    ],
)
def test_an_order_that_makes_no_sense_is_unreadable(shop: Any, erin: Any, path: str, value: Any) -> None:
    with pytest.raises(Unreadable):
        look(shop, erin, changed(ORDER_ANSWER, path, value), order_ref=ORDER)


def test_a_filter_that_was_ignored_finds_nobody_elses_order(shop: Any, erin: Any) -> None:
    another_ref = ORDER_DATA | {"external_ref": "attempt-2"}
    another_account = changed(another_ref, "relationships.account.data.id", OTHER_ACCOUNT)

    assert look(shop, erin, {"data": [another_ref, another_account]}).verdict is Verdict.NOTHING
    assert look(shop, erin, {"data": None}).verdict is Verdict.NOTHING


def test_our_key_under_another_account_is_neither_ours_nor_no_order(shop: Any, erin: Any) -> None:
    another_account = changed(ORDER_DATA, "relationships.account.data.id", OTHER_ACCOUNT)

    with pytest.raises(Unreadable):
        look(shop, erin, {"data": [another_account]})
