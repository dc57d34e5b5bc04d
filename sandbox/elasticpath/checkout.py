"""``POST /v2/carts/:ref/checkout``: every call makes another order, and the cart stays as it is."""

from __future__ import annotations

from typing import Any

from werkzeug import Response

from sandbox.elasticpath import bodies, cart_shapes, orders
from sandbox.elasticpath.bodies import Check
from sandbox.elasticpath.carts import known_cart
from sandbox.elasticpath.errors import Problem, insufficient_stock
from sandbox.elasticpath.pricing import bill, drop_promotions
from sandbox.elasticpath.state import Cart, Order, new_id
from sandbox.elasticpath.visit import Visit
from sandbox.http import Request, Routes, json_response
from sandbox.ledger import Act

routes = Routes()

KNOWN: dict[str, Check] = {
    "account": bodies.mapping,
    "contact": bodies.mapping,
    "customer": bodies.mapping,
    "billing_address": bodies.mapping,
    "shipping_address": bodies.mapping,
    "order_number": bodies.filled,
    "external_ref": bodies.text(64),
}
PERSON: dict[str, Check] = {"name": bodies.filled, "email": bodies.email}
BILLING: dict[str, Check] = {
    "first_name": bodies.filled,
    "last_name": bodies.filled,
    "company_name": bodies.text(),
    "line_1": bodies.filled,
    "line_2": bodies.text(),
    "city": bodies.text(),
    "county": bodies.filled,
    "region": bodies.filled,
    "postcode": bodies.filled,
    "country": bodies.country,
}
SHIPPING: dict[str, Check] = BILLING | {"phone_number": bodies.text(), "instructions": bodies.text()}
SHORTEST = ("first_name", "last_name", "line_1", "postcode", "country")


@routes.post("/v2/carts/{cart}/checkout")
def checkout(visit: Visit, request: Request, cart: str) -> Response:
    found = known_cart(visit, cart)
    data = visit.data(KNOWN, ("billing_address", "shipping_address"))
    account, member = _buyer(visit, data)
    _check_address(visit, data["billing_address"], "data.billing_address", BILLING)
    _check_address(visit, data["shipping_address"], "data.shipping_address", SHIPPING)
    _check_cart(visit, found)
    drop_promotions(visit.store, found, visit.now)
    order = _order(visit, found, data, account, member)
    visit.store.orders[order.id] = order
    _note(visit, order)
    return json_response(orders.with_items(visit, order), 201)


def _buyer(visit: Visit, data: dict[str, Any]) -> tuple[str, str]:
    """Account and member, both empty for a guest. The three kinds of checkout differ here and nowhere else."""
    if visit.session:
        _forbid(data, "account", "customer")
        _check_person(visit, data, "contact")
        return visit.session.account, visit.session.member
    if data.get("account") is not None:
        visit.needs_trust()
        _forbid(data, "customer")
        _check_person(visit, data, "contact")
        return _named_account(visit, data["account"])
    _forbid(data, "contact")
    _check_person(visit, data, "customer")
    return "", ""


def _forbid(data: dict[str, Any], *names: str) -> None:
    for name in names:
        if data.get(name) is not None:
            raise Problem(
                400, "Bad Request", f"{name} cannot be combined with this kind of checkout", source=f"data.{name}"
            )


def _check_person(visit: Visit, data: dict[str, Any], name: str) -> None:
    bodies.members(data.get(name), f"data.{name}", PERSON, tuple(PERSON), strict=visit.strict)


def _named_account(visit: Visit, named: Any) -> tuple[str, str]:
    known: dict[str, Check] = {"id": bodies.uuid, "member_id": bodies.uuid}
    bodies.members(named, "data.account", known, ("id",), strict=visit.strict)
    if named["id"] not in visit.store.accounts:
        raise Problem(404, detail="account not found", source="data.account.id")
    member = named.get("member_id") or ""
    if member and member not in visit.store.members:
        raise Problem(404, detail="account member not found", source="data.account.member_id")
    return named["id"], member


def _check_address(visit: Visit, address: Any, at: str, known: dict[str, Check]) -> None:
    """The sources disagree on what is mandatory; unless relaxed, all of them must be satisfied at once."""
    if not visit.platform.switches.short_addresses:
        bodies.members(address, at, known, tuple(known), strict=visit.strict)
        return
    loose = known | {"county": bodies.text(), "region": bodies.text()}
    bodies.members(address, at, loose, SHORTEST, strict=visit.strict)
    if not address.get("region") and not address.get("county"):
        raise Problem(400, "required", "region or county is required", source=f"{at}.region")


def _check_cart(visit: Visit, cart: Cart) -> None:
    if cart.details.get("snapshot_date"):
        raise Problem(422, "Unprocessable Entity", "A preview cart cannot be checked out", cart_id=cart.ref)
    if not cart.lines:
        raise Problem(400, "Bad Request", "The cart is empty", cart_id=cart.ref)
    for id_, quantity in _needs(visit, cart).items():
        product = visit.store.products[id_]
        if product.stock and quantity > product.stock.available:
            raise insufficient_stock(product.name, id_)


def _needs(visit: Visit, cart: Cart) -> dict[str, int]:
    needs: dict[str, int] = {}
    for line in cart.lines:
        product = visit.store.products.get(line.product)
        if product and product.stock:
            needs[product.id] = needs.get(product.id, 0) + line.quantity
    return needs


def _order(visit: Visit, cart: Cart, data: dict[str, Any], account: str, member: str) -> Order:
    return Order(
        id=new_id(),
        cart=cart.ref,
        currency=visit.store.currencies[cart.currency],
        total=bill(visit.store, cart).with_tax,
        totals=cart_shapes.totals(visit, cart),
        lines=[_line(line) for line in cart_shapes.lines(visit, cart)],
        needs=_needs(visit, cart),
        details={name: value for name, value in data.items() if name != "account" and value is not None},
        created=visit.now,
        updated=visit.now,
        account=account,
        member=member,
    )


def _line(line: dict[str, Any]) -> dict[str, Any]:
    kept = {name: value for name, value in line.items() if name not in {"image", "slug", "description", "manage_stock"}}
    return kept | {"id": new_id(), "relationships": {"cart_item": {"data": {"type": line["type"], "id": line["id"]}}}}


def _note(visit: Visit, order: Order) -> None:
    amount, currency = order.currency.major(order.total), order.currency.code
    visit.platform.world.ledger.acted(
        Act("order", "elasticpath", visit.store.slug, order.id, order.cart, order.account, amount, currency)
    )
