"""Start, coupons, finalize."""

from __future__ import annotations

from typing import Any

import pytest
import requests

from sandbox.app import Sandbox
from tests.sandbox.conftest import ADDRESS, PATIENT, Caller


def coupon(caller: Any, cart: Any, code: Any) -> Any:
    return caller.patient("POST", f"/v2/checkout/{cart}/coupon/{code}")


def start(caller: Any, cart: Any) -> Any:
    return caller.patient("GET", f"/v2/checkout/{cart}/start")


def test_start_shows_cart_cards_and_currency(ana: Caller) -> None:
    cart = ana.cart(Magnesium=2)

    told = start(ana, cart["_id"]).json()

    assert told["cart"] == cart
    assert told["paymentMethods"][0] == {"id": ana.cards()[0], "type": "card", "last4": "4242", "exp": "08/2031"}
    assert (told["currency"], told["totalAmountAfterCredit"], told["transferOut"]) == ("CAD", 68, False)
    assert (told["error"], told["couponError"]) == (None, None)
    assert {"availableCreditAmount", "giftCardUsedAmount", "delayedCaptureAmount"} <= set(told)


def test_start_binds_the_cart_to_the_patient(ana: Caller, bo: Caller) -> None:
    cart = ana.cart(Magnesium=1)["_id"]
    start(ana, cart)

    assert start(bo, cart).status_code == 403
    assert coupon(bo, cart, "NEW20").status_code == 403
    assert bo.finalize(cart).status_code == 403
    assert bo.pay(cart).status_code == 403
    assert start(ana, cart).status_code == 200


def test_an_empty_cart_is_an_error_inside_a_success(ana: Caller) -> None:
    cart = ana.cart(Magnesium=1)
    ana.public("DELETE", f"/v2/carts/{cart['_id']}/items/{cart['lineItems'][0]['id']}")

    reply = start(ana, cart["_id"])

    assert (reply.status_code, reply.json()["error"]) == (200, "Cart is empty")


def test_start_wants_a_patient(guest: Caller) -> None:
    assert start(guest, guest.cart(Magnesium=1)["_id"]).status_code == 401


@pytest.mark.parametrize(("code", "total"), [("NEW20", 54.4), ("SAVE15", 53), ("ONCE", 61.2)])
def test_a_coupon_lowers_the_total_and_not_the_lines(ana: Caller, code: str, total: Any) -> None:
    cart = ana.cart(Magnesium=2)

    reply = coupon(ana, cart["_id"], code)

    told = reply.json()["cart"]
    assert (reply.status_code, reply.json()["couponError"]) == (201, None)
    assert (told["totalAmount"], told["subTotalAmount"]) == (total, 68)
    assert told["lineItems"] == cart["lineItems"]
    assert told["discountAmount"] == pytest.approx(79 - total)
    assert ana.public("GET", f"/v2/carts/{cart['_id']}").json()["totalAmount"] == total


@pytest.mark.parametrize("code", ["EXPIRED", "SOON", "MIN100", "NOSUCH", "NEW%2020"])
def test_a_refused_coupon_is_said_inside_a_success_and_changes_nothing(ana: Caller, code: str) -> None:
    cart = ana.cart(Magnesium=2)["_id"]
    coupon(ana, cart, "SAVE15")

    reply = coupon(ana, cart, code)

    assert reply.status_code == 201
    assert reply.json()["couponError"]
    assert reply.json()["cart"]["totalAmount"] == 53


def test_a_refused_coupon_can_be_a_4xx_too(ana: Caller, sandbox: Sandbox) -> None:
    sandbox.set_option("careportals", "coupon-refusals", status=400)

    reply = coupon(ana, ana.cart(Magnesium=1)["_id"], "EXPIRED")

    assert (reply.status_code, reply.json()["message"]) == (400, "Coupon has expired")


