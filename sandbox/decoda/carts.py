"""Carts: made, read, replaced, archived, and turned into a charge. Only a DRAFT can be changed."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from sandbox.decoda.arithmetic import priced
from sandbox.decoda.calls import Calls, Said
from sandbox.decoda.cart_views import cart_status, cart_view
from sandbox.decoda.charge_views import charge_view
from sandbox.decoda.converting import CONVERSION, charge_for
from sandbox.decoda.paging import BY_SIZE, like, page_of
from sandbox.decoda.patients import OWN_ID, full_name
from sandbox.decoda.refusals import found, one_problem, refused
from sandbox.decoda.shapes import (
    Field,
    from_text,
    integer,
    list_of,
    moment,
    nullable,
    one_of,
    optional,
    percentage,
    quantity,
    repeated,
    required,
    shape,
    text,
)
from sandbox.decoda.store import Cart, Line, Row, Tenant, fresh

STATUSES = ("DRAFT", "ABANDONED", "ACCEPTED", "REJECTED", "CONVERTED", "EXPIRED")
SORTS = ("created_date", "updated_date", "expires_date", "status", "total")

LINE_CHANGE: dict[str, Field] = {
    "quantity": optional(quantity, 1),
    "unitPrice": nullable(integer()),
    "discountAmount": optional(integer(), 0),
    "discountPercentage": optional(percentage, Decimal(0)),
    "notes": nullable(text()),
}
LINE = shape({"itemId": nullable(text()), "packageId": nullable(text()), **LINE_CHANGE})
CART = shape(
    {
        "patientId": required(text()),
        "id": nullable(OWN_ID),
        "creatorId": nullable(text()),
        "notes": nullable(text()),
        "status": nullable(one_of(*STATUSES)),
        "expiresDate": nullable(moment),
        "discountAmount": LINE_CHANGE["discountAmount"],
        "discountPercentage": LINE_CHANGE["discountPercentage"],
        "items": optional(list_of(LINE), ()),
    }
)
calls = Calls()


@calls.post("/billing/cart", CART)
def create(tenant: Tenant, said: Said) -> Row:
    """409 when the caller's id is taken, also by an archived cart."""
    found(tenant.patients, said.body["patientId"], "Patient")
    if said.body["id"] in tenant.carts:
        raise refused(409, "A cart with this id already exists")
    now = tenant.now()
    cart = Cart(said.body["id"] or fresh("cart"), said.body["patientId"], None, now, now)
    _fill(tenant, cart, said.body, allowed={"DRAFT"})
    tenant.carts[cart.id] = cart
    return cart_view(tenant, cart)


@calls.get(
    "/billing/cart",
    patient_id=nullable(text()),
    creator_id=nullable(text()),
    statuses=repeated(one_of(*STATUSES)),
    sort_by=optional(one_of(*SORTS), "created_date"),
    sort_direction=optional(one_of("asc", "desc"), "desc"),
    search=nullable(text()),
    **BY_SIZE,
)
def table(tenant: Tenant, said: Said) -> Row:
    asked = said.query
    rows = [
        cart
        for cart in _kept(tenant, asked["patient_id"])
        if asked["creator_id"] in {None, cart.creator_id}
        and (not asked["statuses"] or cart_status(tenant, cart) in asked["statuses"])
        and like(asked["search"], full_name(tenant.patients[cart.patient_id]))
    ]
    rows.sort(key=lambda cart: _sort_key(tenant, cart, asked["sort_by"]), reverse=asked["sort_direction"] == "desc")
    return page_of(rows, said, lambda cart: cart_view(tenant, cart))


@calls.get("/billing/cart/list", patient_id=nullable(text()), status=nullable(one_of(*STATUSES)))
def list_(tenant: Tenant, said: Said) -> list[Row]:
    wanted = said.query["status"]
    rows = _kept(tenant, said.query["patient_id"])
    return [cart_view(tenant, cart) for cart in rows if wanted in {None, cart_status(tenant, cart)}]


@calls.post("/billing/cart/expire-old", days_old=optional(from_text(integer(1)), 30))
def expire_old(tenant: Tenant, said: Said) -> int:
    """Tenant-wide: a job for staff."""
    before = tenant.now() - timedelta(days=said.query["days_old"])
    old = [cart for cart in _kept(tenant, None) if cart.status == "DRAFT" and cart.created <= before]
    for cart in old:
        cart.status = "EXPIRED"
    return len(old)


@calls.get("/billing/cart/{cart_id}")
def read(tenant: Tenant, said: Said, cart_id: str) -> Row:
    return cart_view(tenant, cart_of(tenant, cart_id))


@calls.put("/billing/cart/{cart_id}", CART)
def replace(tenant: Tenant, said: Said, cart_id: str) -> Row:
    """The whole cart: what is left out goes back to its default, lines too. Prices are those of now."""
    cart = _draft(tenant, cart_id)
    if said.body["patientId"] != cart.patient_id or said.body["id"] not in {None, cart.id}:
        raise refused(400, "A cart keeps its id and its patient")
    _fill(tenant, cart, said.body, allowed={"DRAFT", "ABANDONED"})
    return cart_view(tenant, cart)


@calls.delete("/billing/cart/{cart_id}")
def archive(tenant: Tenant, said: Said, cart_id: str) -> bool:
    cart = cart_of(tenant, cart_id)
    if cart.status == "CONVERTED":
        raise tenant.conflict("Cart is already converted")
    cart.archived = True
    return True


