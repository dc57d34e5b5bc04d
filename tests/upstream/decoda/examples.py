"""Answers of Decoda, in the shapes that are documented, with what only staff may see left in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import requests
import urllib3

PATIENT_REF, STRANGER_REF = "pat-1", "pat-2"
CANARY = "canary-for-staff-only"

PATIENT = {
    "id": PATIENT_REF,
    "externalId": "acc-1",
    "firstName": "Dana",
    "lastName": "Whitfield",
    "email": "dana@meadow.example",
    "phoneNumber": "+13035550141",
    "dateOfBirth": "1986-04-12",
    "address": "12 Quay Street",
    "addressLineTwo": None,
    "city": "Boulder",
    "state": "CO",
    "zipCode": "80301",
    "country": "US",
    "meta": {"staff": CANARY},
    "tags": [{"name": CANARY}],
    "medications": [{"name": CANARY}],
    "allergies": [{"name": CANARY}],
    "gender": CANARY,
    "creditBalance": 2500,
}
ITEM: dict[str, Any] = {
    "id": "itm-1",
    "externalId": None,
    "name": "Barrier Cream <b>",
    "price": 5400,
    "brandName": "Botanica",
    "description": "Evening cream.",
    "category": "Skincare",
    "unit": "TUBES",
    "isPhysical": True,
    "isArchived": False,
    "internalNotes": CANARY,
    "cost": 7654321,
    "taxable": True,
    "sortOrder": 1,
    "allowCustomPricing": False,
    "type": "PRODUCT",
    "stocks": [
        {
            "itemId": "itm-1",
            "stockId": "stk-1",
            "quantityUsed": 2.0,
            "stock": {
                "id": "stk-1",
                "notes": CANARY,
                "shipments": [
                    {"quantity": 30.0, "remainingQuantity": 10.0, "locationId": "loc-1", "cost": 7654321},
                    {"quantity": 30.0, "remainingQuantity": 5.0, "locationId": "loc-2"},
                ],
            },
        },
        {
            "itemId": "itm-1",
            "stockId": "stk-2",
            "quantityUsed": 0.5,
            "stock": {"id": "stk-2", "shipments": [{"quantity": 9.0, "remainingQuantity": 8.0}]},
        },
    ],
    "usageCount": 9,
}
PACKAGE: dict[str, Any] = {
    "id": "pkg-1",
    "name": "Glow series",
    "description": "Three facials.",
    "price": 48000,
    "isArchived": False,
    "category": "Treatments",
    "items": [{"itemId": "itm-1", "quantity": 3, "price": 16000, "item": ITEM}],
}
LINE: dict[str, Any] = {
    "id": "line-1",
    "cartId": "cart-1",
    "itemId": "itm-1",
    "packageId": None,
    "quantity": 2.0,
    "unitPrice": 5400,
    "discountAmount": 0,
    "discountPercentage": 0.0,
    "taxAmount": 891,
    "totalPrice": 10800,
    "notes": CANARY,
    "item": ITEM,
    "package": None,
}
CART: dict[str, Any] = {
    "id": "cart-1",
    "patient": PATIENT,
    "creator": {"id": "prov-1", "firstName": CANARY},
    "status": "DRAFT",
    "items": [LINE],
    "quotes": [{"internalNotes": CANARY}],
    "subtotal": 10800,
    "discountAmount": 1080,
    "discountPercentage": 10.0,
    "taxAmount": 802,
    "total": 10522,
    "notes": "coupon:WELCOME10",
    "convertedChargeId": None,
    "createdDate": "2026-11-21T09:00:00+00:00",
    "updatedDate": "2026-11-21T09:00:00+00:00",
    "expiresDate": "2026-12-21T09:00:00+00:00",
}
EMPTY_CART = CART | {"items": [], "subtotal": 0, "discountAmount": 0, "taxAmount": 0, "total": 0, "notes": None}
CHARGE: dict[str, Any] = {
    "id": "chg-1",
    "patientId": PATIENT_REF,
    "total": 10522,
    "totalOutstanding": 10522,
    "status": "OUTSTANDING",
    "discountAmount": 1080,
    "discountPercentage": 10.0,
    "description": CANARY,
    "externalId": "attempt-1",
    "createdDate": "2026-11-21T09:00:00+00:00",
    "items": [
        {"itemId": "itm-1", "name": None, "quantity": 2, "price": 5400, "discountAmount": 0, "item": ITEM},
        {"itemId": None, "name": "Glow series", "quantity": 1, "price": 48000, "discountAmount": 100, "item": None},
    ],
    "payments": [],
    "adjustments": [{"reason": CANARY}],
}
PAID = CHARGE | {"status": "PAID", "totalOutstanding": 0}
CARD: dict[str, Any] = {
    "id": "pm-1",
    "patientId": PATIENT_REF,
    "brand": "VISA",
    "last4": "4242",
    "expMonth": 8,
    "expYear": 2031,
    "type": "CARD",
    "accountNumberLast4": None,
    "bankName": None,
    "isDefault": True,
    "isArchived": False,
}
BANK = CARD | {
    "id": "pm-2",
    "type": "ACH",
    "brand": None,
    "last4": None,
    "accountNumberLast4": "6789",
    "bankName": "Mountain CU",
    "expMonth": None,
    "expYear": None,
    "isDefault": False,
}
CREDIT = {"totalAvailable": 2500, "credits": [{"id": "c1", "amount": 2500}], "count": 1}
NO_CREDIT = {"totalAvailable": 0, "credits": [], "count": 0}
CONFIG = {"sessionKey": CANARY, "payinConfigId": "pcfg-1", "paymentMethods": [], "sandbox": True}
PAYIN = {"payinId": "payin-1", "amount": 10522, "status": "SUCCEEDED", "authCode": CANARY}
QUOTE: dict[str, Any] = {
    "id": "quote-1",
    "patientId": PATIENT_REF,
    "title": "Your plan",
    "description": "As discussed.",
    "terms": None,
    "status": "SENT",
    "internalNotes": CANARY,
    "creatorId": CANARY,
    "items": [LINE | {"id": None}],
    "subtotal": 10800,
    "discountAmount": 0,
    "discountPercentage": 0.0,
    "taxAmount": 891,
    "total": 11691,
    "validUntilDate": "2026-12-21T09:00:00+00:00",
    "convertedChargeId": None,
}
SENTENCE = {"detail": "Cart is converted"}
SHAPE_LIST = {"detail": [{"loc": ["body", "x"], "msg": "no", "type": "y"}]}


def page(*rows: Any, total: int | None = None) -> dict[str, Any]:
    return {"data": list(rows), "total": len(rows) if total is None else total}


def paid_by(*statuses: str, **more: Any) -> dict[str, Any]:
    """A charge with such payments."""
    shares = [{"paymentId": "p", "amount": 1, "payment": {"status": status}} for status in statuses]
    return CHARGE | {"payments": shares} | more


CONVERTED = CART | {"status": "CONVERTED", "convertedChargeId": "chg-1"}
STRANGERS_CART = CART | {"patient": PATIENT | {"id": STRANGER_REF}}
REST = CHARGE | {"totalOutstanding": 8022}
NO = (400, SENTENCE)
HTML = (400, b"<html>Bad request</html>")
LOST = requests.ConnectionError(urllib3.exceptions.ProtocolError("reset"))
NEVER_LEFT = requests.ConnectionError(
    urllib3.exceptions.MaxRetryError(
        None,  # type: ignore[arg-type]
        "/",
        urllib3.exceptions.NewConnectionError(None, "refused"),  # type: ignore[arg-type]
    )
)

# What our calls say.
EXPIRES = "2026-12-21T09:00:00+00:00"
AS_READ = {"id": "chg-1", "patientId": "pat-1", "totalOutstanding": 10522}
TERMINAL = "/billing/payment-terminal"

# name: what is done, what is answered, and the calls: method and path, with the body where there is one
Calls = dict[str, tuple[Callable[[Any, Any], Any], list[Any], list[tuple[str, Any]]]]
