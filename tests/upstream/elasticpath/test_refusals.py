"""What Elastic Path says no with, and what the caller gets to hear. Both of its error shapes, and none at all."""

from __future__ import annotations

import logging
import traceback
from dataclasses import replace
from typing import Any

import pytest
import requests

from storefront.upstream.errors import (
    Busy,
    CartGone,
    CouponReason,
    CouponRefused,
    Misconfigured,
    NoAccount,
    NotFound,
    OrderRefused,
    OutcomeUnknown,
    OutOfStock,
    PaymentDeclined,
    ProductRefused,
    Refused,
    SignedOut,
    SignInRefused,
    SignUpRefused,
    Unreachable,
    Unreadable,
    UpstreamError,
)
from storefront.upstream.types import Access, Item, PlacedOrders, Question
from tests.upstream.elasticpath.examples import (
    CART,
    CART_ANSWER,
    EMPTY,
    ITEMS,
    LINE,
    ORDER,
    ORDER_ANSWER,
    ORDER_DATA,
    PAID_ORDER,
    PRODUCT,
    RECREATED,
    SIGNED_IN,
    refusal,
)
from tests.upstream.elasticpath.test_requests import NEW, PAY, REQUEST, TWO

STRIPE = {"gateway": "elastic_path_payments_stripe"}
STOCK_GONE = refusal(400, "Insufficient stock", "There is not enough stock to add gift2 to your cart")
NO_CODE = refusal(404, "Not ProductEntry", "No promotion could be found with the given code.")
HTML = b"<html>Bad gateway</html>"
NOT_SENT = requests.ConnectionError


def raised_by(call: Any) -> UpstreamError:
    with pytest.raises(UpstreamError) as raised:
        call()
    return raised.value


def check(error: UpstreamError, kind: type[UpstreamError]) -> None:
    assert type(error) is kind, repr(error)


# -- people ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [400, 401, 404, 409, 422])
@pytest.mark.parametrize("written", [int, str])
def test_every_refused_sign_in_is_the_same(shop: Any, status: int, written: Any) -> None:
    clinic, _ = shop((status, refusal(written(status), "x", "authentication failed")))

    check(raised_by(lambda: clinic.accounts.sign_in("erin@summit.example", "pw")), SignInRefused)
    check(raised_by(lambda: clinic.accounts.sign_up(NEW)), SignUpRefused)


@pytest.mark.parametrize(("status", "kind"), [(403, Misconfigured), (429, Busy), (503, OutcomeUnknown)])
def test_what_is_not_about_the_password(shop: Any, status: int, kind: Any) -> None:
    clinic, _ = shop((status, refusal(status)))

    check(raised_by(lambda: clinic.accounts.sign_in("erin@summit.example", "pw")), kind)


def test_a_refusal_that_is_no_json_proves_nothing(shop: Any) -> None:
    clinic, _ = shop((400, HTML))

    check(raised_by(lambda: clinic.accounts.sign_in("erin@summit.example", "pw")), Unreadable)


@pytest.mark.parametrize("data", [[], None])
def test_a_member_without_an_account_is_told_apart(shop: Any, data: Any) -> None:
    clinic, _ = shop((201, SIGNED_IN | {"data": data}))

    error = raised_by(lambda: clinic.accounts.sign_in("erin@summit.example", "pw"))

    check(error, NoAccount)


def test_passwords_are_not_reset_here(shop: Any) -> None:
    clinic, store = shop({})

    assert clinic.can.reset_password is False
    check(raised_by(lambda: clinic.accounts.forgot_password("erin@summit.example")), Refused)
    assert store.asked == []


# -- tokens ------------------------------------------------------------------------------------------------------------


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


# -- the shelf ---------------------------------------------------------------------------------------------------------


def test_a_product_that_is_not_there(shop: Any) -> None:
    clinic, _ = shop((404, refusal("404")))

    check(raised_by(lambda: clinic.catalogue.product(PRODUCT)), NotFound)


@pytest.mark.parametrize("status", [400, 404, 422])
def test_a_catalog_that_is_refused_is_the_clinics_matter(shop: Any, status: int) -> None:
    clinic, _ = shop((status, refusal(str(status), "Bad Request", "Currency XXX is not enabled")))

    check(raised_by(clinic.catalogue.products), Misconfigured)


# -- carts -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [400, 404, 422])
def test_a_product_that_cannot_be_added(shop: Any, status: int) -> None:
    clinic, _ = shop((201, CART_ANSWER), (status, STOCK_GONE))
    check(raised_by(lambda: clinic.carts.create(TWO, None)), ProductRefused)

    clinic, _ = shop(CART_ANSWER, (status, STOCK_GONE))
    check(raised_by(lambda: clinic.carts.add(CART, TWO, None)), ProductRefused)

    clinic, _ = shop((status, STOCK_GONE), CART_ANSWER)
    check(raised_by(lambda: clinic.carts.change(CART, LINE, Item(PRODUCT, 99), None)), ProductRefused)


