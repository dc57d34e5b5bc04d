"""Answers as Elastic Path writes them."""

from __future__ import annotations

from typing import Any

ACCOUNT = "6f9d2c1e-0b7a-4d3e-9a55-0c1b2d3e4f50"
OTHER_ACCOUNT = "6f9d2c1e-0b7a-4d3e-9a55-0c1b2d3e4f51"
MEMBER = "1a2b3c4d-5e6f-4a7b-8c9d-0e1f2a3b4c5d"
PRODUCT = "55cda543-f9d7-42a4-b40a-665f2e4ff7c5"
LINE = "9153a203-3d3e-4f57-a3b4-0d7c6d6b3d1a"
ORDER = "da0b0a12-8232-4be1-a354-a1a64b11de91"
TRANSACTION = "4a1f4b27-1f2b-4f0e-8a7e-6a0b9b0d5c11"
CART = "c-0123456789abcdef0123456789abcdef"


def price(amount: Any, currency: str = "CAD") -> dict[str, Any]:
    return {"amount": amount, "currency": currency, "formatted": "never read"}


def both(amount: int, quantity: int = 1, currency: str = "CAD") -> dict[str, Any]:
    return {"unit": price(amount, currency), "value": price(amount * quantity, currency)}


def totals(with_tax: Any, tax: int = 0, discount: int = 0, currency: str = "CAD") -> dict[str, Any]:
    blocks = {"with_tax": with_tax, "without_tax": int(with_tax) - tax, "tax": tax, "discount": discount}
    blocks |= {"without_discount": int(with_tax) - tax - discount, "shipping": 0, "shipping_discount": 0}
    return {name: price(amount, currency) for name, amount in blocks.items()}


NOTHING = {"amount": 0, "currency": "", "formatted": "0"}
NO_TOTALS = dict.fromkeys(
    ("with_tax", "without_tax", "tax", "discount", "without_discount", "shipping", "shipping_discount"), NOTHING
)
TIMES = {"timestamps": {"created_at": "2026-11-20T13:17:42Z", "updated_at": "2026-11-20T13:45:54Z"}}

GRANTED = {
    "access_token": "t0ken",
    "token_type": "Bearer",
    "expires_in": 3600,
    "expires": 1800000000,
    "identifier": "implicit",
}
SIGNED_IN = {
    "meta": {"account_member_id": MEMBER, "page": {"limit": 100, "offset": 0}, "results": {"total": 2}},
    "data": [
        {
            "type": "account_management_authentication_token",
            "account_id": ACCOUNT,
            "account_name": "Erin Example",
            "token": "acc0unt-t0ken",
            "expires": "2026-11-22T09:00:00Z",
        },
        {
            "type": "account_management_authentication_token",
            "account_id": OTHER_ACCOUNT,
            "account_name": "Example Family",
            "token": "0ther-t0ken",
            "expires": "2026-11-22T09:00:00.000Z",
        },
    ],
}
MEMBER_ANSWER = {
    "data": {
        "id": MEMBER,
        "type": "account_member",
        "name": "Erin van Example",
        "email": "erin@summit.example",
        "given_name": None,
        "family_name": None,
    }
}
SAVED_ADDRESS = {
    "id": "e0b2",
    "type": "address",
    "name": "Home",
    "first_name": "Erin",
    "last_name": "Example",
    "company_name": "",
    "phone_number": "+14035550123",
    "line_1": "9 Ridge Road",
    "line_2": None,
    "city": "Canmore",
    "county": "Bow Valley",
    "region": "ab",
    "postcode": "T1W 1A1",
    "country": "ca",
    "instructions": "",
}
ADDRESSES = {"data": [SAVED_ADDRESS, SAVED_ADDRESS | {"line_1": "second"}], "meta": {"results": {"total": 2}}}

PRODUCT_DATA: dict[str, Any] = {
    "id": PRODUCT,
    "type": "product",
    "attributes": {
        "name": "Trail Foam Roller",
        "sku": "SM-ROLL-45",
        "slug": "trail-foam-roller",
        "description": "<p>A <b>firm</b> roller &amp; more.</p><script>alert(1)</script><ul><li>45 cm</li></ul>",
        "commodity_type": "physical",
        "base_product": False,
        "price": {"CAD": {"amount": 4200, "includes_tax": False}, "USD": {"amount": 3100, "includes_tax": False}},
    },
    "relationships": {"main_image": {"data": {"type": "main_image", "id": "picture-1"}}},
    "meta": {"display_price": {"without_tax": price(4200) | {"float_price": 42.0}}},
}
PICTURE = {"id": "picture-1", "type": "file", "link": {"href": "https://files.example/roller.webp"}}
PRODUCT_ANSWER = {"data": PRODUCT_DATA, "included": {"main_images": [PICTURE]}}
PRODUCTS = {
    "data": [PRODUCT_DATA],
    "included": {"main_images": [PICTURE]},
    "meta": {"page": {"limit": 100, "offset": 0, "current": 1, "total": 1}, "results": {"total": 1}},
}
STOCK = {"data": {"id": PRODUCT, "type": "stock", "available": 7, "allocated": 1, "total": 8}}