def test_a_new_coupon_replaces_the_one_before(ana: Caller) -> None:
    cart = ana.cart(Magnesium=2)["_id"]
    coupon(ana, cart, "NEW20")

    assert coupon(ana, cart, "SAVE15").json()["cart"]["totalAmount"] == 53


def test_a_minimum_is_watched_after_every_change(ana: Caller) -> None:
    cart = ana.cart(Magnesium=3)
    assert coupon(ana, cart["_id"], "MIN100").json()["cart"]["totalAmount"] == 82
    body = {"productId": ana.product("Magnesium"), "quantity": 1}

    ana.public("PUT", f"/v2/carts/{cart['_id']}/items/{cart['lineItems'][0]['id']}", json=body)

    told = start(ana, cart["_id"]).json()
    assert "minimum" in told["couponError"]
    assert told["cart"]["totalAmount"] == 34


def test_a_discount_never_goes_below_zero(ana: Caller, sandbox: Sandbox) -> None:
    sandbox.set_option("careportals", "price", product="HH-MAG-120", price="9.99")

    assert coupon(ana, ana.cart(Magnesium=1)["_id"], "SAVE15").json()["cart"]["totalAmount"] == 0


def test_the_coupon_call_has_no_body(ana: Caller) -> None:
    cart = ana.cart(Magnesium=1)["_id"]

    assert ana.patient("POST", f"/v2/checkout/{cart}/coupon/NEW20", json={}).status_code == 400


@pytest.mark.parametrize("code", ["A&B", "A+B", "(A)"])
def test_a_code_is_percent_encoded(ana: Caller, code: str) -> None:
    """``requests`` leaves these as they are; an unencoded space or slash never arrives as one segment."""
    cart = ana.cart(Magnesium=1)["_id"]

    assert coupon(ana, cart, code).status_code == 400
    assert coupon(ana, cart, "A/B").status_code == 404
    assert coupon(ana, cart, requests.utils.quote(code, safe="")).json()["couponError"] == "Invalid coupon code"  # type: ignore[attr-defined]


def test_finalize_makes_the_order(ana: Caller, sandbox: Sandbox) -> None:
    cart = ana.cart(Magnesium=2)

    reply = ana.finalize(cart["_id"], shippingAddress=ADDRESS | {"address2": "Flat 3"})

    told = reply.json()
    assert reply.status_code == 201
    assert len(told["_id"]) == 24
    assert isinstance(told["id"], int)
    assert told["status"] == "Awaiting Fulfillment"
    assert told["createdAt"] == "2026-11-21T09:00:00.000Z"
    assert told["customer"]["email"] == "ana@harbour.example"
    assert told["lineItems"] == cart["lineItems"]
    assert told["shippingAddress"] == ADDRESS
    assert (told["baseAmount"], told["discountAmount"], told["totalAmount"]) == (79, 11, 68)
    assert [act.amount for act in sandbox.ledger.charges(cart["_id"])] == [68]
    assert [act.ref for act in sandbox.ledger.orders(cart["_id"])] == [told["_id"]]


def test_the_coupon_counts_only_when_it_is_repeated(ana: Caller) -> None:
    with_code, without = ana.cart(Magnesium=2)["_id"], ana.cart(Magnesium=2)["_id"]
    for cart in (with_code, without):
        coupon(ana, cart, "NEW20")

    assert ana.finalize(with_code, couponCode="NEW20").json()["totalAmount"] == 54.4
    assert ana.finalize(without).json()["totalAmount"] == 68


def test_a_coupon_that_fell_away_stops_the_order(ana: Caller, sandbox: Sandbox) -> None:
    cart = ana.cart(Magnesium=2)["_id"]
    coupon(ana, cart, "NEW20")
    sandbox.set_option("careportals", "coupon-ends", code="NEW20")

    assert "expired" in start(ana, cart).json()["couponError"]
    assert ana.finalize(cart, couponCode="NEW20").status_code == 400
    assert sandbox.ledger.acts == []


