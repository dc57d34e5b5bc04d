"""Carts. Whoever knows the reference may do everything with it; nobody is asked whose it is."""

from __future__ import annotations

import re
from typing import Any

from werkzeug import Response

from sandbox.elasticpath import bodies, cart_shapes, shapes
from sandbox.elasticpath.accounts import account_for
from sandbox.elasticpath.bodies import Check
from sandbox.elasticpath.errors import Problem
from sandbox.elasticpath.state import Cart, new_id
from sandbox.elasticpath.visit import Visit
from sandbox.http import Request, Routes, json_response

routes = Routes()

SAFE = re.compile(r"[A-Za-z0-9_-]+")
KNOWN: dict[str, Check] = {
    "type": bodies.one_of("cart"),
    "name": bodies.filled,
    "description": bodies.text(),
    "contact": bodies.mapping,
    "custom_attributes": bodies.mapping,
    "discount_settings": bodies.mapping,
    "inventory_settings": bodies.mapping,
    "snapshot_date": bodies.text(),
}
SETTINGS: dict[str, dict[str, Check]] = {
    "contact": {"email": bodies.email},
    "discount_settings": {"custom_discounts_enabled": bodies.flag, "use_rule_promotions": bodies.flag},
    "inventory_settings": {"defer_inventory_check": bodies.flag},
}
MOST_ATTRIBUTES = 20


def living_cart(visit: Visit, ref: str) -> Cart | None:
    """The cart, unless a week has passed since its last change: then it was never there."""
    if not SAFE.fullmatch(ref):
        raise Problem(400, "Bad Request", "A cart reference has letters, digits, - and _ only")
    cart = visit.store.carts.get(ref)
    if cart and visit.now >= cart.expires:
        del visit.store.carts[ref]
        return None
    return cart


def cart_for(visit: Visit, ref: str) -> Cart:
    """The cart; an unknown reference silently makes an empty one."""
    return living_cart(visit, ref) or _opened(visit, ref)


def known_cart(visit: Visit, ref: str) -> Cart:
    cart = living_cart(visit, ref)
    if cart is None:
        raise Problem(404, detail="Cart not found", cart_id=ref)
    return cart


def _opened(visit: Visit, ref: str) -> Cart:
    cart = visit.store.carts[ref] = Cart(ref, visit.now, visit.now)
    return cart


@routes.get("/v2/carts")
def carts(visit: Visit, request: Request) -> Response:
    visit.needs_shopper()
    refs = [ref for ref in list(visit.store.carts) if living_cart(visit, ref)]
    mine = [visit.store.carts[ref] for ref in refs]
    if visit.session:
        mine = [cart for cart in mine if visit.session.account in cart.accounts]
    shown, page = shapes.page(visit, mine)
    return json_response({"data": [cart_shapes.cart_payload(visit, cart)["data"] for cart in shown], **page})


@routes.post("/v2/carts")
def create(visit: Visit, request: Request) -> Response:
    data = _settings(visit, visit.data(KNOWN | {"id": bodies.filled}, ("name",)))
    ref = data.pop("id", None) or new_id()
    if living_cart(visit, ref):
        raise Problem(409, "Conflict", "A cart with this id exists", cart_id=ref)
    cart = _opened(visit, ref)
    cart.details = data
    if visit.session and not cart.details.get("contact"):
        cart.accounts.append(visit.session.account)
    return json_response(cart_shapes.cart_payload(visit, cart), 201)


@routes.get("/v2/carts/{cart}")
def cart(visit: Visit, request: Request, cart: str) -> Response:
    return json_response(cart_shapes.cart_payload(visit, cart_for(visit, cart)))


@routes.put("/v2/carts/{cart}")
def change(visit: Visit, request: Request, cart: str) -> Response:
    found = known_cart(visit, cart)
    found.details |= _settings(visit, visit.data(KNOWN))
    found.updated = visit.now
    return json_response(cart_shapes.cart_payload(visit, found))


@routes.delete("/v2/carts/{cart}")
def delete(visit: Visit, request: Request, cart: str) -> Response:
    del visit.store.carts[known_cart(visit, cart).ref]
    return Response(status=204)


@routes.post("/v2/carts/{cart}/relationships/accounts")
def associate(visit: Visit, request: Request, cart: str) -> Response:
    """Makes the cart findable from the account; it neither protects it nor makes it last longer."""
    found, accounts = known_cart(visit, cart), _named_accounts(visit)
    if found.details.get("contact"):
        raise Problem(
            422, "Unprocessable Entity", "Unable to associate accounts to carts with contact emails attached."
        )
    found.accounts += [id_ for id_ in accounts if id_ not in found.accounts]
    return json_response({"data": [{"type": "account", "id": id_} for id_ in found.accounts]})


@routes.delete("/v2/carts/{cart}/relationships/accounts")
def dissociate(visit: Visit, request: Request, cart: str) -> Response:
    found, accounts = known_cart(visit, cart), _named_accounts(visit)
    found.accounts = [id_ for id_ in found.accounts if id_ not in accounts]
    return Response(status=204)


def _named_accounts(visit: Visit) -> list[str]:
    visit.needs_shopper()
    data = visit.envelope()["data"]
    if not isinstance(data, list) or not data:
        raise Problem(400, "invalid_type", "Expected a list", source="data")
    known: dict[str, Check] = {"type": bodies.one_of("account"), "id": bodies.uuid}
    for index, item in enumerate(data):
        bodies.members(item, f"data.{index}", known, tuple(known), strict=visit.strict)
        if visit.session and item["id"] != visit.session.account:
            raise Problem(403, detail="This account is not the token's")
    return [account_for(visit, item["id"]).id for item in data]


def _settings(visit: Visit, data: dict[str, Any]) -> dict[str, Any]:
    for name, known in SETTINGS.items():
        if data.get(name) is not None:
            bodies.members(data[name], f"data.{name}", known, strict=visit.strict)
    attributes = data.get("custom_attributes") or {}
    if len(attributes) > MOST_ATTRIBUTES:
        raise Problem(400, "array_max_items", "At most 20 custom attributes", source="data.custom_attributes")
    for name, value in attributes.items():
        typed: dict[str, Check] = {
            "type": bodies.one_of("string", "integer", "float", "boolean"),
            "value": lambda value: None,
        }
        bodies.members(value, f"data.custom_attributes.{name}", typed, tuple(typed), strict=visit.strict)
    return {name: value for name, value in data.items() if name != "type" and value is not None}
