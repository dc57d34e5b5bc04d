"""What counts as a no, and what does not."""

from __future__ import annotations

import logging
from typing import Any

import pytest
import requests

from storefront.upstream.errors import (
    Busy,
    CartGone,
    CouponReason,
    CouponRefused,
    Misconfigured,
    NotFound,
    OrderRefused,
    OutcomeUnknown,
    PaymentDeclined,
    ProductRefused,
    SignedOut,
    SignInRefused,
    SignUpRefused,
    Unreadable,
    UpstreamError,
)
from storefront.upstream.types import ConfirmationNeeded, Item, PlacedOrders, Question
from tests.upstream.careportals.examples import CART, CART_REF, INTENT, LINE, LOGIN, ORDER, REFUSAL, START, USER
from tests.upstream.careportals.test_requests import NEW, REQUEST

HTML = b"<html><h1>Bad gateway</h1></html>"
ITEM = Item("p1", 1)


@pytest.mark.parametrize("status", [400, 406, 409])
def test_a_sign_up_is_refused_without_a_reason(shop: Any, status: int) -> None:
    clinic, _ = shop((status, {"message": "Account Exists Already"}))

    with pytest.raises(SignUpRefused) as raised:
        clinic.accounts.sign_up(NEW)
    assert "Exists" not in str(raised.value)


@pytest.mark.parametrize("status", [400, 401])
def test_a_wrong_password_is_a_refused_sign_in(shop: Any, status: int) -> None:
    clinic, _ = shop((status, {"message": "Unauthorized"}))

    with pytest.raises(SignInRefused):
        clinic.accounts.sign_in("a@b.example", "pw")


@pytest.mark.parametrize("answer", [(201, True), (201, b""), (400, REFUSAL), (404, REFUSAL)])
def test_a_forgotten_password_is_the_same_for_every_address(shop: Any, answer: Any) -> None:
    clinic, _ = shop(answer)

    clinic.accounts.forgot_password("a@b.example")


@pytest.mark.parametrize(
    "do",
    [
        lambda clinic: clinic.accounts.sign_up(NEW),
        lambda clinic: clinic.accounts.sign_in("a", "b"),
        lambda clinic: clinic.accounts.forgot_password("a"),
        lambda clinic: clinic.catalogue.product("65c4a8e6b9c1aa0011223344"),
        lambda clinic: clinic.carts.read(CART_REF, None),
        lambda clinic: clinic.carts.create([ITEM], None),
    ],
)
def test_an_organization_they_do_not_know_is_our_mistake_and_no_ones_else(shop: Any, do: Any) -> None:
    clinic, _ = shop((400, {"message": ["Organization not found"], "statusCode": 400}))

    with pytest.raises(Misconfigured):
        do(clinic)


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


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ("Coupon has expired", CouponReason.EXPIRED),
        ("Coupon is not active yet", CouponReason.NOT_YET),
        ("Coupon requires a minimum amount of 100", CouponReason.MINIMUM),
        ("Coupon has already been used", CouponReason.USED),
        ("Usage limit reached", CouponReason.USED),
        ("Not applicable to the products in your cart", CouponReason.NOT_THESE_ITEMS),
        ("Cannot be combined with another coupon", CouponReason.NOT_COMBINED),
        ("Invalid coupon code", CouponReason.UNKNOWN),
        ({"message": "Coupon has expired", "code": 7}, CouponReason.EXPIRED),
        (["Coupon has expired"], CouponReason.EXPIRED),
        ({"code": 7}, CouponReason.UNKNOWN),
    ],
)
def test_a_refused_coupon_says_why_in_our_vocabulary(shop: Any, ana: Any, words: Any, reason: Any) -> None:
    clinic, _ = shop((201, START | {"couponError": words}))

    with pytest.raises(CouponRefused) as raised:
        clinic.carts.apply_coupon(CART_REF, "SECRETCODE", ana)
    assert raised.value.reason is reason
    assert "SECRETCODE" not in str(raised.value)


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


# -- the act -----------------------------------------------------------------------------------------------------------


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


@pytest.mark.parametrize("status", [400, 402])
def test_a_card_that_is_not_taken_is_declined(shop: Any, ana: Any, status: int) -> None:
    clinic, _ = shop((status, REFUSAL))

    with pytest.raises(PaymentDeclined):
        clinic.cards.add("pm_new", ana)


def test_a_card_kept_without_an_answer_is_looked_up(shop: Any, ana: Any) -> None:
    clinic, recorder = shop((204, b""), [{"id": "pm_new", "type": "card", "last4": "4242", "exp": "08/2031"}])

    assert clinic.cards.add("pm_new", ana).last4 == "4242"
    assert recorder.last.method == "GET"


# -- nothing leaks -----------------------------------------------------------------------------------------------------

SECRETS = ("t0ken", "SECRETCODE", "ana@harbour.example", "Secret-123!", "Quay Street", CART_REF, "pm_1", "1986-04-17")


@pytest.mark.parametrize(
    "answer",
    [
        (400, {"message": "ana@harbour.example SECRETCODE"}),
        (401, REFUSAL),
        (402, REFUSAL),
        (403, REFUSAL),
        (500, HTML),
        (200, HTML),
        (200, {"_id": "t0ken/SECRETCODE", "totalAmount": "SECRETCODE"}),
        (200, LOGIN | {"token": "t0ken t0ken"}),
        requests.ConnectionError(f"/v2/checkout/{CART_REF}/coupon/SECRETCODE"),
    ],
)
def test_no_error_and_no_log_line_tells_about_a_patient(
    shop: Any, ana: Any, caplog: pytest.LogCaptureFixture, answer: Any
) -> None:
    clinic, _ = shop(answer)
    caplog.set_level(logging.DEBUG)
    errors = []

    for do in (
        lambda: clinic.accounts.sign_up(NEW),
        lambda: clinic.accounts.sign_in("ana@harbour.example", "Secret-123!"),
        lambda: clinic.accounts.profile(ana),
        lambda: clinic.carts.read(CART_REF, ana),
        lambda: clinic.carts.apply_coupon(CART_REF, "SECRETCODE", ana),
        lambda: clinic.cards.remove("pm_1", ana),
        lambda: clinic.orders.place(REQUEST, ana),
        lambda: clinic.orders.look_up(Question("", CART_REF), ana),
    ):
        try:
            do()
        except UpstreamError as error:
            errors.append(f"{error!s} {error!r} {error.detail}")

    assert errors
    everything = " ".join(errors) + " ".join(str(record.__dict__) for record in caplog.records)
    assert [secret for secret in SECRETS if secret in everything] == []


def test_an_account_that_was_made_needs_no_reading(shop: Any) -> None:
    clinic, _ = shop((201, USER | {"dob": 1}))

    clinic.accounts.sign_up(NEW)
