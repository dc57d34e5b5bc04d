"""The status of an order, in prose or in snake case."""

from __future__ import annotations

from typing import Any

import pytest

from storefront.upstream.observer import ODD, ObservedCall
from storefront.upstream.types import OrderStatus, Question
from tests.upstream.careportals.conftest import ORGANIZATION, looked_up
from tests.upstream.careportals.examples import CART_REF, ORDER


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ("Awaiting Requirements", OrderStatus.REQUIREMENTS),
        ("awaiting_requirements", OrderStatus.REQUIREMENTS),
        (" Awaiting-Payment ", OrderStatus.UNPAID),
        ("pending", OrderStatus.UNPAID),
        ("processing", OrderStatus.RECEIVED),
        ("awaiting_requisition", OrderStatus.TEST),
        ("Awaiting Results", OrderStatus.RESULTS),
        ("Awaiting Script", OrderStatus.CLINICIAN),
        ("Awaiting Fulfillment", OrderStatus.PHARMACY),
        ("awaiting_shipment", OrderStatus.PACKING),
        ("Shipped", OrderStatus.SHIPPED),
        ("delivered", OrderStatus.DELIVERED),
        ("Canceled", OrderStatus.CANCELLED),
        ("refunded", OrderStatus.REFUNDED),
    ],
)
def test_statuses_in_prose_and_in_snake_case_mean_the_same(shop: Any, ana: Any, said: str, status: Any) -> None:
    look = looked_up(shop, ana, {"paymentStatus": "succeeded", "orders": [ORDER | {"status": said}]})

    assert look.orders[0].status is status


@pytest.mark.parametrize("said", ["On the moon", "", None])
def test_a_status_that_nobody_knows_is_unknown_and_counted(shop: Any, ana: Any, said: str | None) -> None:
    counted: list[ObservedCall] = []
    clinic, _ = shop(
        {"paymentStatus": "succeeded", "orders": [ORDER | {"status": said}]}, observer=counted.append, **ORGANIZATION
    )

    look = clinic.orders.look_up(Question("", CART_REF), ana)

    assert look.orders[0].status is OrderStatus.UNKNOWN
    assert [(one.outcome, one.route) for one in counted if one.outcome != "ok"] == [(ODD, "order status")]
    assert "moon" not in repr(counted)
