"""Capturing the money and making the orders: the only place where either happens."""

from __future__ import annotations

from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from sandbox.careportals import checks, pricing
from sandbox.careportals.organization import Cart, Line, Organization, Patient, Subscription, new_id, written
from sandbox.careportals.pricing import CENT, Sums
from sandbox.careportals.refusals import refuse
from sandbox.careportals.visit import Visit
from sandbox.http import Refusal
from sandbox.ledger import Act
from sandbox.processor import Card, Intent

OPTIONAL = {"couponCode": checks.filled, "isNewShippingAddress": checks.truth}
DAYS = {"day": 1, "week": 7, "month": 30, "year": 365}


def charge(visit: Visit, cart: Cart, card: Card, told: dict[str, Any], base: str, return_url: str = "") -> None:
    """Returns when the money is there. ``Refusal`` 402 when the card says no, or when the bank wants a word first."""
    shop = visit.shop
    total = pricing.sums(shop, cart.lines, told["couponCode"]).total
    if (card.exp_year, card.exp_month) < (shop.now.year, shop.now.month):
        cart.declined = True
        raise declined("Your card has expired.")
    intent = shop.world.processor.charge(card, total, shop.currency, return_url)
    if intent.status == "requires_payment_method":
        cart.intent, cart.declined = None, True
        raise declined("Your card was declined.")
    cart.intent, cart.intent_coupon = intent, told["couponCode"]
    if intent.status == "requires_action":
        raise confirmation(intent, base)


def make(visit: Visit, cart: Cart, told: dict[str, Any], *, split: bool) -> list[dict[str, Any]]:
    """The money is there: write the orders and close the cart."""
    shop, patient, intent = visit.shop, visit.patient, cart.intent
    whole = pricing.sums(shop, cart.lines, told["couponCode"])
    parts = _parted(cart.lines) if split else [cart.lines]
    made = [_order(visit, lines, amounts, told) for lines, amounts in zip(parts, _shared(whole, parts), strict=True)]
    for order in made:
        _record(visit, cart, "order", order["_id"], order["totalAmount"])
    if intent is not None:
        _record(visit, cart, "charge", intent.id, intent.amount)
    cart.orders += made
    cart.consumed, cart.intent, cart.declined = shop.consumes_carts, None, False
    _subscribe(visit, cart.lines)
    _remember(patient, told)
    return made


def declined(message: str) -> Refusal:
    return refuse(402, message, type="card_error")


def confirmation(intent: Intent, base: str) -> Refusal:
    return refuse(402, "This payment needs the confirmation of your bank.", intent=intent.payload(base))


def _order(visit: Visit, lines: list[Line], amounts: Sums, told: dict[str, Any]) -> dict[str, Any]:
    shop, patient = visit.shop, visit.patient
    waits = any(line.product.requirements for line in lines)
    name = {"firstName": patient.first_name, "lastName": patient.last_name}
    # The documented example gives an address back without the second line that was sent.
    address = {key: value for key, value in told["shippingAddress"].items() if key != "address2"}
    return {
        "_id": new_id(),
        "id": next(shop.order_numbers),
        "status": shop.spelled("Awaiting Requirements" if waits else "Awaiting Fulfillment"),
        "createdAt": written(shop.now),
        "customer": {"_id": patient.id, "email": patient.email, "phone": patient.phone} | name,
        "lineItems": [_line(shop, line) for line in lines],
        "requirements": [],
        "shippingAddress": address,
        **amounts.amounts(),
    }


def _line(shop: Organization, line: Line) -> dict[str, Any]:
    """Requirements stand on the line or under its phases: both were published."""
    told = pricing.written_line(line)
    return told | {"requirements": line.product.asked_for()} if shop.requirements_on_lines else told


def _parted(lines: list[Line]) -> list[list[Line]]:
    """Subscriptions become a separate order."""
    parts = [[line for line in lines if bool(line.product.every) is every] for every in (False, True)]
    return [part for part in parts if part]


def _shared(whole: Sums, parts: list[list[Line]]) -> list[Sums]:
    """The coupon's share of each part; what rounding leaves goes to the last one."""
    shares, left = [], whole.total
    for part in parts:
        subtotal = sum((line.product.price * line.quantity for line in part), Decimal(0))
        base = sum((pricing.list_price(line) * line.quantity for line in part), Decimal(0))
        due = (subtotal * whole.total / whole.subtotal).quantize(CENT, ROUND_HALF_UP) if whole.subtotal else Decimal(0)
        due = left if part is parts[-1] else due
        shares.append(Sums(base, subtotal, due))
        left -= due
    return shares


def _record(visit: Visit, cart: Cart, kind: str, ref: str, amount: Decimal) -> None:
    shop = visit.shop
    shop.world.ledger.acted(
        Act(kind, "careportals", shop.id, ref, cart.id, visit.patient.id, amount, shop.currency),
    )


def _subscribe(visit: Visit, lines: list[Line]) -> None:
    shop = visit.shop
    for line in lines:
        if line.product.every is None:
            continue
        interval, unit = line.product.every
        following = shop.now + timedelta(days=interval * DAYS[unit])
        made = Subscription(new_id(), visit.patient.id, line.product, "active", written(following))
        shop.subscriptions[made.id] = made


def _remember(patient: Patient, told: dict[str, Any]) -> None:
    if told["couponCode"]:
        patient.used_coupons.append(told["couponCode"])
    if told.get("isNewShippingAddress"):
        patient.addresses.append(dict(told["shippingAddress"]))
