"""The order: placed once, and looked up without a trace."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
import requests

from sandbox.decoda import demo
from sandbox.transport import SandboxAdapter
from storefront.money import Money
from storefront.upstream.errors import (
    Busy,
    CartGone,
    Misconfigured,
    NotFound,
    OrderRefused,
    OutcomeUnknown,
    Unreachable,
    Unreadable,
)
from storefront.upstream.types import Item, OrderStatus, Payment, PlacedOrders, Question, UnpaidOrder, Verdict
from tests.upstream.decoda.at_sandbox import CREAM, KEY, LOST_ANSWERS
from tests.upstream.decoda.conftest import REQUEST, posts
from tests.upstream.decoda.examples import (
    AS_READ,
    CART,
    CHARGE,
    CONVERTED,
    EMPTY_CART,
    HTML,
    LOST,
    NEVER_LEFT,
    NO,
    PAID,
    PATIENT,
    SENTENCE,
    SHAPE_LIST,
    STRANGER_REF,
    STRANGERS_CART,
    TERMINAL,
    Calls,
    page,
    paid_by,
)

SEND_TO = "Send to: Dana Whitfield, 12 Quay Street, Boulder CO 80301, US"
CONVERSION = {"cartId": "cart-1", "externalId": "attempt-1", "description": SEND_TO}


CALLS: Calls = {
    "place": (
        lambda shop, me: shop.orders.place(REQUEST, me),
        [CART, CHARGE],
        [
            ("GET /billing/cart/cart-1", None),
            ("POST /billing/cart/cart-1/convert-to-charge", CONVERSION),
        ],
    ),
    "place, and keep the address": (
        lambda shop, me: shop.orders.place(replace(REQUEST, save_address=True), me),
        [CART, PATIENT, CHARGE],
        [
            ("GET /billing/cart/cart-1", None),
            (
                "PUT /user/patient/pat-1",
                {
                    "address": "12 Quay Street",
                    "addressLineTwo": None,
                    "city": "Boulder",
                    "state": "CO",
                    "zipCode": "80301",
                    "country": "US",
                },
            ),
            ("POST /billing/cart/cart-1/convert-to-charge", CONVERSION),
        ],
    ),
    "place what costs nothing": (
        lambda shop, me: shop.orders.place(REQUEST, me),
        [
            CART | {"total": 0},
            CHARGE | {"total": 0, "totalOutstanding": 0},
            [],
            PAID | {"total": 0, "status": "EXTERNAL_SETTLEMENT"},
        ],
        [
            ("GET /billing/cart/cart-1", None),
            ("POST /billing/cart/cart-1/convert-to-charge", CONVERSION),
            (f"POST {TERMINAL}/mark-no-charge", [AS_READ | {"totalOutstanding": 0}]),
            ("GET /billing/charge/get/chg-1", None),
        ],
    ),
    "look by cart": (
        lambda shop, me: shop.orders.look_up(Question("attempt-1", "cart-1"), me),
        [CART | {"status": "CONVERTED", "convertedChargeId": "chg-1"}, CHARGE],
        [("GET /billing/cart/cart-1", None), ("GET /billing/charge/get/chg-1", None)],
    ),
}


@pytest.mark.parametrize("name", CALLS)
def test_what_is_asked(asks: Any, name: str) -> None:
    asks(*CALLS[name])


@pytest.mark.parametrize(
    ("answers", "result"),
    [
        ([CART, CHARGE], UnpaidOrder),
        ([CONVERTED, CHARGE], UnpaidOrder),
        ([CONVERTED, PAID], PlacedOrders),
        ([CART, NO, CONVERTED, CHARGE], UnpaidOrder),
        ([CART, HTML, CONVERTED, CHARGE], UnpaidOrder),
        ([CART, (409, SHAPE_LIST), CONVERTED, paid_by("PROCESSING")], PlacedOrders),
        ([CART, NO, CART], OrderRefused),
        ([CART, (422, SHAPE_LIST), CART], OrderRefused),
        ([CART, HTML, CART], OutcomeUnknown),
        ([CART, (408, b""), CART], OutcomeUnknown),
        ([CART, NO, CART | {"status": "EXPIRED"}], OutcomeUnknown),
        ([CART, NO, (404, SENTENCE)], OutcomeUnknown),
        ([CART, NO, (500, b""), (500, b"")], OutcomeUnknown),
        ([CART, NO, CONVERTED, (404, SENTENCE)], OutcomeUnknown),
        ([CART, (500, b"")], OutcomeUnknown),
        ([CART, LOST], OutcomeUnknown),
        ([CART, b"<html>"], Unreadable),
        ([CART, CHARGE | {"patientId": STRANGER_REF}], OutcomeUnknown),
        ([CART, NEVER_LEFT], Unreachable),
        ([CART, (429, SENTENCE)], Busy),
        ([CART, (401, SENTENCE)], Misconfigured),
        ([(500, b""), (500, b"")], Unreachable),
        ([b"<html>"], Unreachable),
        ([STRANGERS_CART], NotFound),
        ([(404, SENTENCE)], CartGone),
        ([EMPTY_CART], OrderRefused),
        ([CART | {"status": "EXPIRED"}], OrderRefused),
        ([CART | {"status": "SLEEPING"}], OrderRefused),
    ],
)
def test_what_placing_comes_to(shop: Any, answering: Any, me: Any, answers: Any, result: Any) -> None:
    recorder = answering(*answers)

    if issubclass(result, Exception):
        with pytest.raises(result) as raised:
            shop.orders.place(REQUEST, me)
        assert raised.type is result
    else:
        assert isinstance(shop.orders.place(REQUEST, me), result)
    assert len(posts(recorder)) <= 1


@pytest.mark.parametrize(
    ("question", "answers", "verdict"),
    [
        (Question("attempt-1", "cart-1", "chg-1"), [(404, SENTENCE)], Verdict.NOTHING),
        (Question("attempt-1", "cart-1"), [CONVERTED, PAID], Verdict.PLACED),
        (Question("attempt-1", "cart-1"), [CONVERTED, (404, SENTENCE)], Verdict.NOTHING),
        (Question("attempt-1", "cart-1"), [CART, page()], Verdict.NOTHING),
        (Question("attempt-1", "cart-1"), [CART, page(CHARGE)], Verdict.ORDERED),
        (Question("attempt-1", "cart-1"), [(404, SENTENCE), page(PAID)], Verdict.PLACED),
        (Question("attempt", "cart-1"), [CART, page(CHARGE)], Verdict.NOTHING),
        (Question("attempt-1", "cart-1"), [CART, page(CHARGE | {"patientId": STRANGER_REF})], Verdict.NOTHING),
    ],
)
def test_what_became_of_an_act(shop: Any, answering: Any, me: Any, question: Any, answers: Any, verdict: Any) -> None:
    recorder = answering(*answers)

    assert shop.orders.look_up(question, me).verdict is verdict
    assert {request.method for request in recorder.asked} == {"GET"}


def test_a_strangers_cart_is_not_looked_at(shop: Any, answering: Any, me: Any) -> None:
    answering(STRANGERS_CART)

    with pytest.raises(NotFound):
        shop.orders.look_up(Question("attempt-1", "cart-1"), me)


def test_an_order_is_placed_paid_once_and_found_again(
    clinic: Any, sandbox: Any, dana: Any, cart: Any, request_: Any
) -> None:
    assert clinic.orders.look_up(Question(KEY, cart.ref), dana).verdict is Verdict.NOTHING
    shown = clinic.orders.prepare(cart.ref, "", dana).cart.total

    order = clinic.orders.place(request_, dana).order
    assert (order.total, order.due, order.payment) == (shown, shown, Payment.DUE)
    for question in (Question(KEY, cart.ref), Question(KEY, cart.ref, order.ref), Question(KEY, "none")):
        assert clinic.orders.look_up(question, dana).verdict is Verdict.ORDERED

    placed = clinic.orders.pay(replace(request_, order_ref=order.ref), dana)

    assert isinstance(placed, PlacedOrders)
    assert (placed.orders[0].payment, placed.orders[0].due) == (Payment.PAID, Money.zero("USD"))
    again = clinic.orders.pay(replace(request_, order_ref=order.ref), dana)
    assert again == placed
    assert clinic.orders.place(request_, dana) == placed
    assert clinic.orders.look_up(Question(KEY, cart.ref), dana).orders == placed.orders
    assert clinic.orders.history(dana) == placed.orders
    assert len(sandbox.ledger.orders(cart.ref)) == len(sandbox.ledger.charges(cart.ref)) == 1
    with pytest.raises(CartGone):
        clinic.carts.read(cart.ref, dana)


def test_an_order_of_nothing_is_placed_at_once(clinic: Any, sandbox: Any, dana: Any) -> None:
    free = clinic.carts.create([Item(CREAM, 1)], dana)
    staff = requests.Session()
    staff.mount("https://api.decodahealth.com", SandboxAdapter(sandbox, prefix="/decoda"))
    headers = {"API-KEY": demo.API_KEY, "TENANT": demo.TENANT}
    body = {
        "patientId": demo.DANA.id,
        "items": [{"itemId": "item-barrier-cream", "quantity": 1}],
        "discountPercentage": 100,
    }
    staff.put(f"https://api.decodahealth.com/billing/cart/{free.ref}", json=body, headers=headers)
    assert clinic.orders.prepare(free.ref, "", dana).payment_methods == ()

    placed = clinic.orders.place(replace(REQUEST, key=KEY, cart_ref=free.ref, payment_method=""), dana)

    assert isinstance(placed, PlacedOrders)
    assert placed.orders[0].status is OrderStatus.RECEIVED
    assert clinic.orders.look_up(Question(KEY, free.ref), dana).verdict is Verdict.PLACED


@pytest.mark.parametrize("fault", LOST_ANSWERS)
def test_a_lost_conversion_is_unknown_and_a_look_finds_it(
    clinic: Any, sandbox: Any, dana: Any, request_: Any, fault: Any
) -> None:
    sandbox.faults.arm(fault, upstream="decoda", method="POST", path="*/convert-to-charge", seconds=60)

    with pytest.raises(OutcomeUnknown):
        clinic.orders.place(request_, dana)
    sandbox.release()

    look = clinic.orders.look_up(Question(KEY, request_.cart_ref), dana)
    assert look.verdict is Verdict.ORDERED
    assert clinic.orders.place(request_, dana) == UnpaidOrder(look.orders[0])
    assert len(sandbox.ledger.orders(request_.cart_ref)) == 1


@pytest.mark.parametrize(("fault", "error"), [("refused", Unreachable), ("reset_before", OutcomeUnknown)])
def test_a_conversion_that_did_not_arrive_made_no_order(
    clinic: Any, sandbox: Any, dana: Any, request_: Any, fault: str, error: Any
) -> None:
    sandbox.faults.arm(fault, upstream="decoda", method="POST", path="*/convert-to-charge")

    with pytest.raises(error):
        clinic.orders.place(request_, dana)
    assert clinic.orders.look_up(Question(KEY, request_.cart_ref), dana).verdict is Verdict.NOTHING


@pytest.mark.parametrize("status", [400, 409, 422])
def test_a_cart_that_cannot_be_ordered_makes_no_order(
    clinic: Any, sandbox: Any, dana: Any, cart: Any, request_: Any, status: int
) -> None:
    sandbox.set_option("decoda", "conflict_status", status=status)
    clinic.carts.remove(cart.ref, cart.lines[0].ref, dana)

    with pytest.raises(OrderRefused):
        clinic.orders.place(request_, dana)
    assert sandbox.ledger.orders(cart.ref) == []
