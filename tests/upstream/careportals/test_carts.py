"""Carts: what is sent, and what makes one gone."""

from __future__ import annotations

from typing import Any

import pytest
import requests

from storefront.upstream.errors import (
    Busy,
    CartGone,
    CouponReason,
    CouponRefused,
    NotFound,
    OutcomeUnknown,
    ProductRefused,
    SignedOut,
    Unreadable,
)
from tests.upstream.careportals.examples import (
    CART,
    CART_REF,
    HTML,
    ITEM,
    ITEMS,
    LINE,
    PATIENT_API,
    PUBLIC_API,
    REFUSAL,
    START,
    Calls,
)
from tests.upstream.fakes import body_of

CALLS: Calls = {
    "new cart": (
        lambda shop, ana: shop.carts.create(ITEMS, None),
        f"POST {PUBLIC_API}/v2/carts",
        [{"productId": "p1", "quantity": 2}],
        (201, CART),
        None,
    ),
    "new cart of a patient": (
        lambda shop, ana: shop.carts.create(ITEMS, ana),
        f"POST {PUBLIC_API}/v2/carts",
        [{"productId": "p1", "quantity": 2}],
        (201, CART),
        None,
    ),
    "guest's cart": (
        lambda shop, ana: shop.carts.read(CART_REF, None),
        f"GET {PUBLIC_API}/v2/carts/{CART_REF}",
        None,
        CART,
        None,
    ),
    "patient's cart": (
        lambda shop, ana: shop.carts.read(CART_REF, ana),
        f"GET {PATIENT_API}/v2/checkout/{CART_REF}/start",
        None,
        START,
        None,
    ),
    "add": (
        lambda shop, ana: shop.carts.add(CART_REF, ITEMS, None),
        f"POST {PUBLIC_API}/v2/carts/{CART_REF}/items",
        [{"productId": "p1", "quantity": 2}],
        (201, CART),
        None,
    ),
    "change": (
        lambda shop, ana: shop.carts.change(CART_REF, "l-1", ITEMS[0], ana),
        f"PUT {PUBLIC_API}/v2/carts/{CART_REF}/items/l-1",
        {"productId": "p1", "quantity": 2},
        CART,
        None,
    ),
    "remove": (
        lambda shop, ana: shop.carts.remove(CART_REF, "l1", None),
        f"DELETE {PUBLIC_API}/v2/carts/{CART_REF}/items/l1",
        None,
        CART,
        None,
    ),
    "claim": (
        lambda shop, ana: shop.carts.claim(CART_REF, ana),
        f"GET {PATIENT_API}/v2/checkout/{CART_REF}/start",
        None,
        START,
        None,
    ),
    "coupon": (
        lambda shop, ana: shop.carts.apply_coupon(CART_REF, " NEW 20/%", ana),
        f"POST {PATIENT_API}/v2/checkout/{CART_REF}/coupon/NEW%2020%2F%25",
        None,
        (201, START),
        None,
    ),
}


@pytest.mark.parametrize("name", CALLS)
def test_a_call_in_organization_mode(in_organization_mode: Any, name: str) -> None:
    in_organization_mode(name, *CALLS[name])


@pytest.mark.parametrize("name", CALLS)
def test_a_call_in_subdomain_mode(in_subdomain_mode: Any, name: str) -> None:
    in_subdomain_mode(*CALLS[name])


@pytest.mark.parametrize("status", [400, 404])
def test_an_unknown_cart_is_gone(shop: Any, ana: Any, status: int) -> None:
    clinic, _ = shop((status, {"message": "Cart not found"}))

    for access in (None, ana):
        for do in (
            lambda who: clinic.carts.read(CART_REF, who),
            lambda who: clinic.carts.add(CART_REF, [ITEM], who),
            lambda who: clinic.carts.change(CART_REF, "l1", ITEM, who),
            lambda who: clinic.carts.remove(CART_REF, "l1", who),
        ):
            with pytest.raises(CartGone):
                do(access)
    with pytest.raises(CartGone):
        clinic.carts.apply_coupon(CART_REF, "NEW20", ana)
    with pytest.raises(CartGone):
        clinic.orders.prepare(CART_REF, "", ana)


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        ((401, REFUSAL), SignedOut),
        ((403, REFUSAL), NotFound),
        ((429, REFUSAL), Busy),
        ((500, REFUSAL), OutcomeUnknown),
        ((404, HTML), Unreadable),
        ((400, b""), Unreadable),
        (requests.ReadTimeout(), OutcomeUnknown),
    ],
)
def test_nothing_but_a_definite_answer_makes_a_cart_gone(shop: Any, ana: Any, answer: Any, error: Any) -> None:
    clinic, _ = shop(answer)

    with pytest.raises(error) as raised:
        clinic.carts.read(CART_REF, ana)
    assert not isinstance(raised.value, CartGone)


def test_a_product_that_cannot_be_bought_is_told_from_a_cart_that_is_gone(shop: Any, ana: Any) -> None:
    clinic, recorder = shop((400, {"message": "Product not found"}), CART)

    with pytest.raises(ProductRefused):
        clinic.carts.add(CART_REF, [ITEM], ana)
    assert recorder.last.method == "GET"

    clinic, _ = shop((404, REFUSAL), CART)
    with pytest.raises(NotFound) as raised:
        clinic.carts.change(CART_REF, "no-such-line", ITEM, None)
    assert type(raised.value) is NotFound

    clinic, _ = shop((400, REFUSAL), CART)
    with pytest.raises(ProductRefused):
        clinic.carts.change(CART_REF, LINE["id"], ITEM, None)


def test_a_coupon_refused_by_status_is_told_from_a_cart_that_is_gone(shop: Any, ana: Any) -> None:
    clinic, _ = shop((404, {"message": "Coupon has expired"}), START)

    with pytest.raises(CouponRefused) as raised:
        clinic.carts.apply_coupon(CART_REF, "OLD", ana)
    assert raised.value.reason is CouponReason.EXPIRED


@pytest.mark.parametrize("code", ["", " ", ".", "..", "a\nb", "x" * 300])
def test_a_code_that_cannot_exist_is_refused_without_asking(shop: Any, ana: Any, code: Any) -> None:
    clinic, recorder = shop(START)

    with pytest.raises(CouponRefused):
        clinic.carts.apply_coupon(CART_REF, code, ana)
    assert recorder.asked == []


def test_a_coupon_without_a_patient_asks_for_one(shop: Any) -> None:
    clinic, _ = shop(START)

    with pytest.raises(SignedOut):
        clinic.carts.apply_coupon(CART_REF, "NEW20", None)


def test_taking_a_coupon_off_makes_a_new_cart_with_the_same_lines_and_binds_it(shop: Any, ana: Any) -> None:
    clinic, recorder = shop(CART | {"_id": "new-cart"}, START | {"cart": CART | {"_id": "new-cart"}})
    recorder.answers.insert(0, START)
    cart = clinic.carts.read(CART_REF, ana)

    plain = clinic.carts.remove_coupon(cart, ana)

    assert plain.ref == "new-cart"
    assert recorder.lines[1:] == [f"POST {PUBLIC_API}/v2/carts", f"GET {PATIENT_API}/v2/checkout/new-cart/start"]
    assert body_of(recorder.asked[1]) == [{"productId": cart.lines[0].product_ref, "quantity": 2}]