@calls.post("/billing/cart/{cart_id}/items", LINE)
def add_line(tenant: Tenant, said: Said, cart_id: str) -> Row:
    """A repeat adds a second line."""
    cart = _draft(tenant, cart_id)
    cart.lines.append(_line(tenant, said.body, ("body",)))
    return _touched(tenant, cart)


@calls.put("/billing/cart/{cart_id}/items/{line_id}", shape(LINE_CHANGE, partial=True))
def change_line(tenant: Tenant, said: Said, cart_id: str, line_id: str) -> Row:
    cart = _draft(tenant, cart_id)
    line = _line_of(cart, line_id)
    line.unit_price = _unit_price(tenant, line.item_id, said.body.get("unitPrice"), line.unit_price)
    line.quantity = said.body.get("quantity", line.quantity)
    line.discount_amount = said.body.get("discountAmount", line.discount_amount)
    line.discount_percentage = said.body.get("discountPercentage", line.discount_percentage)
    line.notes = said.body.get("notes", line.notes)
    line.updated = tenant.now()
    return _touched(tenant, cart)


@calls.delete("/billing/cart/{cart_id}/items/{line_id}")
def remove_line(tenant: Tenant, said: Said, cart_id: str, line_id: str) -> Row:
    cart = _draft(tenant, cart_id)
    cart.lines.remove(_line_of(cart, line_id))
    return _touched(tenant, cart)


@calls.post("/billing/cart/{cart_id}/convert-to-charge", shape({"cartId": required(text()), **CONVERSION}))
def convert(tenant: Tenant, said: Said, cart_id: str) -> Row:
    """Once. A refusal makes no charge."""
    cart = cart_of(tenant, cart_id)
    if said.body["cartId"] != cart.id:
        raise refused(400, "cartId is not the cart of the path")
    status = cart_status(tenant, cart)
    if status not in {"DRAFT", "ACCEPTED"}:
        raise tenant.conflict(f"Cart is {status.lower()} and cannot be converted")
    if not cart.lines:
        raise tenant.conflict("Cart is empty")
    return charge_view(tenant, charge_for(tenant, cart, cart, said.body))


def cart_of(tenant: Tenant, cart_id: str) -> Cart:
    cart = found(tenant.carts, cart_id, "Cart")
    if cart.archived:
        raise refused(404, "Cart not found")
    return cart


def _kept(tenant: Tenant, patient_id: str | None) -> list[Cart]:
    return [cart for cart in tenant.carts.values() if not cart.archived and patient_id in {None, cart.patient_id}]


def _draft(tenant: Tenant, cart_id: str) -> Cart:
    cart = cart_of(tenant, cart_id)
    if cart_status(tenant, cart) != "DRAFT":
        raise tenant.conflict(f"Cart is {cart_status(tenant, cart).lower()} and cannot be changed")
    return cart


def _fill(tenant: Tenant, cart: Cart, body: Row, allowed: set[str]) -> None:
    """All or nothing: whatever can be refused is checked before the cart is touched."""
    status = body["status"] or "DRAFT"
    if status not in allowed:
        raise refused(400, f"A cart cannot be set to {status} here")
    if body["creatorId"]:
        found(tenant.providers, body["creatorId"], "Creator")
    lines = [_line(tenant, line, ("body", "items", at)) for at, line in enumerate(body["items"])]
    cart.lines, cart.status, cart.creator_id = lines, status, body["creatorId"]
    cart.notes, cart.expires = body["notes"], body["expiresDate"]
    cart.discount_amount, cart.discount_percentage = body["discountAmount"], body["discountPercentage"]
    cart.updated = tenant.now()


def _line(tenant: Tenant, body: Row, loc: tuple[str | int, ...]) -> Line:
    """Copies the price of this moment."""
    if (body["itemId"] is None) == (body["packageId"] is None):
        raise one_problem(loc, "value_error", "Value error, exactly one of itemId and packageId must be given")
    goods = (
        found(tenant.items, body["itemId"], "Item")
        if body["itemId"]
        else found(tenant.packages, body["packageId"], "Package")
    )
    if goods["isArchived"]:
        raise refused(400, "This item is archived")
    now = tenant.now()
    return Line(
        fresh("line"),
        body["itemId"],
        body["packageId"],
        body["quantity"],
        _unit_price(tenant, body["itemId"], body["unitPrice"], goods["price"]),
        body["discountAmount"],
        body["discountPercentage"],
        body["notes"],
        now,
        now,
    )


def _unit_price(tenant: Tenant, item_id: str | None, wanted: int | None, price: int) -> int:
    if wanted is None:
        return price
    if item_id is None or not tenant.items[item_id]["allowCustomPricing"]:
        raise refused(400, "The price of this item cannot be changed")
    return wanted


def _line_of(cart: Cart, line_id: str) -> Line:
    return found({line.id: line for line in cart.lines}, line_id, "Cart item")


def _touched(tenant: Tenant, cart: Cart) -> Row:
    cart.updated = tenant.now()
    return cart_view(tenant, cart)


def _sort_key(tenant: Tenant, cart: Cart, by: str) -> tuple[str | float, ...]:
    return {
        "created_date": (cart.created.timestamp(),),
        "updated_date": (cart.updated.timestamp(),),
        "expires_date": (cart.expires.timestamp() if cart.expires else 0,),
        "status": (cart_status(tenant, cart),),
        "total": (priced(tenant, cart).total,),
    }[by]
