"""An order is never lost for a detail, and never another patient's."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from storefront.upstream.errors import Unreadable
from storefront.upstream.types import OrderStatus, Verdict
from tests.upstream.careportals.conftest import cad, looked_up
from tests.upstream.careportals.examples import ORDER, PATIENT_REF


def test_an_order_is_read(shop: Any, ana: Any) -> None:
    look = looked_up(
        shop, ana, {"paymentStatus": "succeeded", "orders": [ORDER, ORDER | {"_id": "second", "id": "10484"}]}
    )

    first, second = look.orders
    assert look.verdict is Verdict.PLACED
    assert (first.ref, first.number, first.total) == (ORDER["_id"], "10483", cad(90))
    assert first.placed_at == datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
    assert first.lines[0].total == cad(90)
    assert (first.discount, first.status) == (None, OrderStatus.REQUIREMENTS)
    assert second.number == "10484"


@pytest.mark.parametrize(
    "odd",
    [
        {"createdAt": "yesterday"},
        {"createdAt": None},
        {"status": None},
        {"id": None},
        {"lineItems": None},
        {"shippingAddress": None},
        {"shippingAddress": "x"},
        {"customer": None},
        {"customer": "Ana Lindqvist"},
        {"customer": PATIENT_REF},
        {"customer": "ana@harbour.example#aurora_demo"},
        {"status": "awaiting_brand_new_thing"},
        {"lineItems": [{"name": "x", "price": "?", "subscriptionPhases": "?"}]},
    ],
)
def test_an_order_is_never_lost_for_a_detail(shop: Any, ana: Any, odd: Any) -> None:
    look = looked_up(shop, ana, {"paymentStatus": "succeeded", "orders": [ORDER | odd]})

    assert look.orders[0].ref == ORDER["_id"]
    assert look.orders[0].number


@pytest.mark.parametrize(
    "stranger", ["65c4a8e6b9c1aa0011220002", {"_id": "65c4a8e6b9c1aa0011220002"}, {"id": "someone"}]
)
def test_an_order_of_another_patient_is_not_shown(shop: Any, ana: Any, stranger: Any) -> None:
    with pytest.raises(Unreadable):
        looked_up(shop, ana, {"paymentStatus": "succeeded", "orders": [ORDER | {"customer": stranger}]})


@pytest.mark.parametrize("wrong", [{"_id": None}, {"totalAmount": None}, {"currency": "USD"}])
def test_an_order_without_id_or_total_is_unreadable(shop: Any, ana: Any, wrong: Any) -> None:
    with pytest.raises(Unreadable):
        looked_up(shop, ana, {"paymentStatus": "succeeded", "orders": [ORDER | wrong]})


@pytest.mark.parametrize(
    ("answer", "verdict"),
    [
        ({"paymentStatus": "failed", "orders": []}, Verdict.FAILED),
        ({"paymentStatus": "pending"}, Verdict.PENDING),
        ({"paymentStatus": "processing", "orders": None}, Verdict.PENDING),
        ({"paymentStatus": "succeeded", "orders": []}, Verdict.PENDING),
        ((400, {"message": "Cart not found"}), Verdict.NOTHING),
        ((404, {"message": "Payment not found"}), Verdict.NOTHING),
    ],
)
def test_what_a_look_finds(shop: Any, ana: Any, answer: Any, verdict: Any) -> None:
    assert looked_up(shop, ana, answer).verdict is verdict
