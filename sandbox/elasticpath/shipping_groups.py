"""Shipping groups of an order: read by the shopper, written by staff."""

from __future__ import annotations

from typing import Any

from werkzeug import Response

from sandbox.elasticpath import bodies, orders, shapes
from sandbox.elasticpath.bodies import Check
from sandbox.elasticpath.errors import Problem
from sandbox.elasticpath.state import Order, new_id
from sandbox.elasticpath.visit import Visit
from sandbox.http import Request, Routes, json_response

routes = Routes()

AT = "/v2/orders/{order}/shipping-groups"
KNOWN: dict[str, Check] = {
    "type": bodies.one_of("shipping_group"),
    "shipping_type": bodies.text(50),
    "tracking_reference": bodies.text(50),
    "delivery_estimate": bodies.mapping,
    "address": bodies.mapping,
}


@routes.get(AT)
def groups(visit: Visit, request: Request, order: str) -> Response:
    visit.needs_shopper()
    found = _known(visit, order)
    return json_response({"data": list(found.shipping_groups.values())})


@routes.post(AT)
def make(visit: Visit, request: Request, order: str) -> Response:
    visit.needs_trust()
    found = _known(visit, order)
    told = visit.data(KNOWN, ("type",))
    group = _group(visit, found, told)
    found.shipping_groups[group["id"]] = group
    return json_response({"data": group}, 201)


@routes.put(AT + "/{group}")
def change(visit: Visit, request: Request, order: str, group: str) -> Response:
    visit.needs_trust()
    found = _known(visit, order)
    if group not in found.shipping_groups:
        raise Problem(404, detail="Shipping group not found", id=group)
    found.shipping_groups[group] |= visit.data(KNOWN, ("type",)) | {"updated_at": shapes.instant(visit.now)}
    return json_response({"data": found.shipping_groups[group]})


def _known(visit: Visit, order: str) -> Order:
    return orders.known_order(visit, order)


def _group(visit: Visit, order: Order, told: dict[str, Any]) -> dict[str, Any]:
    made = shapes.instant(visit.now)
    rest = {"id": new_id(), "relation": "order", "order_id": order.id, "created_at": made, "updated_at": made}
    return {**told, **rest}