def test_a_once_coupon_is_used_when_it_is_ordered(ana: Caller, bo: Caller) -> None:
    first, second = ana.cart(Magnesium=1)["_id"], ana.cart(Magnesium=1)["_id"]
    assert not coupon(ana, first, "ONCE").json()["couponError"]
    assert not coupon(ana, second, "ONCE").json()["couponError"]
    assert ana.finalize(first, couponCode="ONCE").status_code == 201

    assert "already" in start(ana, second).json()["couponError"]
    assert not coupon(bo, bo.cart(Magnesium=1)["_id"], "ONCE").json()["couponError"]


def test_a_product_that_went_away_stops_the_order(ana: Caller, sandbox: Sandbox) -> None:
    cart = ana.cart(Magnesium=1, Kit=1)["_id"]
    start(ana, cart)
    sandbox.set_option("careportals", "product-active", product="HH-IRN-KIT", on=False)

    assert ana.finalize(cart).status_code == 400
    assert sandbox.ledger.acts == []
    assert ana.finalize(cart).json()["totalAmount"] == 34


@pytest.mark.parametrize("missing", ["address1", "city", "provinceCode", "postalCode", "countryCode"])
def test_the_address_must_be_whole(ana: Caller, missing: str) -> None:
    address = {name: value for name, value in ADDRESS.items() if name != missing}

    assert ana.finalize(ana.cart(Magnesium=1)["_id"], shippingAddress=address).status_code == 400


@pytest.mark.parametrize(
    "more",
    [
        {"shippingAddress": ADDRESS | {"provinceCode": "Nova Scotia"}},
        {"shippingAddress": ADDRESS | {"countryCode": "Canada"}},
        {"shippingAddress": ADDRESS | {"city": ""}},
        {"shippingAddress": ADDRESS | {"country": "CA"}},
        {"shippingAddress": None},
        {"paymentMethodId": ""},
        {"paymentMethodId": "pm_card_visa"},
        {"couponCode": ""},
        {"couponCode": "NOSUCH"},
        {"isNewShippingAddress": "yes"},
        {"returnUrl": "https://harbour.example/"},
    ],
)
def test_finalize_refuses_what_is_not_documented(ana: Caller, sandbox: Sandbox, more: Any) -> None:
    assert ana.finalize(ana.cart(Magnesium=1)["_id"], **more).status_code == 400
    assert sandbox.ledger.acts == []


@pytest.mark.parametrize("missing", ["paymentMethodId", "shippingAddress"])
def test_card_and_address_are_required_also_for_digital_goods(ana: Caller, missing: str) -> None:
    body = {"paymentMethodId": ana.cards()[0], "shippingAddress": ADDRESS}
    del body[missing]

    reply = ana.patient("POST", f"/v2/checkout/{ana.cart(Course=1)['_id']}/finalize", json=body)

    assert reply.status_code == 400
    assert reply.json()["message"] == [f"{missing} should not be empty"]


def test_another_patients_card_does_not_pay(ana: Caller, bo: Caller) -> None:
    assert ana.finalize(ana.cart(Magnesium=1)["_id"], bo.cards()[0]).status_code == 400


def test_a_declined_card_leaves_the_cart_usable(ana: Caller, sandbox: Sandbox) -> None:
    cart = ana.cart(Magnesium=1)["_id"]
    visa, declining = ana.cards()

    reply = ana.finalize(cart, declining)

    assert (reply.status_code, reply.json()["type"]) == (402, "card_error")
    assert "intent" not in reply.json()
    assert sandbox.ledger.acts == []
    assert ana.finalize(cart, visa).status_code == 201


def test_an_expired_card_is_declined(ana: Caller, sandbox: Sandbox) -> None:
    sandbox.clock.advance(6 * 365 * 24 * 3600)
    ana.headers.pop("Authorization")
    body = {"username": "ana@harbour.example", "password": "Harbour-2026!"}
    token = ana.patient("POST", "/auth/login", json=body).json()["token"]
    ana.headers["Authorization"] = f"Bearer {token}"

    reply = ana.finalize(ana.cart(Magnesium=1)["_id"])

    assert (reply.status_code, reply.json()["message"]) == (402, "Your card has expired.")


