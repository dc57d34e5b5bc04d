"""The order: what is sent, and what each end of it means."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
import requests

from storefront.upstream.errors import Busy, OrderRefused, OutcomeUnknown, PaymentDeclined, SignedOut, Unreadable
from storefront.upstream.types import ConfirmationNeeded, PlacedOrders, Question
from tests.upstream.careportals.examples import (
    CART_REF,
    HOME,
    HTML,
    INTENT,
    ORDER,
    PATIENT_API,
    REFUSAL,
    REQUEST,
    START,
    Calls,
)
from tests.upstream.fakes import body_of

CALLS: Calls = {
    "prepare": (
        lambda shop, ana: shop.orders.prepare(CART_REF, "NEW20", ana),
        f"GET {PATIENT_API}/v2/checkout/{CART_REF}/start",
        None,
        START,
        None,
    ),
    "place": (
        lambda shop, ana: shop.orders.place(REQUEST, ana),
        f"POST {PATIENT_API}/v2/checkout/{CART_REF}/finalize",
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
        f"POST {PATIENT_API}/v2/checkout/{CART_REF}/payments",
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
        f"GET {PATIENT_API}/v2/checkout/{CART_REF}/payments",
        None,
        {"paymentStatus": "pending"},
        None,
    ),
}


@pytest.mark.parametrize("name", CALLS)
def test_a_call_in_organization_mode(in_organization_mode: Any, name: str) -> None:
    in_organization_mode(name, *CALLS[name])


@pytest.mark.parametrize("name", CALLS)
def test_a_call_in_subdomain_mode(in_subdomain_mode: Any, name: str) -> None:
    in_subdomain_mode(*CALLS[name])


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


def test_preparing_tells_the_cards_and_a_coupon_that_fell_away(shop: Any, ana: Any) -> None:
    clinic, _ = shop(START | {"couponError": "Coupon has expired"})

    preparation = clinic.orders.prepare(CART_REF, "OLD", ana)

    assert preparation.coupon_refused is True
    assert preparation.cart.coupon == ""
    assert [method.ref for method in preparation.payment_methods] == ["pm_1Short"]


@pytest.mark.parametrize("act", ["place", "confirm"])
@pytest.mark.parametrize(
    ("answers", "error"),
    [
        ([(402, {"message": "Your card was declined.", "type": "card_error"})], PaymentDeclined),
        ([(402, {"intent": {"status": "requires_payment_method"}})], PaymentDeclined),
        ([(402, HTML)], PaymentDeclined),
        ([(401, REFUSAL)], SignedOut),
        ([(403, REFUSAL)], OrderRefused),
        ([(429, REFUSAL)], Busy),
        ([(404, REFUSAL)], OutcomeUnknown),
        ([(409, REFUSAL)], OutcomeUnknown),
        ([(418, HTML)], OutcomeUnknown),
        ([(500, REFUSAL)], OutcomeUnknown),
        ([(302, b"")], OutcomeUnknown),
        ([requests.ReadTimeout()], OutcomeUnknown),
        ([(200, HTML)], Unreadable),
        ([(201, b"")], Unreadable),
        ([(201, {})], Unreadable),
        ([(201, [])], Unreadable),
        ([(201, {"orders": []})], Unreadable),
        ([(201, ORDER | {"customer": {"_id": "65c4a8e6b9c1aa0011220002"}})], Unreadable),
        ([(400, REFUSAL), (404, REFUSAL)], OrderRefused),
        ([(400, REFUSAL), {"paymentStatus": "failed"}], OrderRefused),
        ([(400, REFUSAL), {"paymentStatus": "pending"}], OutcomeUnknown),
        ([(400, REFUSAL), (500, REFUSAL)], OutcomeUnknown),
        ([(400, REFUSAL), (401, REFUSAL)], OutcomeUnknown),
        ([(400, REFUSAL), (404, HTML)], OutcomeUnknown),
    ],
)
def test_each_end_of_the_act_has_one_name(shop: Any, ana: Any, act: str, answers: Any, error: Any) -> None:
    clinic, recorder = shop(*answers)

    with pytest.raises(error) as raised:
        getattr(clinic.orders, act)(REQUEST, ana)

    assert type(raised.value) is error
    assert [request.method for request in recorder.asked].count("POST") == 1


def test_an_invalid_act_on_a_cart_that_was_checked_out_finds_its_order(shop: Any, ana: Any) -> None:
    clinic, _ = shop((400, REFUSAL), {"paymentStatus": "succeeded", "orders": [ORDER]})

    placed = clinic.orders.place(REQUEST, ana)

    assert isinstance(placed, PlacedOrders)
    assert placed.orders[0].ref == ORDER["_id"]


def test_a_bank_that_wants_a_word_is_no_refusal(shop: Any, ana: Any) -> None:
    clinic, _ = shop((402, INTENT))

    needed = clinic.orders.place(REQUEST, ana)

    assert needed == ConfirmationNeeded("pi_1_secret_2", "https://bank.example/3ds")
    assert "pi_1_secret_2" not in repr(needed)


@pytest.mark.parametrize(
    "next_action", [None, {}, {"redirect_to_url": None}, {"redirect_to_url": {"url": "javascript:x"}}]
)
def test_a_challenge_without_an_address_is_left_to_the_script(shop: Any, ana: Any, next_action: Any) -> None:
    clinic, _ = shop((402, {"intent": INTENT["intent"] | {"next_action": next_action}}))  # type: ignore[operator]

    assert clinic.orders.place(REQUEST, ana) == ConfirmationNeeded("pi_1_secret_2", "")


def test_a_confirmed_payment_may_make_several_orders(shop: Any, ana: Any) -> None:
    clinic, _ = shop((201, {"orders": [ORDER, ORDER | {"_id": "second"}]}))

    assert len(clinic.orders.confirm(REQUEST, ana).orders) == 2


@pytest.mark.parametrize(
    ("answer", "error"),
    [((401, REFUSAL), SignedOut), ((500, REFUSAL), OutcomeUnknown), ((404, HTML), Unreadable), ((429, {}), Busy)],
)
def test_a_look_that_sees_nothing_clearly_says_so(shop: Any, ana: Any, answer: Any, error: Any) -> None:
    clinic, _ = shop(answer)

    with pytest.raises(error):
        clinic.orders.look_up(Question("", CART_REF), ana)