def test_errors_beside_the_lines_are_a_refusal_too(shop: Any) -> None:
    clinic, _ = shop(CART_ANSWER, (201, ITEMS | STOCK_GONE))
    check(raised_by(lambda: clinic.carts.add(CART, TWO, None)), ProductRefused)

    clinic, _ = shop(CART_ANSWER, (201, ITEMS | NO_CODE))
    check(raised_by(lambda: clinic.carts.apply_coupon(CART, "X", None)), CouponRefused)


@pytest.mark.parametrize("do", ["change", "remove"])
@pytest.mark.parametrize(("cart", "kind"), [(EMPTY, NotFound), (RECREATED, CartGone), ((503, b""), OutcomeUnknown)])
def test_a_line_that_is_not_there_or_its_cart(shop: Any, do: str, cart: Any, kind: Any) -> None:
    clinic, _ = shop((404, refusal(404, "Not ProductEntry", "Item was not found in the cart")), cart)

    if do == "change":
        check(raised_by(lambda: clinic.carts.change(CART, LINE, TWO[0], None)), kind)
    else:
        check(raised_by(lambda: clinic.carts.remove(CART, LINE, None)), kind)


@pytest.mark.parametrize("status", [400, 404, 422])
def test_a_code_that_is_not_for_this_cart(shop: Any, status: int) -> None:
    clinic, store = shop(CART_ANSWER, (status, NO_CODE))

    error = raised_by(lambda: clinic.carts.apply_coupon(CART, "EXPIRED", None))

    check(error, CouponRefused)
    assert isinstance(error, CouponRefused)
    assert error.reason is CouponReason.UNKNOWN
    assert len(store.asked) == 2


def test_taking_off_a_code_that_fell_away_already_is_no_trouble(shop: Any) -> None:
    clinic, _ = shop(CART_ANSWER, (404, NO_CODE), CART_ANSWER)
    cart = clinic.carts.read(CART, None)

    assert clinic.carts.remove_coupon(replace(cart, coupon="OLD"), None) == cart


def test_two_writes_at_once_are_busy(shop: Any, erin: Any) -> None:
    clinic, _ = shop(CART_ANSWER, (409, refusal(409, "Conflict", "Write conflict detected")))
    check(raised_by(lambda: clinic.carts.add(CART, TWO, None)), Busy)
    check(raised_by(lambda: clinic.carts.remove(CART, LINE, None)), Busy)


@pytest.mark.parametrize(("status", "kind"), [(404, CartGone), (400, Refused), (422, Refused)])
def test_a_cart_that_cannot_be_claimed(shop: Any, erin: Any, status: int, kind: Any) -> None:
    clinic, _ = shop(CART_ANSWER, (status, refusal(status)))

    check(raised_by(lambda: clinic.carts.claim(CART, erin)), kind)


def test_a_gateways_page_does_not_make_a_cart_gone(shop: Any, erin: Any) -> None:
    clinic, _ = shop((404, HTML))

    for do in (lambda: clinic.carts.read(CART, erin), lambda: clinic.carts.remove(CART, LINE, None)):
        check(raised_by(do), Unreadable)


@pytest.mark.parametrize("answer", [(204, b""), (404, refusal(404)), (503, b""), requests.ReadTimeout(), (401, b"")])
def test_discarding_a_cart_never_fails(shop: Any, erin: Any, answer: Any) -> None:
    clinic, _ = shop(answer)

    assert clinic.carts.discard(CART, erin) is None


# -- the act -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        ((400, refusal(400, "required")), OrderRefused),
        ((400, STOCK_GONE), OutOfStock),
        ((422, refusal("422")), OrderRefused),
        ((429, refusal(429)), Busy),
        ((400, HTML), OutcomeUnknown),
        ((422, {}), OutcomeUnknown),
        ((404, refusal(404)), OutcomeUnknown),
        ((405, refusal(405)), OutcomeUnknown),
        ((409, refusal(409)), OutcomeUnknown),
        ((500, refusal(500)), OutcomeUnknown),
        ((302, b""), OutcomeUnknown),
        (requests.ReadTimeout(), OutcomeUnknown),
        (requests.ConnectionError("reset"), OutcomeUnknown),
        ((201, HTML), Unreadable),
        ((201, {"data": {"id": ORDER}}), Unreadable),
    ],
)
@pytest.mark.parametrize("mode", ["account_token", "account"])
def test_how_a_checkout_may_end(shop: Any, erin: Any, answer: Any, kind: Any, mode: str) -> None:
    clinic, store = shop(answer, checkout=mode)

    check(raised_by(lambda: clinic.orders.place(REQUEST, erin)), kind)

    assert len(store.asked) == 1


