"""Answers of CarePortals, in the shapes that are documented or were seen."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from storefront.upstream.types import Address, Item, NewPatient, OrderRequest

CART_REF = "65c4a8e6b9c1aa0011229999"
PATIENT_REF = "65c4a8e6b9c1aa0011220001"

USER = {
    "_id": PATIENT_REF,
    "uname": "ana@harbour.example#aurora_demo",
    "email": "ana@harbour.example",
    "firstName": "Ana",
    "lastName": "Lindqvist",
    "provinceCode": "NS",
    "phone": "+19025550142",
    "organization": "aurora_demo",
    "currency": "CAD",
    "usedCoupons": [],
}
LOGIN = USER | {"token": "a.b.c", "iat": "1790000000", "exp": "1790086400"}
ADDRESS = {
    "province": "Nova Scotia",
    "provinceCode": "NS",
    "address1": "12 Quay Street",
    "address2": "",
    "city": "Halifax",
    "countryCode": "CA",
    "postalCode": "B3H 4R2",
}
ACCOUNT = {
    "profile": {"dob": "1986-04-17", "gender": "female"}
    | {k: USER[k] for k in ("firstName", "lastName", "email", "phone")},
    "address": {"default": ADDRESS, "other": []},
    "prescriptions": [],
    "consultations": [{"_id": "x", "type": "y", "status": "z", "dateCreated": "2026-01-01"}],
    "appointments": [],
}
OLD_PRODUCT = {
    "_id": "65c4a8e6b9c1aa0011221111",
    "name": "Vitamin D3",
    "imageUrl": "https://pictures.example/d3.png",
    "sku": "D3",
    "price": 19.5,
    "listPrice": 24,
    "type": "physical",
}
NEW_PRODUCT = {
    "_id": "65c4a8e6b9c1aa0011222222",
    "label": "Clear Skin Plan",
    "subLabel": "Every month",
    "description": None,
    "images": [
        {"imageUrl": "https://pictures.example/big.png", "isThumbnail": False},
        {"imageUrl": "https://pictures.example/small.png", "isThumbnail": True},
    ],
    "price": 45,
    "listPrice": 45,
    "currency": "CAD",
    "status": "active",
    "type": "digital",
    "isSubscription": True,
    "subscriptionPhases": [{"fillingCycleInterval": 1, "fillingCycleUnit": "month", "price": 45}],
    "options": [{"type": "size", "choices": [{"label": "S", "value": "s", "default": True}]}],
    "categories": ["Skin"],
}
LINE = {
    "id": "qX8-k_1",
    "name": "Vitamin D3",
    "productId": OLD_PRODUCT["_id"],
    "sku": "D3",
    "price": 45,
    "listPrice": 55.5,
    "quantity": 2,
    "isSubscription": False,
}
# 111 at list prices, 90 to pay, and no coupon: the discount of 21 is the list-price reduction.
CART: dict[str, Any] = {
    "_id": CART_REF,
    "lineItems": [LINE],
    "baseAmount": 111,
    "discountAmount": 21,
    "totalAmount": 90,
    "subTotalAmount": 90,
    "extras": {},
}
SHORT_CARD = {"id": "pm_1Short", "type": "card", "last4": "4242", "exp": "08/2031"}
STRIPE_CARD = {
    "id": "pm_1Full",
    "object": "payment_method",
    "type": "card",
    "billing_details": {"name": "Ana"},
    "card": {"brand": "visa", "last4": "4242", "exp_month": 8, "exp_year": 2031},
}
START = {
    "cart": CART,
    "paymentMethods": [SHORT_CARD],
    "currency": "CAD",
    "totalAmountAfterCredit": 90,
    "availableCreditAmount": 0,
    "error": None,
    "couponError": None,
    "transferOut": False,
}
ORDER: dict[str, Any] = {
    "_id": "65c4a8e6b9c1aa0011227777",
    "id": 10483,
    "status": "Awaiting Requirements",
    "createdAt": "2026-11-21T09:00:00.000Z",
    "customer": {"_id": PATIENT_REF, "email": "ana@harbour.example"},
    "lineItems": [LINE],
    "shippingAddress": {k: ADDRESS[k] for k in ("address1", "city", "provinceCode", "postalCode", "countryCode")},
    "baseAmount": 111,
    "discountAmount": 21,
    "totalAmount": 90,
}
GUIDE: dict[str, Any] = {
    "_id": "sub-1",
    "customer": {"_id": PATIENT_REF},
    "status": "Active",
    "nextCycleDate": "2027-01-15T00:00:00.000Z",
    "lineItems": [{"name": "Plan", "productId": "p-1", "quantity": 1, "price": 45}],
}
REFUSAL = {"message": "no", "statusCode": 400, "error": "Bad Request"}
INTENT = {
    "message": "confirm",
    "intent": {
        "status": "requires_action",
        "client_secret": "pi_1_secret_2",
        "next_action": {"type": "redirect_to_url", "redirect_to_url": {"url": "https://bank.example/3ds"}},
    },
}
HTML = b"<html><h1>Bad gateway</h1></html>"

# What our calls say.
PATIENT_API, PUBLIC_API = "https://patient-api.portals.care/patient", "https://public-api.portals.care/public"
SITE = "https://harbour.example"
ITEM, ITEMS = Item("p1", 1), [Item("p1", 2)]
HOME = Address("12 Quay Street", "Halifax", "NS", "B3H 4R2", "CA")
REQUEST = OrderRequest(
    key="attempt-1",
    try_number=1,
    cart_ref=CART_REF,
    address=HOME,
    payment_method="pm_1",
    email="ana@harbour.example",
    name="Ana Lindqvist",
    return_url="https://harbour.example/orders/1/",
)
NEW = NewPatient("Ana", "Lindqvist", "ana@harbour.example", "Secret-123!", "+19025550142", date(1986, 4, 17), "female")

# name: what is done, the method and address, the body, what it answers, and whether it wants the site's Origin
Calls = dict[str, tuple[Callable[[Any, Any], Any], str, Any, Any, str | None]]
WITHOUT_TOKEN = {
    "sign up",
    "sign in",
    "forgotten password",
    "shelf",
    "product",
    "new cart",
    "guest's cart",
    "add",
    "remove",
}
