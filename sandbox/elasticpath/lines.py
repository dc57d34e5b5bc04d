"""``/v2/carts/:ref/items``: every change answers all lines and the totals."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from werkzeug import Response

from sandbox.elasticpath import adding, bodies, cart_shapes
from sandbox.elasticpath.bodies import Check
from sandbox.elasticpath.carts import cart_for, known_cart
from sandbox.elasticpath.errors import Problem
from sandbox.elasticpath.pricing import drop_promotions
from sandbox.elasticpath.state import Cart
from sandbox.elasticpath.visit import Visit
from sandbox.http import Request, Routes, json_response

routes = Routes()

CHANGE: dict[str, Check] = {
    "type": bodies.one_of("cart_item", "custom_item"),
    "id": bodies.uuid,
    "quantity": bodies.whole(0),
    "custom_inputs": bodies.mapping,
    "shipping_group_id": bodies.uuid,
}


@routes.get("/v2/carts/{cart}/items")
def items(visit: Visit, request: Request, cart: str) -> Response:
    return json_response(_all(visit, cart_for(visit, cart)))


@routes.post("/v2/carts/{cart}/items")
def add(visit: Visit, request: Request, cart: str) -> Response:
    envelope = visit.envelope("options")
    entries, options = envelope["data"], envelope.get("options") or {}
    bodies.members(options, "options", {"add_all_or_nothing": bodies.flag}, strict=visit.strict)
    several = isinstance(entries, list)
    before = cart_for(visit, cart)
    after = deepcopy(before)
    problems = _add_each(visit, after, entries) if several else adding.add(visit, after, entries, "data")
    if problems and options.get("add_all_or_nothing"):
        raise problems[0]
    if not problems or after.lines != before.lines or after.codes != before.codes:
        _keep(visit, after)
    return json_response(_all(visit, visit.store.carts[cart]) | _errors(problems), 201)


def _add_each(visit: Visit, cart: Cart, entries: list[Any]) -> list[Problem]:
    problems = []
    for index, entry in enumerate(entries):
        try:
            problems += adding.add(visit, cart, entry, f"data.{index}")
        except Problem as problem:
            problems.append(problem)
    return problems


def _errors(problems: list[Problem]) -> dict[str, Any]:
    errors = [{"status": problem.status, **error} for problem in problems for error in problem.errors]
    return {"errors": errors} if errors else {}


@routes.put("/v2/carts/{cart}/items/{item}")
def change(visit: Visit, request: Request, cart: str, item: str) -> Response:
    found = known_cart(visit, cart)
    data = visit.data(CHANGE)
    line = next((line for line in found.lines if line.id == item), None)
    if line is None:
        raise item_not_found(item)
    if data.get("quantity") is None and data.get("custom_inputs") is None:
        raise Problem(400, "required", "quantity is required", source="data.quantity")
    if data.get("quantity") == 0:
        found.lines.remove(line)
    elif data.get("quantity") is not None:
        adding.change_quantity(visit, found, line, data["quantity"])
    line.inputs = data.get("custom_inputs") or line.inputs
    _keep(visit, found)
    return json_response(_all(visit, found))


@routes.delete("/v2/carts/{cart}/items/{item}")
def remove(visit: Visit, request: Request, cart: str, item: str) -> Response:
    found = known_cart(visit, cart)
    lines = [line for line in found.lines if line.id != item]
    codes = {code: id_ for code, id_ in found.codes.items() if id_ != item}
    if len(lines) == len(found.lines) and len(codes) == len(found.codes):
        raise item_not_found(item)
    found.lines, found.codes = lines, codes
    _keep(visit, found)
    return json_response(_all(visit, found))


@routes.delete("/v2/carts/{cart}/items")
def empty(visit: Visit, request: Request, cart: str) -> Response:
    found = known_cart(visit, cart)
    found.lines = []
    _keep(visit, found)
    return Response(status=204)


@routes.delete("/v2/carts/{cart}/discounts/{code}")
def remove_code(visit: Visit, request: Request, cart: str, code: str) -> Response:
    found = known_cart(visit, cart)
    if found.codes.pop(code.upper(), None) is None:
        raise Problem(404, detail="No promotion could be found with the given code.", code=code)
    _keep(visit, found)
    return Response(status=204)


def item_not_found(item: str) -> Problem:
    return Problem(404, detail="Item was not found in the cart", id=item)


def _keep(visit: Visit, cart: Cart) -> None:
    """A change: the cart lives another week, and an empty one has neither currency nor promotions."""
    if not cart.lines:
        cart.currency = ""
    drop_promotions(visit.store, cart)
    cart.updated = visit.now
    visit.store.carts[cart.ref] = cart


def _all(visit: Visit, cart: Cart) -> dict[str, Any]:
    return {"data": cart_shapes.lines(visit, cart), "meta": cart_shapes.meta(visit, cart)}
