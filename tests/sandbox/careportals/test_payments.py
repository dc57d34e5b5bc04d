"""The newer way to an order, 3-D Secure, and the look at what became of a payment."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from sandbox.app import Sandbox
from tests.sandbox.conftest import ADDRESS, Caller


def look(caller: Any, cart: Any) -> Any:
    return caller.patient("GET", f"/v2/checkout/{cart}/payments")


def at_the_bank(caller: Any, intent: Any, answer: Any) -> Any:
    return caller.http.post(
        intent["next_action"]["redirect_to_url"]["url"], data={"answer": answer}, allow_redirects=False
    )


def test_payments_make_the_orders(ana: Caller, sandbox: Sandbox) -> None:
    cart = ana.cart(Magnesium=1)["_id"]

    reply = ana.pay(cart, paymentMethodId=ana.cards()[0])

    assert reply.status_code == 201
    assert [order["totalAmount"] for order in reply.json()["orders"]] == [34]
    assert [act.amount for act in sandbox.ledger.charges(cart)] == [34]


def test_asking_twice_answers_the_same_orders(ana: Caller, sandbox: Sandbox) -> None:
    cart = ana.cart(Magnesium=1)["_id"]

    assert ana.pay(cart).json() == ana.pay(cart).json()
    assert len(sandbox.ledger.orders()) == 1


def test_payments_after_finalize_answer_its_order(ana: Caller, bo: Caller) -> None:
    cart = ana.cart(Magnesium=1)["_id"]
    order = ana.finalize(cart).json()

    assert ana.pay(cart).json()["orders"] == [order]
    assert bo.pay(cart).status_code == 403


def test_a_mixed_cart_may_become_two_orders_that_add_up(ana: Caller, sandbox: Sandbox) -> None:
    sandbox.set_option("careportals", "split-orders")
    cart = ana.cart(Magnesium=1, Treatment=1)["_id"]

    orders = ana.pay(cart, couponCode="SAVE15").json()["orders"]

    assert [len(order["lineItems"]) for order in orders] == [1, 1]
    assert sum(order["totalAmount"] for order in orders) == pytest.approx(64)
    assert [act.amount for act in sandbox.ledger.charges(cart)] == [64]
    assert look(ana, cart).json()["orders"] == orders


@pytest.mark.parametrize(
    "more",
    [
        {"returnUrl": "/back"},
        {"returnUrl": None},
        {"shippingAddress": {}},
        {"paymentMethodId": "pm_nobody"},
        {"couponCode": "EXPIRED"},
        {"pharmacyAddress": "text"},
        {"afterThreeDs": True},
    ],
)
def test_payments_refuse_what_is_not_documented(ana: Caller, sandbox: Sandbox, more: Any) -> None:
    assert ana.pay(ana.cart(Magnesium=1)["_id"], **more).status_code == 400
    assert sandbox.ledger.acts == []


def test_a_card_that_was_only_just_tokenised_can_pay(cy: Caller) -> None:
    assert cy.pay(cy.cart(Magnesium=1)["_id"], paymentMethodId="pm_card_visa").status_code == 201


def test_a_patient_without_a_card_must_name_one(cy: Caller) -> None:
    assert cy.pay(cy.cart(Magnesium=1)["_id"]).status_code == 400


def test_finalize_stops_when_the_bank_asks(bo: Caller, sandbox: Sandbox) -> None:
    cart = bo.cart(Magnesium=1)["_id"]

    reply = bo.finalize(cart)

    intent = reply.json()["intent"]
    assert reply.status_code == 402
    assert intent["status"] == "requires_action"
    assert intent["client_secret"].startswith(intent["id"])
    assert intent["next_action"]["type"] == "redirect_to_url"
    assert intent["next_action"]["redirect_to_url"]["url"].startswith("https://sandbox.test/processor/3ds/")
    assert look(bo, cart).json() == {"paymentStatus": "pending", "orders": []}
    assert sandbox.ledger.acts == []


def test_payments_finish_what_finalize_began_once_the_bank_has_said_yes(bo: Caller, sandbox: Sandbox) -> None:
    cart = bo.cart(Magnesium=2)["_id"]
    bo.finalize(cart, couponCode="NEW20")
    waiting = bo.pay(cart)
    assert waiting.status_code == 402

    back = at_the_bank(bo, waiting.json()["intent"], "approve")
    assert look(bo, cart).json()["paymentStatus"] == "pending"
    done = bo.pay(cart, paymentMethodId="pm_card_chargeDeclined")

    told = parse_qs(urlsplit(back.headers["Location"]).query)
    assert back.headers["Location"].startswith("https://harbour.example/back?")
    assert told["redirect_status"] == ["succeeded"]
    assert done.status_code == 201
    assert done.json()["orders"][0]["totalAmount"] == 54.4
    assert look(bo, cart).json() == {"paymentStatus": "succeeded", "orders": done.json()["orders"]}
    assert (len(sandbox.ledger.orders(cart)), len(sandbox.ledger.charges(cart))) == (1, 1)


def test_finalize_while_the_money_is_there_is_a_conflict(bo: Caller, sandbox: Sandbox) -> None:
    cart = bo.cart(Magnesium=1)["_id"]
    at_the_bank(bo, bo.finalize(cart).json()["intent"], "approve")

    assert bo.finalize(cart).status_code == 409
    assert sandbox.ledger.acts == []


def test_a_bank_that_says_no_is_a_decline_without_a_secret(bo: Caller, sandbox: Sandbox) -> None:
    cart = bo.cart(Magnesium=1)["_id"]
    at_the_bank(bo, bo.finalize(cart).json()["intent"], "fail")
    assert look(bo, cart).json()["paymentStatus"] == "failed"

    reply = bo.pay(cart)

    assert (reply.status_code, reply.json()["type"]) == (402, "card_error")
    assert "intent" not in reply.json()
    assert look(bo, cart).json()["paymentStatus"] == "failed"
    assert bo.pay(cart, paymentMethodId="pm_card_visa").status_code == 201
    assert len(sandbox.ledger.orders()) == 1


def test_the_look_knows_nothing_of_a_cart_without_a_payment(ana: Caller) -> None:
    assert look(ana, ana.cart(Magnesium=1)["_id"]).status_code == 404
    assert look(ana, "0" * 24).status_code == 400


def test_the_look_tells_of_a_decline(ana: Caller) -> None:
    cart = ana.cart(Magnesium=1)["_id"]
    ana.finalize(cart, ana.cards()[1])

    assert look(ana, cart).json() == {"paymentStatus": "failed", "orders": []}


def test_the_look_works_after_finalize_and_changes_nothing(ana: Caller, sandbox: Sandbox) -> None:
    cart = ana.cart(Magnesium=1)["_id"]
    order = ana.finalize(cart).json()

    for _ in range(2):
        assert look(ana, cart).json() == {"paymentStatus": "succeeded", "orders": [order]}
    assert len(sandbox.ledger.acts) == 2


def test_nobody_else_looks(ana: Caller, bo: Caller, guest: Caller) -> None:
    cart = ana.cart(Magnesium=1)["_id"]
    ana.finalize(cart)

    assert look(bo, cart).status_code == 403
    assert look(guest, cart).status_code == 401


def test_payments_want_a_return_url_and_an_address(ana: Caller) -> None:
    path = f"/v2/checkout/{ana.cart(Magnesium=1)['_id']}/payments"

    assert ana.patient("POST", path, json={"shippingAddress": ADDRESS}).status_code == 400
    assert ana.patient("POST", path, json={"returnUrl": "https://harbour.example/"}).status_code == 400
