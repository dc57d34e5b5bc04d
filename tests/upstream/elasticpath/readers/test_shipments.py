"""How an order travels."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from storefront.upstream.types import Order, Shipment
from tests.upstream.elasticpath.common import cad
from tests.upstream.elasticpath.examples import ORDER


def test_shipments_and_what_was_given_back(shop: Any, erin: Any) -> None:
    estimate = {"start": None, "end": "2026-12-20T00:00:00Z"}
    sent = {"id": "g", "tracking_reference": "TRACK123", "shipping_type": "standard", "delivery_estimate": estimate}
    groups = [sent, {"id": "h", "tracking_reference": None, "delivery_estimate": None}, "?"]
    payment = {"id": "t", "status": "complete", "transaction_type": "purchase", "refunded_amount": 820}
    clinic, _ = shop({"data": groups}, {"data": [payment]})

    order = clinic.orders.with_details(Order(ORDER, "1", cad("88.20")), erin)

    assert order.shipments == (Shipment("TRACK123", "standard", None, datetime(2026, 12, 20, tzinfo=UTC)),)
    assert order.refunded == cad("8.20")
    assert order.partly_refunded
