"""What goes to Elastic Path, to the letter: each call, in whose name, and nothing secret in what is told of it."""

from __future__ import annotations

import logging
import traceback
from dataclasses import replace
from typing import Any

import pytest
import requests

from storefront.upstream.elasticpath import ElasticPathSettings, elasticpath
from storefront.upstream.errors import Misconfigured, OrderRefused, SignedOut, UpstreamError
from storefront.upstream.types import Access, Item, Question
from tests.upstream.elasticpath.common import ADD, HTML, LOOK, NEW, PAY, REQUEST, TWO, callers, check, lines, raised_by
from tests.upstream.elasticpath.conftest import API
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
    refusal,
)
from tests.upstream.fakes import body_of

TOKEN_TYPE = "account_management_authentication_token"


CREDENTIALS = {"type": TOKEN_TYPE, "password_profile_id": "profile", "username": "erin@summit.example"}


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


BUYING = {"place", "pay", "confirm"}


LOOKING = {"look for the key", "look at the order"}


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


@pytest.mark.parametrize("status", [401, 403])
@pytest.mark.parametrize("body", [refusal(401), HTML, {}, [], {"errors": "no"}, {"errors": [None, 7]}])
def test_an_account_token_that_is_no_good_signs_out(shop: Any, erin: Any, status: int, body: Any) -> None:
    clinic, _ = shop((status, body))

    for do in (
        lambda: clinic.accounts.profile(erin),
        lambda: clinic.carts.read(CART, erin),
        lambda: clinic.carts.claim(CART, erin),
        lambda: clinic.orders.place(REQUEST, erin),
        lambda: clinic.orders.history(erin),
    ):
        check(raised_by(do), SignedOut)


def test_a_token_of_another_store_signs_out(shop: Any, erin: Any) -> None:
    clinic, _ = shop((422, refusal("422", "Unprocessable Entity", "store id mismatch")))

    check(raised_by(lambda: clinic.accounts.profile(erin)), SignedOut)
    check(raised_by(lambda: clinic.orders.place(REQUEST, erin)), SignedOut)


@pytest.mark.parametrize("status", [401, 403])
def test_without_a_patient_it_is_the_clinics_key(shop: Any, status: int) -> None:
    clinic, _ = shop((status, refusal(str(status))))

    check(raised_by(lambda: clinic.catalogue.products()), Misconfigured)
    check(raised_by(lambda: clinic.carts.create(TWO, None)), Misconfigured)


CANARIES = (
    "acc0unt-t0ken",
    "implicit-",
    "client_credentials-",
    "s3cret",
    "c1ient",
    "canary@",
    "Canary",
    "CODE77",
    "pw77",
)


@pytest.mark.parametrize(
    "answer",
    [
        requests.ConnectionError("https://useast.api.elasticpath.com/v2/carts/Canary"),
        (400, refusal(400, "Canary", "canary@example.com acc0unt-t0ken")),
        (401, refusal(401, "Canary", "canary@example.com")),
        (422, refusal(422, "Canary", "canary@example.com")),
        (500, b"Canary canary@example.com"),
        {"data": {"id": "Canary canary@example.com", "meta": {"display_price": {"with_tax": "Canary"}}}},
        {"data": [{"account_id": "canary@ x", "token": "Canary"}]},
    ],
)
@pytest.mark.parametrize("mode", ["account_token", "account"])
def test_no_token_name_or_code_is_in_an_error_or_a_log(
    shop: Any, erin: Any, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str], answer: Any, mode: str
) -> None:
    caplog.set_level(logging.DEBUG)
    clinic, _ = shop(answer, checkout=mode)
    secret = replace(REQUEST, email="canary@example.com", name="Canary Canary", order_ref=ORDER)
    told = []
    for do in (
        lambda: clinic.accounts.sign_in("canary@example.com", "pw77"),
        lambda: clinic.accounts.sign_up(replace(NEW, email="canary@example.com", password="pw77")),
        lambda: clinic.accounts.profile(erin),
        lambda: clinic.carts.read(CART, erin),
        lambda: clinic.carts.apply_coupon(CART, "CODE77", erin),
        lambda: clinic.orders.place(secret, erin),
        lambda: clinic.orders.pay(secret, erin),
        lambda: clinic.orders.look_up(Question("attempt-1", CART), erin),
    ):
        try:
            do()
        except UpstreamError as error:
            told.append(repr(error) + "\n" + "".join(traceback.format_exception(error)))
    assert told
    told += [str(vars(record)) for record in caplog.records] + [*capsys.readouterr()]

    for line in "\n".join(told).splitlines():
        if not line.startswith("    "):  # (source lines of a traceback)
            assert not [canary for canary in CANARIES if canary in line], line


def test_no_secret_is_in_a_repr(shop: Any) -> None:
    from storefront.upstream.elasticpath import ElasticPathSettings
    from storefront.upstream.elasticpath.api import Caller
    from storefront.upstream.elasticpath.tokens import Token

    settings = ElasticPathSettings("CAD", "c1ient", "profile", "s3cret")

    assert "s3cret" not in repr(settings)
    assert "t0ken" not in repr(Caller.of(Access("p", "acc0unt-t0ken"))) + repr(Token("t0ken", 1))
