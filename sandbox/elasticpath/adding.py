"""What ``POST /v2/carts/:ref/items`` takes: products, custom items, codes, a whole cart, a past order."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sandbox.elasticpath import bodies
from sandbox.elasticpath.bodies import Check
from sandbox.elasticpath.carts import known_cart
from sandbox.elasticpath.errors import Problem, insufficient_stock
from sandbox.elasticpath.pricing import bill, fits
from sandbox.elasticpath.state import Cart, Line, Product, new_id
from sandbox.elasticpath.visit import Visit

MOST_LINES = 100  # promotions count too

ITEM: dict[str, Check] = {
    "type": bodies.filled,
    "quantity": bodies.whole(1),
    "custom_inputs": bodies.mapping,
    "shipping_group_id": bodies.uuid,
}
PRODUCT: dict[str, Check] = ITEM | {"id": bodies.uuid, "sku": bodies.filled}
CUSTOM: dict[str, Check] = ITEM | {
    "name": bodies.filled,
    "sku": bodies.filled,
    "description": bodies.text(),
    "price": bodies.mapping,
}
PRICE: dict[str, Check] = {"amount": bodies.whole(0), "includes_tax": bodies.flag}


def add(visit: Visit, cart: Cart, data: Any, at: str) -> list[Problem]:
    """Add one entry. Raises when it is refused; answers the problems of a merge or reorder that went half through."""
    kind = data.get("type") if isinstance(data, dict) else None
    adding = KINDS.get(kind) if isinstance(kind, str) else None
    if adding is None:
        raise Problem(400, "enum" if kind else "required", f"Unknown type {kind}", source=f"{at}.type")
    return adding(visit, cart, data, at)


def change_quantity(visit: Visit, cart: Cart, line: Line, quantity: int) -> None:
    product = visit.store.products.get(line.product)
    if product:
        _check_stock(cart, product, quantity - line.quantity)
    line.quantity, line.updated = quantity, visit.now


def _add_product(visit: Visit, cart: Cart, data: Any, at: str) -> list[Problem]:
    bodies.members(data, at, PRODUCT, ("quantity",), strict=visit.strict)
    if (data.get("id") is None) == (data.get("sku") is None):
        raise Problem(400, "required", "Exactly one of id and sku is required", source=f"{at}.id")
    product = _product(visit, data)
    inputs = data.get("custom_inputs") or {}
    _put(visit, cart, _product_line(visit, cart, product, data["quantity"], inputs))
    return []


def _product(visit: Visit, data: Any) -> Product:
    store = visit.store
    found = store.products.get(data["id"]) if data.get("id") else store.product_by_sku(data["sku"])
    if found is None or not found.live:
        named = {name: data[name] for name in ("id", "sku") if data.get(name)}
        raise Problem(404, "Product not found", "The requested product could not be found", **named)
    return found


def _product_line(visit: Visit, cart: Cart, product: Product, quantity: int, inputs: dict[str, Any]) -> Line:
    code = cart.currency or visit.currency.code
    if product.base:
        raise Problem(400, "Bad Request", "A base product cannot be added to a cart", id=product.id)
    if code not in product.prices:
        raise Problem(400, "Bad Request", f"The product has no price in {code}", id=product.id)
    price, now = product.prices[code], visit.now
    return Line(new_id(), "cart_item", product.name, product.sku, quantity, price, now, now, product.id, inputs)


def _add_custom(visit: Visit, cart: Cart, data: Any, at: str) -> list[Problem]:
    bodies.members(data, at, CUSTOM, ("name", "quantity", "price"), strict=visit.strict)
    price = bodies.members(data["price"], f"{at}.price", PRICE, ("amount",), strict=visit.strict)
    line = Line(
        id=new_id(),
        type="custom_item",
        name=data["name"],
        sku=data.get("sku") or "",
        quantity=data["quantity"],
        price=price["amount"],
        created=visit.now,
        updated=visit.now,
        inputs=data.get("custom_inputs") or {},
        description=data.get("description") or "",
    )
    _put(visit, cart, line)
    return []


def _add_code(visit: Visit, cart: Cart, data: Any, at: str) -> list[Problem]:
    bodies.members(data, at, {"type": bodies.filled, "code": bodies.filled}, ("code",), strict=visit.strict)
    code = data["code"].upper()
    if cart.setting("discount_settings", "custom_discounts_enabled"):
        title = "Could not apply EP promotion with the given code"
        raise Problem(422, title, "The cart is configured to use custom discounts", code=data["code"])
    promotion = visit.store.promotions.get(code)
    if promotion is None or not promotion.runs(visit.now) or not fits(promotion, cart, bill(visit.store, cart).lines):
        raise Problem(404, "Not Found", "No promotion could be found with the given code.", code=data["code"])
    if code not in cart.codes:
        _check_room(cart)
        cart.codes[code] = new_id()
    return []


def _merge(visit: Visit, cart: Cart, data: Any, at: str) -> list[Problem]:
    bodies.members(data, at, {"type": bodies.filled, "cart_id": bodies.filled}, ("cart_id",), strict=visit.strict)
    source = known_cart(visit, data["cart_id"])
    if source.ref == cart.ref:
        raise Problem(400, "Bad Request", "A cart cannot be merged into itself", cart_id=source.ref)
    if cart.currency and source.currency not in {"", cart.currency}:
        raise Problem(400, "Cart Currency Mismatch", f"This cart uses {cart.currency}", cart_id=source.ref)
    cart.currency = cart.currency or source.currency
    return [problem for line in source.lines if (problem := _tried(visit, cart, line))]


def _reorder(visit: Visit, cart: Cart, data: Any, at: str) -> list[Problem]:
    bodies.members(data, at, {"type": bodies.filled, "order_id": bodies.uuid}, ("order_id",), strict=visit.strict)
    order = visit.store.orders.get(data["order_id"])
    if order is None:
        raise Problem(404, "Not Found", "Order not found", order_id=data["order_id"])
    problems = []
    for item in order.lines:
        if item["type"] == "cart_item":
            try:
                product = _product(visit, {"id": item["product_id"]})
                inputs = item.get("custom_inputs", {})
                _put(visit, cart, _product_line(visit, cart, product, item["quantity"], inputs))
            except Problem as problem:
                problems.append(problem)
    return problems


def _tried(visit: Visit, cart: Cart, line: Line) -> Problem | None:
    product = visit.store.products.get(line.product)
    try:
        if product is None:
            _put(visit, cart, _copied(visit, line))
        else:
            _product(visit, {"id": product.id})
            _put(visit, cart, _product_line(visit, cart, product, line.quantity, line.inputs))
    except Problem as problem:
        return problem
    return None


def _copied(visit: Visit, line: Line) -> Line:
    return Line(
        id=new_id(),
        type=line.type,
        name=line.name,
        sku=line.sku,
        quantity=line.quantity,
        price=line.price,
        created=visit.now,
        updated=visit.now,
        inputs=line.inputs,
        description=line.description,
    )


def _put(visit: Visit, cart: Cart, new: Line) -> None:
    """Onto the line it merges with, or as a new line. The first one fixes the cart's currency."""
    product = visit.store.products.get(new.product)
    if product:
        _check_stock(cart, product, new.quantity)
    twin = next((line for line in cart.lines if line.same_as(new)), None)
    if twin:
        twin.quantity, twin.updated = twin.quantity + new.quantity, visit.now
        return
    _check_room(cart)
    cart.currency = cart.currency or visit.currency.code
    cart.lines.append(new)


def _check_room(cart: Cart) -> None:
    if len(cart.lines) + len(cart.codes) >= MOST_LINES:
        raise Problem(422, "Limit Reached", f"A cart can contain a maximum of {MOST_LINES} unique items")


def _check_stock(cart: Cart, product: Product, more: int) -> None:
    """Checks only: nothing is reserved before a payment."""
    if product.stock is None or more <= 0 or cart.setting("inventory_settings", "defer_inventory_check"):
        return
    inside = sum(line.quantity for line in cart.lines if line.product == product.id)
    if inside + more > product.stock.available:
        raise insufficient_stock(product.name, product.id)


KINDS: dict[str, Callable[[Visit, Cart, Any, str], list[Problem]]] = {
    "cart_item": _add_product,
    "custom_item": _add_custom,
    "promotion_item": _add_code,
    "cart_items": _merge,
    "order_items": _reorder,
}
