"""Carts, open to whoever knows their id. Public API."""

from __future__ import annotations

import secrets
from dataclasses import replace
from typing import Any

from werkzeug import Response

from sandbox.careportals import checks, pricing, products
from sandbox.careportals.organization import Cart, Line, Organization, Product, new_id
from sandbox.careportals.refusals import refuse
from sandbox.careportals.visit import Visit
from sandbox.http import Request, Routes, json_response

ITEM = {"productId": checks.filled, "quantity": checks.quantity}
ITEM_EXTRAS = {"variantId": checks.filled, "options": lambda value: isinstance(value, (list, dict))}

routes = Routes()


@routes.post("/v2/carts")
def create(visit: Visit, request: Request) -> Response:
    wanted = _wanted(visit.shop, request)
    cart = Cart(new_id())
    gone = _put_in(cart, wanted)
    visit.shop.carts[cart.id] = cart
    return json_response(_with_gone(pricing.written(visit.shop, cart), gone), 201)


@routes.get("/v2/carts/theme")
def theme(visit: Visit, request: Request) -> Response:
    checks.no_body(request)
    return json_response({"fontFamily": "Lato", "primaryColor": "#0b6e4f", "cartSummarySection": {}})


@routes.get("/v2/carts/checkout-url")
def checkout_url(visit: Visit, request: Request) -> Response:
    checks.no_body(request)
    return Response(f"https://{visit.shop.subdomain}.portals.care/checkout/:cartId")


@routes.get("/v2/carts/{cart}")
def read(visit: Visit, request: Request, cart: str) -> Response:
    checks.no_body(request)
    return json_response(pricing.written(visit.shop, visit.shop.cart(cart)))


@routes.get("/v2/carts/{cart}/related")
def related(visit: Visit, request: Request, cart: str) -> Response:
    checks.no_body(request)
    inside = {line.product.id for line in visit.shop.cart(cart).lines}
    others = [one for one in visit.shop.products.values() if one.active and one.id not in inside]
    return json_response([products.written(visit.shop, one, request.base) for one in others[:3]])


@routes.post("/v2/carts/{cart}/items")
def add(visit: Visit, request: Request, cart: str) -> Response:
    found = visit.shop.cart(cart)
    gone = _put_in(found, _wanted(visit.shop, request))
    return json_response(_with_gone(pricing.written(visit.shop, found), gone), 201)


@routes.put("/v2/carts/{cart}/items/{line}")
def change(visit: Visit, request: Request, cart: str, line: str) -> Response:
    """A subscription line says the new quantity and keeps the old one, as the live system does."""
    found = visit.shop.cart(cart)
    told = checks.body_of(request)
    if checks.faults_of(told, ITEM, {}):
        raise refuse(400, "Failed to update item to cart")
    kept = _line(found, line)
    if told["productId"] != kept.product.id:
        raise refuse(400, "Failed to update item to cart")
    if kept.product.every is not None:
        return json_response(pricing.written(visit.shop, found, echo=replace(kept, quantity=told["quantity"])))
    kept.quantity = told["quantity"]
    return json_response(pricing.written(visit.shop, found))


@routes.delete("/v2/carts/{cart}/items/{line}")
def remove(visit: Visit, request: Request, cart: str, line: str) -> Response:
    checks.no_body(request)
    found = visit.shop.cart(cart)
    found.lines.remove(_line(found, line))
    return json_response(pricing.written(visit.shop, found))


def _wanted(shop: Organization, request: Request) -> list[tuple[Product, dict[str, Any]]]:
    told = checks.body_of(request)
    if not isinstance(told, list) or not told:
        raise refuse(400, "body must be an array of items")
    wrong = [fault for item in told for fault in checks.faults_of(item, ITEM, ITEM_EXTRAS)]
    if wrong:
        raise refuse(400, wrong)
    if strangers := [item["productId"] for item in told if item["productId"] not in shop.products]:
        raise refuse(400, f"Product not found: {', '.join(strangers)}")
    return [(shop.products[item["productId"]], item) for item in told]


def _put_in(cart: Cart, wanted: list[tuple[Product, dict[str, Any]]]) -> list[str]:
    """The ids of products that are not sold, and so were left out."""
    for product, item in wanted:
        if product.active:
            _merge(cart, product, item)
    return [product.id for product, _ in wanted if not product.active]


def _merge(cart: Cart, product: Product, item: dict[str, Any]) -> None:
    variant, options = item.get("variantId"), item.get("options")
    for line in cart.lines:
        if (line.product.id, line.variant, line.options) == (product.id, variant, options):
            line.quantity += 0 if product.every else item["quantity"]
            return
    quantity = 1 if product.every else item["quantity"]
    cart.lines.append(Line(secrets.token_urlsafe(5), product, quantity, variant, options))


def _line(cart: Cart, id_: str) -> Line:
    for line in cart.lines:
        if line.id == id_:
            return line
    raise refuse(404, "Item not found in cart")


def _with_gone(told: dict[str, Any], gone: list[str]) -> dict[str, Any]:
    if gone:
        before = told["extras"].get("removedDisabledLineItems")
        told["extras"] = {"removedDisabledLineItems": ",".join([before, *gone] if before else gone)}
    return told
