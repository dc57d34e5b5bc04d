"""The newer way to an order, which can stop for the patient's bank, and the status of its payment. Patient API."""

from __future__ import annotations

from typing import Any

from werkzeug import Response

from sandbox.careportals import checks, orders
from sandbox.careportals.checkout import bound, orderable
from sandbox.careportals.organization import Cart
from sandbox.careportals.refusals import refuse
from sandbox.careportals.visit import Visit
from sandbox.http import Request, Routes, json_response
from sandbox.processor import Card

routes = Routes()


@routes.post("/v2/checkout/{cart}/payments")
def pay(visit: Visit, request: Request, cart: str) -> Response:
    """Asked again after success, it answers the same orders."""
    _ = visit.patient
    required = {"returnUrl": checks.web_address, "shippingAddress": checks.address}
    extras = {"paymentMethodId": checks.filled, "pharmacyAddress": lambda value: isinstance(value, dict)}
    told = checks.members_of(request, required, orders.OPTIONAL | extras)
    if done := _done(visit, cart):
        return json_response({"orders": done}, 201)
    found = orderable(visit, cart, told)
    if found.intent is None:
        orders.charge(visit, found, _card(visit, told), told, request.base, told["returnUrl"])
    else:
        # The card is ignored: the cart has a payment intent already.
        _resume(found, told["returnUrl"], request.base)
        told["couponCode"] = found.intent_coupon
    return json_response({"orders": orders.make(visit, found, told, split=visit.shop.splits_orders)}, 201)


@routes.get("/v2/checkout/{cart}/payments")
def read(visit: Visit, request: Request, cart: str) -> Response:
    """Reads only; works on a cart that became an order."""
    checks.no_body(request)
    _ = visit.patient
    found = visit.shop.carts.get(cart)
    if found is None:
        raise refuse(400, "Cart not found")
    if found.patient and found.patient != visit.patient.id:
        raise refuse(403, "Forbidden resource")
    status = payment_status(found)
    if not status:
        raise refuse(404, "Payment not found")
    return json_response({"paymentStatus": status, "orders": found.orders})


def payment_status(cart: Cart) -> str:
    if cart.orders:
        return "succeeded"
    if cart.intent is not None:
        return "failed" if cart.intent.status == "requires_payment_method" else "pending"
    return "failed" if cart.declined else ""


def _done(visit: Visit, cart: str) -> list[dict[str, Any]]:
    found = visit.shop.carts.get(cart)
    return bound(visit, found).orders if found is not None and found.consumed else []


def _card(visit: Visit, told: dict[str, Any]) -> Card:
    """A saved card, one that was only just tokenised, or the first saved one where none is named."""
    saved = visit.patient.cards
    wanted = told.get("paymentMethodId") or next(iter(saved), "")
    card = saved.get(wanted) or visit.shop.world.processor.card(wanted)
    if card is None:
        raise refuse(400, "Payment method not found")
    return card


def _resume(cart: Cart, return_url: str, base: str) -> None:
    """Go on with the intent of the cart, if the bank has said yes meanwhile."""
    intent = cart.intent
    assert intent is not None  # noqa: S101 - the caller has checked
    if intent.status == "requires_action":
        intent.return_url = return_url
        raise orders.confirmation(intent, base)
    if intent.status != "succeeded":
        cart.intent, cart.declined = None, True
        raise orders.declined("Your bank did not confirm this payment.")