CART_LINE: dict[str, Any] = {
    "id": LINE,
    "type": "cart_item",
    "product_id": PRODUCT,
    "name": "Trail Foam Roller",
    "description": "",
    "sku": "SM-ROLL-45",
    "image": {"mime_type": "image/webp", "file_name": "roller.webp", "href": "https://files.example/roller.webp"},
    "quantity": 2,
    "unit_price": {"amount": 4200, "currency": "CAD", "includes_tax": False},
    "value": {"amount": 8400, "currency": "CAD", "includes_tax": False},
    "meta": {"display_price": {"with_tax": both(4410, 2), "without_discount": both(4200, 2)}, **TIMES},
}
PROMOTION_LINE: dict[str, Any] = {
    "id": "7a7fb70a-561a-4caf-a112-c3e5a74145f4",
    "type": "promotion_item",
    "promotion_id": "4c8cc302-b1e8-4d1e-a1d5-fb74fda83705",
    "name": "Welcome",
    "sku": "WELCOME10",
    "quantity": 1,
    "unit_price": {"amount": -840, "currency": "CAD", "includes_tax": False},
    "value": {"amount": -840, "currency": "CAD", "includes_tax": False},
    "meta": {"display_price": {"without_discount": {"unit": NOTHING, "value": NOTHING}}},
}
CART_DATA: dict[str, Any] = {
    "id": CART,
    "type": "cart",
    "name": "Cart",
    "description": "Made by the clinic's storefront",
    "relationships": {"items": {"data": [{"type": "cart_item", "id": LINE}]}},
    "meta": {"display_price": totals(8820, tax=420), **TIMES},
}
CART_ANSWER = {"data": CART_DATA, "included": {"items": [CART_LINE]}}
EMPTY = {
    "data": CART_DATA | {"meta": {"display_price": NO_TOTALS, **TIMES}, "relationships": {"items": {"data": None}}}
}
RECREATED = {"data": EMPTY["data"] | {"description": ""}}
ITEMS = {"data": [CART_LINE], "meta": {"display_price": totals(8820, tax=420), **TIMES}}
WITH_CODE = {
    "data": [CART_LINE, PROMOTION_LINE],
    "meta": {"display_price": totals(7938, tax=378, discount=-840), **TIMES},
}
CART_WITH_CODE = {
    "data": CART_DATA | {"meta": WITH_CODE["meta"]},
    "included": {"items": WITH_CODE["data"]},
}
ASSOCIATED = {"data": [{"type": "account", "id": ACCOUNT}]}

BILLING = {
    "first_name": "Erin",
    "last_name": "Example",
    "company_name": "",
    "line_1": "12 Quay Street",
    "line_2": "",
    "city": "Halifax",
    "county": "NS",
    "region": "NS",
    "postcode": "B3H 4R2",
    "country": "CA",
}
SHIPPING = BILLING | {"phone_number": "+19025550142", "instructions": ""}
ORDER_DATA: dict[str, Any] = {
    "id": ORDER,
    "type": "order",
    "status": "incomplete",
    "payment": "unpaid",
    "shipping": "unfulfilled",
    "order_number": "attempt-1",
    "external_ref": "attempt-1",
    "contact": {"name": "Erin Example", "email": "erin@summit.example"},
    "billing_address": BILLING,
    "shipping_address": SHIPPING,
    "meta": {"display_price": totals(8820, tax=420) | {"balance_owing": price(8820), "paid": price(0)}, **TIMES},
    "relationships": {
        "items": {"data": [{"type": "item", "id": LINE}]},
        "account": {"data": {"type": "account", "id": ACCOUNT}},
        "account_member": {"data": {"type": "account_member", "id": MEMBER}},
    },
}
ORDER_ANSWER = {"data": ORDER_DATA, "included": {"items": [CART_LINE]}}
PAID_ORDER = ORDER_ANSWER | {"data": ORDER_DATA | {"status": "complete", "payment": "paid"}}
ORDERS = {"data": [ORDER_DATA], "included": {"items": [CART_LINE]}, "meta": {"results": {"total": 1}}}
NO_ORDERS: dict[str, Any] = {"data": [], "meta": {"results": {"total": 0}}}

TRANSACTION_DATA: dict[str, Any] = {
    "id": TRANSACTION,
    "type": "transaction",
    "gateway": "elastic_path_payments_stripe",
    "amount": 8820,
    "currency": "CAD",
    "transaction_type": "purchase",
    "status": "complete",
    "meta": TIMES,
}
PAYMENT = {"data": TRANSACTION_DATA}
QUESTION = {
    "data": TRANSACTION_DATA
    | {
        "status": "pending",
        "client_parameters": {"token": "pi_1", "secret": "pi_1_secret_2"},
        "payment_intent": {
            "id": "pi_1",
            "status": "requires_action",
            "client_secret": "pi_1_secret_2",
            "next_action": {"type": "redirect_to_url", "redirect_to_url": {"url": "https://bank.example/3ds"}},
        },
        "next_actions": ["confirm"],
    }
}


def refusal(status: int | str, title: str = "Bad Request", detail: str = "") -> dict[str, Any]:
    return {"errors": [{"status": status, "title": title, "detail": detail, "request_id": "r-1"}]}
