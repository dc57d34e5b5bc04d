"""From a cart to an order in one call: start, coupon, finalize. Patient API."""

from __future__ import annotations

from typing import Any

from werkzeug import Response

from sandbox.careportals import cards, checks, coupons, orders, pricing
from sandbox.careportals.organization import Cart, Organization, Patient
from sandbox.careportals.refusals import refuse
from sandbox.careportals.visit import Visit
from sandbox.http import Request, Routes, json_response

routes = Routes()


@routes.get("/v2/checkout/{cart}/start")
def start(visit: Visit, request: Request, cart: str) -> Response:
    """From here on the cart is this patient's. What is wrong with it is said inside the success."""
    checks.no_body(request)
    found = bound(visit, visit.shop.cart(cart))
    trouble = coupons.trouble(visit.shop, found, found.coupon)
    return json_response(written(visit.shop, visit.patient, found, trouble))


@routes.post("/v2/checkout/{cart}/coupon/{code}")
def apply_coupon(visit: Visit, request: Request, cart: str, code: str) -> Response:
    """A good code replaces the one before it; a refused one changes nothing."""
    checks.no_body(request)
    found = bound(visit, visit.shop.cart(cart))
    code = code.upper()
    trouble = coupons.trouble(visit.shop, found, code)
    if trouble and visit.shop.coupon_refusal_status:
        raise refuse(visit.shop.coupon_refusal_status, trouble)
    if not trouble:
        found.coupon = code
    return json_response(written(visit.shop, visit.patient, found, trouble), 201)


@routes.post("/v2/checkout/{cart}/finalize")
def finalize(visit: Visit, request: Request, cart: str) -> Response:
    """Charge a saved card and make the order. The coupon counts only when it is repeated here."""
    patient = visit.patient
    required = {"paymentMethodId": checks.filled, "shippingAddress": checks.address}
    told = checks.members_of(request, required, orders.OPTIONAL)
    found = orderable(visit, cart, told)
    if found.intent is not None and found.intent.status == "succeeded":
        raise refuse(409, "Payment in progress")
    card = patient.cards.get(told["paymentMethodId"])
    if card is None:
        raise refuse(400, "Payment method not found")
    orders.charge(visit, found, card, told, request.base)
    return json_response(orders.make(visit, found, told, split=False)[0], 201)


def bound(visit: Visit, cart: Cart) -> Cart:
    """``Refusal`` 403 when the cart is another patient's."""
    patient = visit.patient
    if cart.patient not in {"", patient.id}:
        raise refuse(403, "Forbidden resource")
    cart.patient = patient.id
    return cart


def orderable(visit: Visit, cart: str, told: dict[str, Any]) -> Cart:
    """The cart, when it can become an order as it is. ``Refusal`` 400 when products or coupon are no longer good."""
    found = bound(visit, visit.shop.cart(cart))
    if pricing.drop_unsold(found):
        raise refuse(400, "Some products are not available any more")
    if not found.lines:
        raise refuse(400, "Cart is empty")
    told["couponCode"] = told.get("couponCode", "").upper()
    if trouble := coupons.trouble(visit.shop, found, told["couponCode"]):
        raise refuse(400, trouble)
    return found


def written(shop: Organization, patient: Patient, cart: Cart, trouble: str) -> dict[str, Any]:
    told = pricing.written(shop, cart)
    return {
        "cart": told,
        "paymentMethods": [cards.short(card) for card in patient.cards.values()],
        "currency": shop.currency,
        "totalAmountAfterCredit": told["totalAmount"],
        "availableCreditAmount": 0,
        "giftCardUsedAmount": 0,
        "delayedCaptureAmount": 0,
        "error": None if cart.lines else "Cart is empty",
        "couponError": trouble or None,
        "transferOut": False,
    }
