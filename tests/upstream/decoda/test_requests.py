"""What goes to Decoda, to the letter."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

import pytest

from storefront.upstream.errors import OutcomeUnknown, SignedOut
from storefront.upstream.types import Access, Item, NewPatient, Question
from tests.upstream.decoda.conftest import API, REQUEST
from tests.upstream.decoda.examples import (
    CANARY,
    CARD,
    CART,
    CHARGE,
    CONFIG,
    CREDIT,
    EMPTY_CART,
    ITEM,
    LINE,
    PACKAGE,
    PAID,
    PATIENT,
    PAYIN,
    QUOTE,
    SENTENCE,
    page,
)
from tests.upstream.fakes import body_of

EXPIRES = "2026-12-21T09:00:00+00:00"
PLAIN = CART | {"notes": None, "discountAmount": 0}
PACKAGE_LINE = LINE | {"id": "line-2", "itemId": None, "item": None, "packageId": "pkg-1", "package": PACKAGE}
AS_READ = {"id": "chg-1", "patientId": "pat-1", "totalOutstanding": 10522}
NEW = NewPatient("Dana", "Whitfield", "dana@meadow.example", "Secret-123!", "+13035550141", date(1986, 4, 12), "female")
CREAM, SERIES = Item("item:itm-1", 1), Item("package:pkg-1", 1)
TABLE = "GET /user/patient/table?"
TERMINAL = "/billing/payment-terminal"

SEND_TO = "Send to: Dana Whitfield, 12 Quay Street, Boulder CO 80301, US"
CONVERSION = {"cartId": "cart-1", "externalId": "attempt-1", "description": SEND_TO}

# name: what is done, what is answered, and the calls: method and path, with the body where there is one
CALLS = {
    "read": (lambda shop, me: shop.carts.read("cart-1", me), [CART], [("GET /billing/cart/cart-1", None)]),
    "claim": (lambda shop, me: shop.carts.claim("cart-1", me), [CART], [("GET /billing/cart/cart-1", None)]),
    "add to a line": (
        lambda shop, me: shop.carts.add("cart-1", [CREAM, CREAM], me),
        [CART, page(ITEM), CART],
        [
            ("GET /billing/cart/cart-1", None),
            ("GET /inventory/items/list?ids=itm-1&is_archived=false&page=1&per_page=50", None),
            ("PUT /billing/cart/cart-1/items/line-1", {"quantity": 4}),
        ],
    ),
    "add a line": (
        lambda shop, me: shop.carts.add("cart-1", [SERIES], me),
        [CART, PACKAGE, CART],
        [
            ("GET /billing/cart/cart-1", None),
            ("GET /inventory/packages/pkg-1", None),
            ("POST /billing/cart/cart-1/items", {"packageId": "pkg-1", "quantity": 1}),
        ],
    ),
    "change": (
        lambda shop, me: shop.carts.change("cart-1", "line-1", Item("item:itm-1", 3), me),
        [CART, CART],
        [("GET /billing/cart/cart-1", None), ("PUT /billing/cart/cart-1/items/line-1", {"quantity": 3})],
    ),
    "remove": (
        lambda shop, me: shop.carts.remove("cart-1", "line-1", me),
        [CART, EMPTY_CART],
        [("GET /billing/cart/cart-1", None), ("DELETE /billing/cart/cart-1/items/line-1", None)],
    ),
    "percent off": (
        lambda shop, me: shop.carts.apply_coupon("cart-1", " half-off ", me),
        [PLAIN | {"items": [LINE, PACKAGE_LINE]}, CART],
        [
            ("GET /billing/cart/cart-1", None),
            (
                "PUT /billing/cart/cart-1",
                {
                    "patientId": "pat-1",
                    "items": [
                        {"itemId": "itm-1", "quantity": 2, "notes": CANARY},
                        {"packageId": "pkg-1", "quantity": 2, "notes": CANARY},
                    ],
                    "expiresDate": EXPIRES,
                    "creatorId": "prov-1",
                    "notes": "coupon:HALF-OFF",
                    "discountAmount": 0,
                    "discountPercentage": 12.5,
                },
            ),
        ],
    ),
    "an amount off": (
        lambda shop, me: shop.carts.apply_coupon("cart-1", "MINUS20", me),
        [CART, CART],
        [
            ("GET /billing/cart/cart-1", None),
            (
                "PUT /billing/cart/cart-1",
                {
                    "patientId": "pat-1",
                    "items": [{"itemId": "itm-1", "quantity": 2, "notes": CANARY}],
                    "expiresDate": EXPIRES,
                    "creatorId": "prov-1",
                    "notes": "coupon:MINUS20",
                    "discountAmount": 2000,
                    "discountPercentage": 0,
                },
            ),
        ],
    ),
    "a coupon expired meanwhile": (
        lambda shop, me: shop.orders.prepare("cart-1", "EXPIRED", me),
        [CART | {"notes": "coupon:EXPIRED"}, PLAIN, [CARD], CREDIT],
        [
            ("GET /billing/cart/cart-1", None),
            (
                "PUT /billing/cart/cart-1",
                {
                    "patientId": "pat-1",
                    "items": [{"itemId": "itm-1", "quantity": 2, "notes": CANARY}],
                    "expiresDate": EXPIRES,
                    "creatorId": "prov-1",
                    "notes": None,
                    "discountAmount": 0,
                    "discountPercentage": 0,
                },
            ),
            ("GET /billing/payment/methods?patient_id=pat-1", None),
            ("GET /user/patient/pat-1/credit/available", None),
        ],
    ),
    "cards": (
        lambda shop, me: shop.cards.list(me),
        [[CARD]],
        [("GET /billing/payment/methods?patient_id=pat-1", None)],
    ),
    "remove a card": (
        lambda shop, me: shop.cards.remove("pm-1", me),
        [[CARD], True],
        [
            ("GET /billing/payment/methods?patient_id=pat-1", None),
            ("DELETE /user/patient/payment-methods/pm-1?patient_id=pat-1", None),
        ],
    ),
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
    "pay by card": (
        lambda shop, me: shop.orders.pay(REQUEST, me),
        [CHARGE, [CARD], CONFIG, PAYIN, PAID],
        [
            ("GET /billing/charge/get/chg-1", None),
            ("GET /billing/payment/methods?patient_id=pat-1", None),
            (f"POST {TERMINAL}/payin-config", {"charges": [AS_READ], "paymentMedium": "SAVED_PAYMENT_METHOD"}),
            (f"POST {TERMINAL}/charge-card/pm-1", {"payinConfigId": "pcfg-1"}),
            ("GET /billing/charge/get/chg-1", None),
        ],
    ),
    "pay with credit and a card": (
        lambda shop, me: shop.orders.pay(replace(REQUEST, payment_method="credit+pm-1"), me),
        [CHARGE, [CARD], CREDIT, {}, CHARGE | {"totalOutstanding": 8022}, CONFIG, PAYIN, PAID],
        [
            ("GET /billing/charge/get/chg-1", None),
            ("GET /billing/payment/methods?patient_id=pat-1", None),
            ("GET /user/patient/pat-1/credit/available", None),
            (f"POST {TERMINAL}/charge/create-patient-credit-settled?amount=2500", [AS_READ]),
            ("GET /billing/charge/get/chg-1", None),
            (
                f"POST {TERMINAL}/payin-config",
                {"charges": [AS_READ | {"totalOutstanding": 8022}], "paymentMedium": "SAVED_PAYMENT_METHOD"},
            ),
            (f"POST {TERMINAL}/charge-card/pm-1", {"payinConfigId": "pcfg-1"}),
            ("GET /billing/charge/get/chg-1", None),
        ],
    ),
    "look by cart": (
        lambda shop, me: shop.orders.look_up(Question("attempt-1", "cart-1"), me),
        [CART | {"status": "CONVERTED", "convertedChargeId": "chg-1"}, CHARGE],
        [("GET /billing/cart/cart-1", None), ("GET /billing/charge/get/chg-1", None)],
    ),
    "look by key": (
        lambda shop, me: shop.orders.look_up(Question("attempt-1", "cart-1"), me),
        [(404, SENTENCE), page()],
        [
            ("GET /billing/cart/cart-1", None),
            ("GET /billing/charge/table?charge_external_id=attempt-1&patient_id=pat-1&page=1&per_page=50", None),
        ],
    ),
    "history": (
        lambda shop, me: shop.orders.history(me),
        [[CHARGE]],
        [("GET /billing/charge/list?patient_id=pat-1", None)],
    ),
}


def asked(recorder: Any) -> Any:
    return [(f"{request.method} {str(request.url).removeprefix(API)}", body_of(request)) for request in recorder.asked]


@pytest.mark.parametrize("name", CALLS)
def test_what_is_asked(shop: Any, answering: Any, me: Any, name: Any) -> None:
    do, answers, calls = CALLS[name]
    recorder = answering(*answers)  # type: ignore[misc]

    do(shop, me)

    assert asked(recorder) == calls
    for request in recorder.asked:
        assert (request.headers["API-KEY"], request.headers["TENANT"]) == ("k3y", "lumina")
        assert not {"Authorization", "Cookie", "Origin"} & set(request.headers)


def test_a_new_cart_has_an_id_of_our_own(shop: Any, answering: Any, me: Any) -> None:
    recorder = answering(page(ITEM), CART)

    shop.carts.create([Item("item:itm-1", 1), Item("item:itm-1", 1)], me)

    path, body = asked(recorder)[-1]
    assert path == "POST /billing/cart"
    assert UUID(body.pop("id"))
    assert body == {"patientId": "pat-1", "items": [{"itemId": "itm-1", "quantity": 2}], "expiresDate": EXPIRES}


@pytest.mark.parametrize("lost", [(409, SENTENCE), (500, b""), (502, b"<html>")])
def test_a_cart_whose_answer_was_lost_is_found_by_its_id(shop: Any, answering: Any, me: Any, lost: Any) -> None:
    recorder = answering(page(ITEM), lost, CART)

    assert shop.carts.create([CREAM], me).ref == "cart-1"

    made = body_of(recorder.asked[1])["id"]
    assert recorder.lines[2] == f"GET {API}/billing/cart/{made}"


def test_a_cart_that_was_lost_before_it_was_made_is_unknown(shop: Any, answering: Any, me: Any) -> None:
    answering(page(ITEM), (500, b""), (404, SENTENCE))

    with pytest.raises(OutcomeUnknown):
        shop.carts.create([CREAM], me)


@pytest.mark.parametrize("nobody", [None, Access(patient_ref="")])
def test_without_a_patient_nothing_is_asked(shop: Any, answering: Any, nobody: Any) -> None:
    recorder = answering(CART)

    for do in (
        lambda: shop.carts.create([CREAM], nobody),
        lambda: shop.carts.read("cart-1", nobody),
        lambda: shop.carts.add("cart-1", [CREAM], nobody),
        lambda: shop.carts.change("cart-1", "line-1", CREAM, nobody),
        lambda: shop.carts.remove("cart-1", "line-1", nobody),
        lambda: shop.carts.apply_coupon("cart-1", "WELCOME10", nobody),
    ):
        with pytest.raises(SignedOut):
            do()
    assert recorder.asked == []


def test_the_hosted_pages_are_addressed_by_tenant_and_patient(shop: Any, answering: Any) -> None:
    stranger = Access(patient_ref="pat 1?")

    url = shop.cards.hosted_entry(stranger, "https://meadow.example/account/?a=b")

    assert url == (
        "https://app.decodahealth.com/lumina/embed/store-details/pat%201%3F"
        "?redirect_url=https%3A%2F%2Fmeadow.example%2Faccount%2F%3Fa%3Db&redirectParent=true"
    )


def test_the_hosted_form_is_for_this_charge(shop: Any, answering: Any, me: Any) -> None:
    answering(CHARGE)

    needed = shop.orders.pay(replace(REQUEST, payment_method="hosted"), me)

    assert needed.frame_url == "https://app.decodahealth.com/lumina/embed/pay/pat-1?charge_id=chg-1"
    assert (needed.reference, needed.secret, needed.redirect_url) == ("chg-1", "", "")


def test_a_chart_is_made_with_what_is_documented(charts: Any, answering: Any) -> None:
    recorder = answering(PATIENT)

    assert charts.create(NEW, "acc-1") == "pat-1"

    assert asked(recorder) == [
        (
            "POST /user/patient/create",
            {
                "externalId": "acc-1",
                "firstName": "Dana",
                "lastName": "Whitfield",
                "email": "dana@meadow.example",
                "phoneNumber": "+13035550141",
                "dateOfBirth": "1986-04-12",
                "gender": "female",
                "type": "PATIENT",
                "patientSource": "EXTERNAL_INTEGRATION",
            },
        )
    ]


def test_charts_are_searched_and_verified(charts: Any, answering: Any) -> None:
    recorder = answering(page(), page(), page(), {"patient": PATIENT, "charges": [], "paymentLink": None}, PATIENT)

    charts.find_by_external_id("acc-1")
    charts.candidates(email="dana+x@meadow.example")
    charts.candidates(phone="+13035550141")
    charts.verify("pat-1", "Whitfield", "+13035550141", date(1986, 4, 12))
    charts.profile("pat-1")

    assert asked(recorder) == [
        (TABLE + "external_id=acc-1&page=1&per_page=50", None),
        (TABLE + "email=dana%2Bx%40meadow.example&page=1&per_page=50", None),
        (TABLE + "phone_number=%2B13035550141&page=1&per_page=50", None),
        (
            "POST /billing/payment-link/verify-patient",
            {
                "patientId": "pat-1",
                "lastName": "Whitfield",
                "phoneNumber": "+13035550141",
                "dateOfBirth": "1986-04-12",
            },
        ),
        ("GET /user/patient/pat-1", None),
    ]


ASK_FOR_QUOTE = replace(REQUEST, key="attempt-9", reference="")


def test_quotes_are_shown_answered_and_ordered(quotes: Any, answering: Any, me: Any) -> None:
    accepted = QUOTE | {"status": "ACCEPTED"}
    recorder = answering(page(QUOTE), QUOTE, QUOTE, QUOTE, True, accepted, accepted, CHARGE)

    quotes.list(me)
    quotes.show("quote-1", me)
    assert quotes.accept("quote-1", me).can_be_ordered
    assert quotes.order("quote-1", ASK_FOR_QUOTE, me).order.ref == "chg-1"

    assert asked(recorder) == [
        ("GET /billing/quote/list?patient_id=pat-1&page=1&size=50", None),
        ("GET /billing/quote/quote-1", None),
        ("GET /billing/quote/public/quote-1?update_viewed_date=true", None),
        ("GET /billing/quote/quote-1", None),
        ("POST /billing/quote/respond", {"quoteId": "quote-1", "response": "accept"}),
        ("GET /billing/quote/quote-1", None),
        ("GET /billing/quote/quote-1", None),
        ("POST /billing/quote/convert-to-charge", {"quoteId": "quote-1", "externalId": "attempt-9"}),
    ]
