"""What goes to Elastic Path, to the letter."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs, unquote

import pytest

from storefront.upstream.elasticpath import ElasticPathSettings, elasticpath
from storefront.upstream.errors import Misconfigured, OrderRefused
from storefront.upstream.types import Address, Item, NewPatient, OrderRequest, Question
from tests.upstream.elasticpath.examples import (
    ACCOUNT,
    ADDRESSES,
    ASSOCIATED,
    BILLING,
    CART,
    CART_ANSWER,
    CART_WITH_CODE,
    ITEMS,
    LINE,
    MEMBER,
    MEMBER_ANSWER,
    ORDER,
    ORDER_ANSWER,
    ORDERS,
    PAID_ORDER,
    PAYMENT,
    PRODUCT,
    PRODUCT_ANSWER,
    PRODUCTS,
    SHIPPING,
    SIGNED_IN,
    STOCK,
    TRANSACTION,
    WITH_CODE,
)
from tests.upstream.fakes import body_of

API = "https://useast.api.elasticpath.com"
TOKEN_TYPE = "account_management_authentication_token"
ACCOUNT_HEADER = "EP-Account-Management-Authentication-Token"
TWO = [Item(PRODUCT, 2)]
REQUEST = OrderRequest(
    key="attempt-1",
    try_number=3,
    cart_ref=CART,
    address=Address("12 Quay Street", "Halifax", "NS", "B3H 4R2", "CA", phone="+19025550142"),
    payment_method="pm_1",
    email="erin@summit.example",
    name="Erin Example",
    given_name="Erin",
    family_name="Example",
    return_url="https://summit.example/orders/1/",
)
PAY = replace(REQUEST, order_ref=ORDER)
NEW = NewPatient("Erin", "Example", "Erin@Summit.example", "Secret-123!", phone="+14035550123", gender="female")
CREDENTIALS = {"type": TOKEN_TYPE, "password_profile_id": "profile", "username": "erin@summit.example"}
ADD = {"data": [{"type": "cart_item", "id": PRODUCT, "quantity": 2}], "options": {"add_all_or_nothing": True}}
LOOK = f"GET {API}/v2/carts/{CART}?include=items"
READ_ORDER = f"GET {API}/v2/orders/{ORDER}?include=items"
CONTACT = {"name": "Erin Example", "email": "erin@summit.example"}
CHECKOUT = {
    "contact": CONTACT,
    "billing_address": BILLING,
    "shipping_address": SHIPPING,
    "external_ref": "attempt-1",
    "order_number": "attempt-1",
}

# name: what is done, what it answers, and what is asked: method and address, and the body
CALLS: dict[str, Any] = {
    "sign up": (
        lambda shop, erin: shop.accounts.sign_up(NEW),
        [(201, SIGNED_IN)],
        [
            (
                f"POST {API}/v2/account-members/tokens?page[limit]=100",
                {
                    "data": CREDENTIALS
                    | {
                        "authentication_mechanism": "self_signup",
                        "password": "Secret-123!",
                        "name": "Erin Example",
                        "email": "Erin@Summit.example",
                        "given_name": "Erin",
                        "family_name": "Example",
                    }
                },
            )
        ],
    ),
    "sign in": (
        lambda shop, erin: shop.accounts.sign_in("ERIN@summit.example", "pw"),
        [(201, SIGNED_IN), MEMBER_ANSWER],
        [
            (
                f"POST {API}/v2/account-members/tokens?page[limit]=100",
                {"data": CREDENTIALS | {"authentication_mechanism": "password", "password": "pw"}},
            ),
            (f"GET {API}/v2/account-members/{MEMBER}", None),
        ],
    ),
    "profile": (
        lambda shop, erin: shop.accounts.profile(erin),
        [MEMBER_ANSWER, ADDRESSES],
        [
            (f"GET {API}/v2/account-members/{MEMBER}", None),
            (f"GET {API}/v2/accounts/{ACCOUNT}/addresses", None),
        ],
    ),
    "shelf": (
        lambda shop, erin: shop.catalogue.products(),
        [PRODUCTS],
        [(f"GET {API}/catalog/products?include=main_image&page[limit]=100&page[offset]=0", None)],
    ),
    "product": (
        lambda shop, erin: shop.catalogue.product(PRODUCT),
        [PRODUCT_ANSWER, STOCK],
        [
            (f"GET {API}/catalog/products/{PRODUCT}?include=main_image", None),
            (f"GET {API}/v2/inventories/{PRODUCT}", None),
        ],
    ),
    "guest's cart": (lambda shop, erin: shop.carts.read(CART, None), [CART_ANSWER], [(LOOK, None)]),
    "patient's cart": (lambda shop, erin: shop.carts.read(CART, erin), [CART_ANSWER], [(LOOK, None)]),
    "add": (
        lambda shop, erin: shop.carts.add(CART, TWO, None),
        [CART_ANSWER, (201, ITEMS)],
        [(LOOK, None), (f"POST {API}/v2/carts/{CART}/items", ADD)],
    ),
    "change": (
        lambda shop, erin: shop.carts.change(CART, LINE, Item(PRODUCT, 3), erin),
        [ITEMS],
        [(f"PUT {API}/v2/carts/{CART}/items/{LINE}", {"data": {"type": "cart_item", "quantity": 3}})],
    ),
    "remove": (
        lambda shop, erin: shop.carts.remove(CART, LINE, None),
        [ITEMS],
        [(f"DELETE {API}/v2/carts/{CART}/items/{LINE}", None)],
    ),
    "claim": (
        lambda shop, erin: shop.carts.claim(CART, erin),
        [CART_ANSWER, ASSOCIATED],
        [(LOOK, None), (f"POST {API}/v2/carts/{CART}/relationships/accounts", ASSOCIATED)],
    ),
    "coupon": (
        lambda shop, erin: shop.carts.apply_coupon(CART, " welcome10 ", None),
        [CART_ANSWER, (201, WITH_CODE)],
        [
            (LOOK, None),
            (f"POST {API}/v2/carts/{CART}/items", {"data": {"type": "promotion_item", "code": "welcome10"}}),
        ],
    ),
    "another coupon": (
        lambda shop, erin: shop.carts.apply_coupon(CART, "TAKE5", erin),
        [CART_WITH_CODE, (201, WITH_CODE), (204, b""), CART_ANSWER],
        [
            (LOOK, None),
            (f"POST {API}/v2/carts/{CART}/items", {"data": {"type": "promotion_item", "code": "TAKE5"}}),
            (f"DELETE {API}/v2/carts/{CART}/discounts/WELCOME10", None),
            (LOOK, None),
        ],
    ),
    "discard": (
        lambda shop, erin: shop.carts.discard(CART, erin),
        [(204, b"")],
        [(f"DELETE {API}/v2/carts/{CART}", None)],
    ),
    "prepare": (lambda shop, erin: shop.orders.prepare(CART, "", erin), [CART_ANSWER], [(LOOK, None)]),
    "history": (
        lambda shop, erin: shop.orders.history(erin),
        [ORDERS],
        [(f"GET {API}/v2/orders?include=items&page[limit]=100", None)],
    ),
    "look for the key": (
        lambda shop, erin: shop.orders.look_up(Question("attempt-1", CART), erin),
        [ORDERS],
        [(f"GET {API}/v2/orders?filter=eq(external_ref,attempt-1)&include=items&page[limit]=100", None)],
    ),
    "look at the order": (
        lambda shop, erin: shop.orders.look_up(Question("attempt-1", CART, ORDER), erin),
        [ORDER_ANSWER, {"data": []}],
        [(READ_ORDER, None), (f"GET {API}/v2/orders/{ORDER}/transactions", None)],
    ),
    "place": (
        lambda shop, erin: shop.orders.place(REQUEST, erin),
        [(201, ORDER_ANSWER)],
        [(f"POST {API}/v2/carts/{CART}/checkout", {"data": CHECKOUT})],
    ),
    "pay": (
        lambda shop, erin: shop.orders.pay(PAY, erin),
        [ORDER_ANSWER, PAYMENT, PAID_ORDER],
        [
            (READ_ORDER, None),
            (
                f"POST {API}/v2/orders/{ORDER}/payments",
                {
                    "data": {
                        "gateway": "elastic_path_payments_stripe",
                        "method": "purchase",
                        "payment": "pm_1",
                        "options": {
                            "receipt_email": "erin@summit.example",
                            "idempotency_key": "attempt-1-3",
                            "return_url": "https://summit.example/orders/1/",
                        },
                    }
                },
            ),
            (READ_ORDER, None),
        ],
    ),
    "confirm": (
        lambda shop, erin: shop.orders.confirm(replace(PAY, confirmation=TRANSACTION), erin),
        [ORDER_ANSWER, PAYMENT, PAID_ORDER],
        [
            (READ_ORDER, None),
            (f"POST {API}/v2/orders/{ORDER}/transactions/{TRANSACTION}/confirm", {"data": {}}),
            (READ_ORDER, None),
        ],
    ),
}
AS_GUEST = {"sign up", "shelf", "product", "guest's cart", "add", "remove", "coupon"}
BUYING = {"place", "pay", "confirm"}
LOOKING = {"look for the key", "look at the order"}


def lines(store: Any) -> list[str]:
    return [unquote(line) for line in store.lines]


def callers(store: Any) -> list[tuple[str, str | None]]:
    """Kind of the bearer, and the account token."""
    return [
        (sent.headers["Authorization"].removeprefix("Bearer ").partition("-")[0], sent.headers.get(ACCOUNT_HEADER))
        for sent in store.asked
    ]


@pytest.mark.parametrize("name", CALLS)
def test_a_call_in_the_patients_name(shop: Any, erin: Any, name: Any) -> None:
    do, answers, asked = CALLS[name]
    clinic, store = shop(*answers, client_secret="", gateway="elastic_path_payments_stripe")

    do(clinic, erin)

    assert lines(store) == [line for line, _ in asked]
    assert [body_of(sent) for sent in store.asked] == [body for _, body in asked]
    for sent, (_, body) in zip(store.asked, asked, strict=True):
        assert sent.headers.get("Content-Type") == ("application/json" if body is not None else None)
        assert sent.headers["X-MOLTIN-CURRENCY"] == "CAD"
        assert "Cookie" not in sent.headers
    token = None if name in AS_GUEST else "acc0unt-t0ken"
    expected = [("implicit", token)] * len(asked)
    assert callers(store) == ([("implicit", None), *expected[1:]] if name == "sign in" else expected)


@pytest.mark.parametrize("name", sorted(BUYING | LOOKING))
def test_a_call_in_the_clinics_name(shop: Any, erin: Any, name: Any) -> None:
    do, answers, asked = CALLS[name]
    clinic, store = shop(*answers, checkout="account", gateway="elastic_path_payments_stripe")

    do(clinic, erin)

    assert lines(store) == [line for line, _ in asked]
    assert callers(store) == [("client_credentials", None)] * len(asked)
    if name == "place":
        assert body_of(store.last) == {"data": CHECKOUT | {"account": {"id": ACCOUNT, "member_id": MEMBER}}}


@pytest.mark.parametrize("name", sorted(LOOKING))
def test_with_a_secret_orders_are_found_long_after_the_patients_token_ended(shop: Any, erin: Any, name: Any) -> None:
    do, answers, _ = CALLS[name]
    clinic, store = shop(*answers)

    do(clinic, erin)

    assert set(callers(store)) == {("client_credentials", None)}


def test_in_the_patients_name_the_act_is_the_patients_even_where_there_is_a_secret(shop: Any, erin: Any) -> None:
    clinic, store = shop((201, ORDER_ANSWER))

    clinic.orders.place(REQUEST, erin)

    assert callers(store) == [("implicit", "acc0unt-t0ken")]


@pytest.mark.parametrize("signed_in", [True, False])
def test_a_new_cart_gets_a_reference_of_our_own_and_then_its_items(shop: Any, erin: Any, signed_in: bool) -> None:
    clinic, store = shop()
    store.answers = [(201, CART_ANSWER), (201, ITEMS)]

    cart = clinic.carts.create(TWO, erin if signed_in else None)

    assert re.fullmatch(r"c-[0-9a-f]{32}", cart.ref)
    assert lines(store) == [f"POST {API}/v2/carts", f"POST {API}/v2/carts/{cart.ref}/items"]
    made, filled = store.asked
    assert body_of(made) == {"data": {"id": cart.ref, "name": "Cart", "description": "Made by the clinic's storefront"}}
    assert body_of(filled) == ADD
    assert callers(store) == [("implicit", "acc0unt-t0ken" if signed_in else None)] * 2


def test_a_code_is_taken_off_whatever_is_in_it(shop: Any) -> None:
    clinic, store = shop(CART_ANSWER, (204, b""), CART_ANSWER)
    cart = replace(clinic.carts.read(CART, None), coupon="10 % off/ü")

    clinic.carts.remove_coupon(cart, None)

    assert store.lines[1] == f"DELETE {API}/v2/carts/{CART}/discounts/10%20%25%20off%2F%C3%BC"
    assert lines(store)[2:] == [LOOK]


@pytest.mark.parametrize(
    ("grant", "form"),
    [
        ("account_token", {"grant_type": ["implicit"], "client_id": ["c1ient"]}),
        ("account", {"grant_type": ["client_credentials"], "client_id": ["c1ient"], "client_secret": ["s3cret"]}),
    ],
)
def test_an_access_token_is_asked_for_with_a_form(shop: Any, erin: Any, grant: str, form: Any) -> None:
    clinic, store = shop((201, ORDER_ANSWER), checkout=grant)

    clinic.orders.place(REQUEST, erin)

    (asked,) = store.grants
    assert f"{asked.method} {asked.url}" == f"POST {API}/oauth/access_token"
    assert parse_qs(asked.body) == form
    assert asked.headers["Content-Type"] == "application/x-www-form-urlencoded"
    assert "Authorization" not in asked.headers


def test_the_manual_gateway_is_told_which_attempt_it_was(shop: Any, erin: Any) -> None:
    clinic, store = shop(ORDER_ANSWER, PAYMENT, PAID_ORDER)

    clinic.orders.pay(PAY, erin)

    assert body_of(store.asked[1]) == {
        "data": {
            "gateway": "manual",
            "method": "purchase",
            "paymentmethod_meta": {"custom_reference": "attempt-1"},
        }
    }


def test_names_are_sent_as_they_were_typed(shop: Any, erin: Any) -> None:
    clinic, store = shop((201, ORDER_ANSWER))

    clinic.orders.place(replace(REQUEST, given_name="Anna Maria", family_name="van der Berg"), erin)

    sent = body_of(store.last)["data"]
    for address in (sent["billing_address"], sent["shipping_address"]):
        assert (address["first_name"], address["last_name"]) == ("Anna Maria", "van der Berg")


def test_what_the_patient_says_of_the_delivery_reaches_the_clinic(shop: Any, erin: Any) -> None:
    clinic, store = shop((201, ORDER_ANSWER))
    gift = Address(
        *("1 Grove Street", "Santa Ana", "CA", "92701", "US"),
        county="Orange",
        given_name="Lee",
        family_name="Ito",
        company="Ito & Co.",
        phone="+17145550100",
        instructions="Leave in porch",
    )

    clinic.orders.place(replace(REQUEST, address=gift), erin)

    sent = body_of(store.last)["data"]
    assert sent["shipping_address"] == {
        "first_name": "Lee",
        "last_name": "Ito",
        "company_name": "Ito & Co.",
        "line_1": "1 Grove Street",
        "line_2": "",
        "city": "Santa Ana",
        "county": "Orange",
        "region": "CA",
        "postcode": "92701",
        "country": "US",
        "phone_number": "+17145550100",
        "instructions": "Leave in porch",
    }
    assert {name: sent["billing_address"][name] for name in ("first_name", "last_name", "company_name")} == {
        "first_name": "Erin",
        "last_name": "Example",
        "company_name": "",
    }


def test_a_country_without_provinces_fills_region_and_county_with_the_city(shop: Any, erin: Any) -> None:
    clinic, store = shop((201, ORDER_ANSWER))

    clinic.orders.place(replace(REQUEST, address=Address("Weg 1", "Bonn", "", "53111", "DE", "Hof")), erin)

    address = body_of(store.last)["data"]["billing_address"]
    assert (address["county"], address["region"], address["line_2"]) == ("Bonn", "Bonn", "Hof")


def test_what_cannot_be_a_reference_is_not_asked_for(shop: Any, erin: Any) -> None:
    clinic, store = shop({})

    for do in (
        lambda: clinic.catalogue.product("../v2/orders"),
        lambda: clinic.catalogue.product(""),
        lambda: clinic.carts.read("a b", None),
        lambda: clinic.carts.remove(CART, "..", None),
        lambda: clinic.carts.apply_coupon(CART, "  ", None),
        lambda: clinic.carts.apply_coupon(CART, "x" * 101, None),
        lambda: clinic.orders.place(replace(REQUEST, cart_ref="../x"), erin),
    ):
        with pytest.raises(Exception, match="not a"):
            do()
    with pytest.raises(OrderRefused):
        clinic.orders.pay(replace(REQUEST, order_ref="../x"), erin)
    assert store.asked == store.grants == []


def test_checkout_by_account_needs_a_secret() -> None:
    with pytest.raises(Misconfigured):
        elasticpath(ElasticPathSettings(currency="CAD", client_id="x", password_profile_id="y", checkout="account"))
