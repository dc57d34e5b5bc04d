"""What goes to CarePortals, to the letter."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from storefront.upstream.careportals import CarePortalsSettings, careportals
from storefront.upstream.errors import Misconfigured
from storefront.upstream.types import Address, Item, NewPatient, OrderRequest, Question
from tests.upstream.careportals.examples import (
    ACCOUNT,
    CART,
    CART_REF,
    LOGIN,
    NEW_PRODUCT,
    ORDER,
    START,
    STRIPE_CARD,
    USER,
)
from tests.upstream.fakes import body_of

PATIENT, PUBLIC = "https://patient-api.portals.care/patient", "https://public-api.portals.care/public"
SITE = "https://harbour.example"
ITEMS = [Item("p1", 2)]
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
CALLS = {
    "sign up": (
        lambda shop, ana: shop.accounts.sign_up(NEW),
        f"POST {PATIENT}/users",
        {
            "email": "ana@harbour.example",
            "firstName": "Ana",
            "lastName": "Lindqvist",
            "gender": "female",
            "phone": "+19025550142",
            "dob": "1986-04-17",
            "password": "Secret-123!",
            "acceptMarketing": False,
        },
        (201, USER),
        None,
    ),
    "sign in": (
        lambda shop, ana: shop.accounts.sign_in("ana@harbour.example", "pw"),
        f"POST {PATIENT}/auth/login",
        {"username": "ana@harbour.example", "password": "pw"},
        (201, LOGIN),
        None,
    ),
    "forgotten password": (
        lambda shop, ana: shop.accounts.forgot_password("ana@harbour.example"),
        f"POST {PATIENT}/auth/forgot",
        {"email": "ana@harbour.example"},
        (201, True),
        None,
    ),
    "profile": (lambda shop, ana: shop.accounts.profile(ana), f"GET {PATIENT}/users/account", None, ACCOUNT, SITE),
    "shelf": (lambda shop, ana: shop.catalogue.products(), f"GET {PUBLIC}/v2/products", None, [NEW_PRODUCT], None),
    "product": (
        lambda shop, ana: shop.catalogue.product("65c4a8e6b9c1aa0011223344"),
        f"GET {PUBLIC}/v2/products/65c4a8e6b9c1aa0011223344",
        None,
        NEW_PRODUCT,
        None,
    ),
    "new cart": (
        lambda shop, ana: shop.carts.create(ITEMS, None),
        f"POST {PUBLIC}/v2/carts",
        [{"productId": "p1", "quantity": 2}],
        (201, CART),
        None,
    ),
    "new cart of a patient": (
        lambda shop, ana: shop.carts.create(ITEMS, ana),
        f"POST {PUBLIC}/v2/carts",
        [{"productId": "p1", "quantity": 2}],
        (201, CART),
        None,
    ),
    "guest's cart": (
        lambda shop, ana: shop.carts.read(CART_REF, None),
        f"GET {PUBLIC}/v2/carts/{CART_REF}",
        None,
        CART,
        None,
    ),
    "patient's cart": (
        lambda shop, ana: shop.carts.read(CART_REF, ana),
        f"GET {PATIENT}/v2/checkout/{CART_REF}/start",
        None,
        START,
        None,
    ),
    "add": (
        lambda shop, ana: shop.carts.add(CART_REF, ITEMS, None),
        f"POST {PUBLIC}/v2/carts/{CART_REF}/items",
        [{"productId": "p1", "quantity": 2}],
        (201, CART),
        None,
    ),
    "change": (
        lambda shop, ana: shop.carts.change(CART_REF, "l-1", ITEMS[0], ana),
        f"PUT {PUBLIC}/v2/carts/{CART_REF}/items/l-1",
        {"productId": "p1", "quantity": 2},
        CART,
        None,
    ),
    "remove": (
        lambda shop, ana: shop.carts.remove(CART_REF, "l1", None),
        f"DELETE {PUBLIC}/v2/carts/{CART_REF}/items/l1",
        None,
        CART,
        None,
    ),
    "claim": (
        lambda shop, ana: shop.carts.claim(CART_REF, ana),
        f"GET {PATIENT}/v2/checkout/{CART_REF}/start",
        None,
        START,
        None,
    ),
    "coupon": (
        lambda shop, ana: shop.carts.apply_coupon(CART_REF, " NEW 20/%", ana),
        f"POST {PATIENT}/v2/checkout/{CART_REF}/coupon/NEW%2020%2F%25",
        None,
        (201, START),
        None,
    ),
    "cards": (
        lambda shop, ana: shop.cards.list(ana),
        f"GET {PATIENT}/users/payment-methods",
        None,
        [STRIPE_CARD],
        SITE,
    ),
    "new card": (
        lambda shop, ana: shop.cards.add("pm_new", ana),
        f"POST {PATIENT}/users/payment-methods",
        {"paymentMethodId": "pm_new"},
        (201, STRIPE_CARD),
        SITE,
    ),
    "old card": (
        lambda shop, ana: shop.cards.remove("pm_1", ana),
        f"DELETE {PATIENT}/users/payment-methods/pm_1",
        None,
        (204, b""),
        SITE,
    ),
    "prepare": (
        lambda shop, ana: shop.orders.prepare(CART_REF, "NEW20", ana),
        f"GET {PATIENT}/v2/checkout/{CART_REF}/start",
        None,
        START,
        None,
    ),
    "place": (
        lambda shop, ana: shop.orders.place(REQUEST, ana),
        f"POST {PATIENT}/v2/checkout/{CART_REF}/finalize",
        {
            "paymentMethodId": "pm_1",
            "shippingAddress": {
                "address1": "12 Quay Street",
                "city": "Halifax",
                "provinceCode": "NS",
                "postalCode": "B3H 4R2",
                "countryCode": "CA",
            },
            "isNewShippingAddress": False,
        },
        (201, ORDER),
        None,
    ),
    "confirm": (
        lambda shop, ana: shop.orders.confirm(REQUEST, ana),
        f"POST {PATIENT}/v2/checkout/{CART_REF}/payments",
        {
            "returnUrl": "https://harbour.example/orders/1/",
            "paymentMethodId": "pm_1",
            "shippingAddress": {
                "address1": "12 Quay Street",
                "city": "Halifax",
                "provinceCode": "NS",
                "postalCode": "B3H 4R2",
                "countryCode": "CA",
            },
            "isNewShippingAddress": False,
        },
        (201, {"orders": [ORDER]}),
        None,
    ),
    "look": (
        lambda shop, ana: shop.orders.look_up(Question("", CART_REF), ana),
        f"GET {PATIENT}/v2/checkout/{CART_REF}/payments",
        None,
        {"paymentStatus": "pending"},
        None,
    ),
}
WITH_TOKEN = set(CALLS) - {
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


@pytest.mark.parametrize("name", CALLS)
def test_a_call_in_organization_mode(shop: Any, ana: Any, name: Any) -> None:
    do, line, body, answer, origin = CALLS[name]
    clinic, recorder = shop(answer)

    do(clinic, ana)

    (sent,) = recorder.asked
    assert f"{sent.method} {sent.url}" == line
    assert body_of(sent) == body
    assert sent.headers.get("Content-Type") == ("application/json" if body is not None else None)
    assert sent.headers["organization"] == "aurora_demo"
    assert sent.headers["Accept"] == "application/json"
    assert sent.headers.get("Origin") == origin
    assert sent.headers.get("Authorization") == ("Bearer t0ken" if name in WITH_TOKEN else None)
    assert ("Idempotency-Key" in sent.headers) is (name == "place")
    assert "Cookie" not in sent.headers


@pytest.mark.parametrize("name", CALLS)
def test_a_call_in_subdomain_mode(shop: Any, ana: Any, name: Any) -> None:
    do, line, _, answer, _ = CALLS[name]
    clinic, recorder = shop(
        answer,
        origin="https://aurora.portals.care",
        site_origin="https://harbour.example",
        patient_prefix="",
        public_prefix="",
    )

    do(clinic, ana)

    (sent,) = recorder.asked
    assert f"{sent.method} {sent.url}" == line.replace("care/patient/", "care/").replace("care/public/", "care/")
    assert sent.headers["Origin"] == "https://aurora.portals.care"
    assert "organization" not in sent.headers


def test_neither_an_organization_nor_an_origin_is_misconfigured() -> None:
    with pytest.raises(Misconfigured):
        careportals(CarePortalsSettings(currency="CAD", site_origin="https://harbour.example"))


def test_a_new_patient_sends_what_is_known_and_no_empty_field(shop: Any) -> None:
    clinic, recorder = shop((201, USER))

    clinic.accounts.sign_up(NewPatient("A", "B", "a@b.example", "pw", province="NS", accept_marketing=True))

    assert body_of(recorder.last) == {
        "email": "a@b.example",
        "firstName": "A",
        "lastName": "B",
        "password": "pw",
        "provinceCode": "NS",
        "acceptMarketing": True,
    }


def test_an_order_repeats_its_coupon_and_keeps_the_second_address_line(shop: Any, ana: Any) -> None:
    clinic, recorder = shop((201, ORDER))
    address = replace(HOME, address2="Unit 3")

    placed = clinic.orders.place(replace(REQUEST, coupon="NEW20", save_address=True, address=address), ana)

    body = body_of(recorder.last)
    assert body["couponCode"] == "NEW20"
    assert body["isNewShippingAddress"] is True
    assert body["shippingAddress"]["address2"] == "Unit 3"
    assert placed.orders[0].address == address


def test_the_idempotency_key_is_the_same_for_the_same_body_only(shop: Any, ana: Any) -> None:
    clinic, recorder = shop((201, ORDER))
    others = [replace(REQUEST, payment_method="pm_2"), replace(REQUEST, key="attempt-2"), replace(REQUEST, coupon="X")]

    for request in [REQUEST, replace(REQUEST, try_number=2), *others]:
        clinic.orders.place(request, ana)

    first, second, *rest = (request.headers["Idempotency-Key"] for request in recorder.asked)
    assert first == second
    assert len({first, *rest}) == 4


def test_taking_a_coupon_off_makes_a_new_cart_with_the_same_lines_and_binds_it(shop: Any, ana: Any) -> None:
    clinic, recorder = shop(CART | {"_id": "new-cart"}, START | {"cart": CART | {"_id": "new-cart"}})
    recorder.answers.insert(0, START)
    cart = clinic.carts.read(CART_REF, ana)

    plain = clinic.carts.remove_coupon(cart, ana)

    assert plain.ref == "new-cart"
    assert recorder.lines[1:] == [f"POST {PUBLIC}/v2/carts", f"GET {PATIENT}/v2/checkout/new-cart/start"]
    assert body_of(recorder.asked[1]) == [{"productId": cart.lines[0].product_ref, "quantity": 2}]