def test_a_cart_that_became_an_order_is_gone(ana: Caller, sandbox: Sandbox) -> None:
    cart = ana.cart(Magnesium=1)
    id_, line = cart["_id"], cart["lineItems"][0]["id"]
    ana.finalize(id_)

    assert ana.finalize(id_).status_code == 404
    assert start(ana, id_).status_code == 404
    assert coupon(ana, id_, "NEW20").status_code == 404
    assert ana.public("GET", f"/v2/carts/{id_}").status_code == 404
    assert ana.public("DELETE", f"/v2/carts/{id_}/items/{line}").status_code == 404
    assert len(sandbox.ledger.orders()) == 1


def test_with_the_option_a_cart_can_be_ordered_twice_and_the_ledger_sees_it(ana: Caller, sandbox: Sandbox) -> None:
    sandbox.set_option("careportals", "consume-carts", on=False)
    cart = ana.cart(Magnesium=1)["_id"]

    ana.finalize(cart)
    ana.finalize(cart)

    assert len(sandbox.ledger.orders(cart)) == 2


def test_removing_the_lines_stops_a_late_finalize(ana: Caller, sandbox: Sandbox) -> None:
    cart = ana.cart(Magnesium=1)
    ana.public("DELETE", f"/v2/carts/{cart['_id']}/items/{cart['lineItems'][0]['id']}")

    assert ana.finalize(cart["_id"]).status_code == 400
    assert sandbox.ledger.acts == []


def test_a_new_address_is_saved_when_asked(cy: Caller) -> None:
    cy.patient(
        "POST",
        "/users/payment-methods",
        json={"paymentMethodId": "pm_card_visa"},
        headers={"Origin": "https://harbour.example"},
    )
    cy.finalize(cy.cart(Magnesium=1)["_id"], isNewShippingAddress=False)
    assert cy.patient("GET", "/users/account").json()["address"]["default"]["city"] == ""

    cy.finalize(cy.cart(Magnesium=1)["_id"], isNewShippingAddress=True)

    assert cy.patient("GET", "/users/account").json()["address"]["default"]["city"] == "Halifax"


def test_a_prescription_waits_for_requirements_and_starts_a_subscription(ana: Caller) -> None:
    order = ana.finalize(ana.cart(Treatment=1)["_id"]).json()

    assert order["status"] == "Awaiting Requirements"
    assert order["lineItems"][0]["subscriptionPhases"][0]["requirements"] == [
        {"type": "qnr", "key": "intake_form"},
        {"type": "qnr", "key": "photo_id"},
    ]
    assert [one["status"] for one in ana.patient("GET", "/subscriptions").json()] == ["Active"]


def test_an_idempotency_key_is_for_one_request(ana: Caller, sandbox: Sandbox) -> None:
    cart = ana.cart(Magnesium=1)["_id"]
    key = {"Idempotency-Key": "one-key"}
    body = {"paymentMethodId": ana.cards()[1], "shippingAddress": ADDRESS}
    path = f"/v2/checkout/{cart}/finalize"
    assert ana.patient("POST", path, json=body, headers=key).status_code == 402
    assert ana.patient("POST", path, json=body, headers=key).status_code == 402

    reply = ana.patient("POST", path, json=body | {"paymentMethodId": ana.cards()[0]}, headers=key)

    assert (reply.status_code, reply.json()["type"]) == (409, "idempotency_error")
    assert sandbox.ledger.acts == []


def test_an_unknown_cart_is_a_400(ana: Caller) -> None:
    for method, path in (("GET", "start"), ("POST", "coupon/NEW20")):
        assert ana.patient(method, f"/v2/checkout/{'0' * 24}/{path}").status_code == 400
    assert ana.http.get(f"{PATIENT}/v2/checkout//start", headers=ana.headers).status_code == 404
