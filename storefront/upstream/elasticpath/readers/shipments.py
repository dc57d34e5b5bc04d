"""Shipping groups of an order: how it travels, when it is expected. The reference is text without a carrier."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from storefront.upstream.elasticpath.readers.shapes import Snake, aware, listed
from storefront.upstream.fields import Maybe, Text, reading
from storefront.upstream.types import Shipment
from storefront.upstream.wire import Reply


class _Estimate(Snake):
    start: Maybe[datetime] = None
    end: Maybe[datetime] = None


class _Group(Snake):
    shipping_type: Text = ""
    tracking_reference: Text = ""
    delivery_estimate: Maybe[_Estimate] = None


def read_shipments(reply: Reply) -> tuple[Shipment, ...]:
    """Those with a reference or an estimate."""
    with reading(reply, "shipping groups"):
        shipments = [_shipment(row) for row in listed(reply.json) if isinstance(row, dict)]
    return tuple(one for one in shipments if one.reference or one.earliest or one.latest)


def _shipment(data: Any) -> Shipment:
    shape = _Group.model_validate(data)
    estimate = shape.delivery_estimate or _Estimate()
    return Shipment(shape.tracking_reference, shape.shipping_type, aware(estimate.start), aware(estimate.end))