@pytest.mark.parametrize(
    ("answer", "order", "kind"),
    [
        ((422, refusal("422", "Payment declined")), ORDER_ANSWER, PaymentDeclined),
        ((400, refusal("400")), ORDER_ANSWER, PaymentDeclined),
        ((402, refusal("402")), ORDER_ANSWER, PaymentDeclined),
        ((200, {"data": {"id": "t", "status": "failed"}}), ORDER_ANSWER, PaymentDeclined),
        ((400, STOCK_GONE), ORDER_ANSWER, OrderRefused),
        ((422, refusal("422")), {"data": ORDER_DATA | {"status": "cancelled"}}, OrderRefused),
        ((422, refusal("422")), (503, b""), OutcomeUnknown),
        ((422, HTML), ORDER_ANSWER, OutcomeUnknown),
        ((404, refusal(404)), ORDER_ANSWER, OutcomeUnknown),
        ((409, refusal(409)), ORDER_ANSWER, OutcomeUnknown),
        ((503, b""), ORDER_ANSWER, OutcomeUnknown),
        (requests.ReadTimeout(), ORDER_ANSWER, OutcomeUnknown),
        ((200, HTML), ORDER_ANSWER, Unreadable),
        ((429, b""), ORDER_ANSWER, Busy),
    ],
)
@pytest.mark.parametrize("step", ["pay", "confirm"])
def test_how_a_payment_may_end(shop: Any, erin: Any, answer: Any, order: Any, kind: Any, step: str) -> None:
    clinic, store = shop(ORDER_ANSWER, answer, order, **STRIPE)
    act = clinic.orders.pay if step == "pay" else clinic.orders.confirm

    check(raised_by(lambda: act(replace(PAY, confirmation="t-1"), erin)), kind)

    assert [sent.method for sent in store.asked].count("POST") == 1


def test_paid_already_is_placed_and_not_a_decline(shop: Any, erin: Any) -> None:
    clinic, _ = shop(ORDER_ANSWER, (422, refusal("422", detail="The order is already paid")), PAID_ORDER, **STRIPE)

    assert isinstance(clinic.orders.pay(PAY, erin), PlacedOrders)


def test_the_manual_gateway_declines_no_cards(shop: Any, erin: Any) -> None:
    clinic, _ = shop(ORDER_ANSWER, (422, refusal("422", detail="Gateway manual is not enabled")), ORDER_ANSWER)

    check(raised_by(lambda: clinic.orders.pay(PAY, erin)), OrderRefused)


@pytest.mark.parametrize(
    ("order", "kind"),
    [
        ((503, b""), Unreachable),
        (requests.ReadTimeout(), Unreachable),
        (HTML, Unreachable),
        ((404, refusal(404)), OrderRefused),
        ((429, b""), Busy),
        ({"data": ORDER_DATA | {"status": "cancelled"}}, OrderRefused),
    ],
)
def test_what_goes_wrong_before_the_payment_is_sent_is_definite(shop: Any, erin: Any, order: Any, kind: Any) -> None:
    clinic, store = shop(order, **STRIPE)

    check(raised_by(lambda: clinic.orders.pay(PAY, erin)), kind)

    assert all(sent.method == "GET" for sent in store.asked)


def test_confirming_what_nobody_asks_is_a_decline(shop: Any, erin: Any) -> None:
    clinic, _ = shop(ORDER_ANSWER, {"data": []}, **STRIPE)

    check(raised_by(lambda: clinic.orders.confirm(PAY, erin)), PaymentDeclined)


def test_a_look_that_fails_says_so(shop: Any, erin: Any) -> None:
    for answer, kind in [((503, b""), OutcomeUnknown), ((404, HTML), Unreadable), ((400, refusal(400)), NotFound)]:
        clinic, _ = shop(answer)
        check(raised_by(lambda: clinic.orders.look_up(Question("attempt-1", CART), erin)), kind)  # noqa: B023


@pytest.mark.parametrize("token", ["", "pm 1", "pm_1/../x", "é", "x" * 256])
def test_a_card_that_cannot_be_one_is_declined(shop: Any, erin: Any, token: Any) -> None:
    clinic, _ = shop({}, **STRIPE)

    check(raised_by(lambda: clinic.cards.add(token, erin)), PaymentDeclined)
    check(raised_by(lambda: clinic.cards.remove("pm_1", erin)), NotFound)


def test_a_clinic_that_takes_no_cards_takes_none(shop: Any, erin: Any) -> None:
    clinic, _ = shop({})

    check(raised_by(lambda: clinic.cards.add("pm_1", erin)), PaymentDeclined)


# -- nothing gets out --------------------------------------------------------------------------------------------------

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
