"""Orders: reading them, and what trusted callers may change. Where an order stands follows from its transactions."""

from __future__ import annotations

from typing import Any

from werkzeug import Response

from sandbox.elasticpath import bodies, reserving, shapes
from sandbox.elasticpath.bodies import Check
from sandbox.elasticpath.errors import Problem
from sandbox.elasticpath.filters import filtered
from sandbox.elasticpath.state import Order
from sandbox.elasticpath.visit import Visit
from sandbox.http import Request, Routes, json_response

routes = Routes()

ADDRESS = (
    "first_name",
    "last_name",
    "phone_number",
    "company_name",
    "line_1",
    "line_2",
    "city",
    "county",
    "region",
    "postcode",
    "country",
    "instructions",
)
CHANGE: dict[str, Check] = {
    "type": bodies.one_of("order"),
    "status": bodies.one_of("cancelled"),
    "shipping": bodies.one_of("fulfilled"),
    "shipping_address": bodies.mapping,
    "order_number": bodies.filled,
    "external_ref": bodies.text(64),
}


def known_order(visit: Visit, id_: str) -> Order:
    """Any order of the store: its id is the whole key to it."""
    found = visit.store.orders.get(id_)
    if found is None:
        raise Problem(404, detail="Order not found", order_id=id_)
    return found


@routes.get("/v2/orders")
def orders(visit: Visit, request: Request) -> Response:
    visit.needs_shopper()
    mine = visit.session.account if visit.session else ""
    seen = [order for order in visit.store.orders.values() if mine in {"", order.account}]
    kept = _filtered(seen, request.args.get("filter", ""))
    shown, page = shapes.page(visit, list(reversed(kept)), usual=20)
    answer: dict[str, Any] = {"data": [payload(visit, order) for order in shown], **page}
    if "items" in request.args.get("include", "").split(","):
        answer["included"] = {"items": [line for order in shown for line in order.lines]}
    return json_response(answer)


@routes.get("/v2/orders/{order}")
def order(visit: Visit, request: Request, order: str) -> Response:
    visit.needs_shopper()
    found = known_order(visit, order)
    if "items" in request.args.get("include", "").split(","):
        return json_response(with_items(visit, found))
    return json_response({"data": payload(visit, found)})


@routes.get("/v2/orders/{order}/items")
def items(visit: Visit, request: Request, order: str) -> Response:
    visit.needs_shopper()
    return json_response({"data": known_order(visit, order).lines})


@routes.put("/v2/orders/{order}")
def change(visit: Visit, request: Request, order: str) -> Response:
    visit.needs_trust()
    found = known_order(visit, order)
    data = visit.data(CHANGE, ("type",))
    address = data.get("shipping_address")
    if address is not None:
        bodies.members(address, "data.shipping_address", dict.fromkeys(ADDRESS, bodies.text()), strict=visit.strict)
        if found.fulfilled:
            raise Problem(422, detail="Cannot update order shipping address because shipping status is fulfilled")
    if data.get("status"):
        _cancel(visit, found)
    if data.get("shipping"):
        _fulfil(visit, found)
    found.details |= {
        name: data[name] for name in ("order_number", "external_ref", "shipping_address") if data.get(name) is not None
    }
    found.updated = visit.now
    return json_response({"data": payload(visit, found)})


def with_items(visit: Visit, order: Order) -> dict[str, Any]:
    return {"data": payload(visit, order), "included": {"items": order.lines}}


def payload(visit: Visit, order: Order) -> dict[str, Any]:
    times = shapes.timestamps(order.created, order.updated)
    if order.paid_at:
        times["timestamps"]["fully_paid_at"] = shapes.instant(order.paid_at)
    return {
        "id": order.id,
        "type": "order",
        "status": _status(order),
        "payment": payment(order),
        "shipping": "fulfilled" if order.fulfilled else "unfulfilled",
        "anonymized": False,
        **order.details,
        "links": {},
        "meta": {"display_price": _totals(order), **times},
        "relationships": _relationships(visit, order),
    }


def paid(order: Order) -> int:
    """Money that came, whether or not some went back."""
    happy = [one for one in order.transactions.values() if one.status == "complete"]
    return sum(one.amount for one in happy if one.kind in {"purchase", "capture"})


def authorized(order: Order) -> int:
    happy = [one for one in order.transactions.values() if one.status == "complete" and not one.used_up]
    return sum(one.amount for one in happy if one.kind == "authorize")


def owed(order: Order) -> int:
    return max(0, order.total - paid(order) - authorized(order))


def payment(order: Order) -> str:
    came, promised = paid(order), authorized(order)
    back = sum(one.refunded for one in order.transactions.values())
    started = any(
        one.status == "complete" and one.kind in {"purchase", "authorize", "capture"} and not one.used_up
        for one in order.transactions.values()
    )
    if not started:
        return "unpaid"
    if came and back >= came:
        return "refunded"
    if came + promised >= order.total:
        return "authorized" if promised else "paid"
    return "partially_authorized" if promised else "partially_paid"


def _status(order: Order) -> str:
    if order.cancelled:
        return "cancelled"
    return {"paid": "complete", "refunded": "complete", "authorized": "processing"}.get(payment(order), "incomplete")


def _totals(order: Order) -> dict[str, Any]:
    block = order.currency.block
    return order.totals | {
        "balance_owing": block(owed(order)),
        "paid": block(paid(order)),
        "authorized": block(authorized(order)),
    }


def _relationships(visit: Visit, order: Order) -> dict[str, Any]:
    related: dict[str, Any] = {
        "items": {"data": [{"type": "item", "id": line["id"]} for line in order.lines]},
        "store": shapes.reference("store", visit.store.id),
    }
    if order.account:
        related["account"] = shapes.reference("account", order.account)
    if order.member:
        related["account_member"] = shapes.reference("account_member", order.member)
    return related


def _filtered(seen: list[Order], filter_: str) -> list[Order]:
    fields = {
        "id": lambda order: order.id,
        "status": _status,
        "payment": payment,
        "shipping": lambda order: "fulfilled" if order.fulfilled else "unfulfilled",
        "external_ref": lambda order: order.details.get("external_ref", ""),
        "order_number": lambda order: order.details.get("order_number", ""),
        "email": lambda order: (order.details.get("contact") or order.details["customer"])["email"],
        "created_at": lambda order: shapes.instant(order.created),
    }
    return filtered(seen, filter_, fields, frozenset({"created_at"}))


def _cancel(visit: Visit, order: Order) -> None:
    """Gives the stock back, not the money."""
    if order.fulfilled or order.cancelled:
        raise Problem(422, detail="Only unfulfilled orders can be cancelled", order_id=order.id)
    order.cancelled = True
    reserving.give_back(visit.store, order)


def _fulfil(visit: Visit, order: Order) -> None:
    if payment(order) != "paid" or order.cancelled or order.fulfilled:
        raise Problem(422, detail="Only paid orders can be fulfilled", order_id=order.id)
    order.fulfilled = True
    reserving.ship(visit.store, order)
