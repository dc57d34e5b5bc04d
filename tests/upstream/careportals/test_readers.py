"""What CarePortals answers, in every shape we know, and what is made of shapes we do not."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from storefront.money import Money
from storefront.upstream.errors import NotFound, Unreadable
from storefront.upstream.observer import ODD, ObservedCall
from storefront.upstream.types import (
    Address,
    Discount,
    Interval,
    OrderStatus,
    PaymentMethod,
    Question,
    Recurrence,
    RenewalPhase,
    Requirement,
    SubscriptionState,
    Verdict,
)
from tests.upstream.careportals.conftest import ORGANIZATION
from tests.upstream.careportals.examples import (
    ACCOUNT,
    ADDRESS,
    CART,
    CART_REF,
    LINE,
    LOGIN,
    NEW_PRODUCT,
    OLD_PRODUCT,
    ORDER,
    PATIENT_REF,
    SHORT_CARD,
    START,
    STRIPE_CARD,
)


def cad(amount: Any) -> Any:
    return Money.of(amount, "CAD")


# -- people ------------------------------------------------------------------------------------------------------------


def test_signing_in_gives_access_and_a_name_to_greet(shop: Any) -> None:
    clinic, _ = shop((201, LOGIN))

    (signed_in,) = clinic.accounts.sign_in("ana@harbour.example", "pw")

    assert signed_in.access.patient_ref == PATIENT_REF
    assert signed_in.access.token == "a.b.c"
    assert signed_in.access.expires_at == datetime.fromtimestamp(1790086400, UTC)
    assert signed_in.profile.given_name == "Ana"
    assert "a.b.c" not in repr(signed_in)


def _jwt(claims: Any) -> Any:
    return "h." + base64.urlsafe_b64encode(json.dumps(claims).encode()).rstrip(b"=").decode() + ".s"


@pytest.mark.parametrize(
    ("exp", "token", "seconds"),
    [
        ("1790086400", "a.b.c", 1790086400),
        (1790086400, "a.b.c", 1790086400),
        (1790086400.5, "a.b.c", 1790086400),
        (None, _jwt({"exp": 1790000001}), 1790000001),
        ("soon", _jwt({"exp": "1790000001"}), 1790000001),
    ],
)
def test_the_end_of_a_sign_in_is_theirs_however_they_say_it(shop: Any, exp: Any, token: Any, seconds: int) -> None:
    clinic, _ = shop(LOGIN | {"exp": exp, "token": token})

    (signed_in,) = clinic.accounts.sign_in("a", "b")

    assert signed_in.access.expires_at == datetime.fromtimestamp(seconds, UTC)


@pytest.mark.parametrize(
    "token", ["opaque", "a.%%%.c", _jwt([1]), _jwt({}), _jwt({"exp": {"a": 1}}), _jwt({"exp": 1e30})]
)
def test_a_sign_in_that_does_not_say_when_it_ends_lasts_a_day(shop: Any, token: Any) -> None:
    clinic, _ = shop({name: value for name, value in LOGIN.items() if name != "exp"} | {"token": token})

    (signed_in,) = clinic.accounts.sign_in("a", "b")

    left = signed_in.access.expires_at - datetime.now(UTC)
    assert timedelta(hours=23, minutes=59) < left <= timedelta(hours=24)


@pytest.mark.parametrize("wrong", [{"token": None}, {"token": "a b"}, {"token": "a\nb"}, {"_id": None}, {"_id": "a/b"}])
def test_a_sign_in_without_a_usable_token_or_patient_is_unreadable(shop: Any, wrong: Any) -> None:
    clinic, _ = shop(LOGIN | wrong)

    with pytest.raises(Unreadable) as raised:
        clinic.accounts.sign_in("a", "b")

    assert next(iter(wrong)) in str(raised.value)
    assert "a.b.c" not in str(raised.value)


def test_a_profile_prefills_the_address(shop: Any, ana: Any) -> None:
    clinic, _ = shop(ACCOUNT)

    profile = clinic.accounts.profile(ana)

    assert profile.email == "ana@harbour.example"
    assert profile.address == Address("12 Quay Street", "Halifax", "NS", "B3H 4R2", "CA")


@pytest.mark.parametrize(
    "address", [None, {}, {"default": None}, {"default": {}}, {"default": dict.fromkeys(ADDRESS, "")}, [], "x"]
)
def test_a_profile_without_an_address_prefills_nothing(shop: Any, ana: Any, address: Any) -> None:
    clinic, _ = shop(ACCOUNT | {"address": address})

    assert clinic.accounts.profile(ana).address is None


# -- the shelf ---------------------------------------------------------------------------------------------------------


def test_both_shapes_of_a_product_are_read(shop: Any) -> None:
    clinic, _ = shop([OLD_PRODUCT, NEW_PRODUCT])

    old, new = clinic.catalogue.products()

    assert (old.name, old.price, old.list_price) == ("Vitamin D3", cad("19.50"), cad(24))
    assert (old.picture_url, old.physical, old.recurring) == ("https://pictures.example/d3.png", True, False)
    assert (new.name, new.summary, new.description) == ("Clear Skin Plan", "Every month", "")
    assert (new.price, new.list_price) == (cad(45), None)  # its list price is not higher
    assert (new.picture_url, new.physical, new.category) == ("https://pictures.example/small.png", False, "Skin")
    assert (new.recurring, new.recurrence) == (True, Recurrence(1, Interval.MONTH))


@pytest.mark.parametrize("status", ["disabled", "draft", "ACTIVE-not", "archived"])
def test_only_active_products_are_sold_and_absent_means_active(shop: Any, status: str) -> None:
    hidden = {"_id": "x", "status": status}  # and nothing else in it matters

    clinic, _ = shop([hidden, OLD_PRODUCT, OLD_PRODUCT | {"status": None}, NEW_PRODUCT | {"price": None}])
    assert [product.name for product in clinic.catalogue.products()] == ["Vitamin D3", "Vitamin D3"]

    clinic, _ = shop(hidden)
    with pytest.raises(NotFound):
        clinic.catalogue.product("x")


def _phase(every: Any, unit: Any) -> Any:
    return {"fillingCycleInterval": every, "fillingCycleUnit": unit}


@pytest.mark.parametrize(
    "phases",
    [
        None,
        [],
        [{}],
        [{"fillingCycleInterval": 0, "fillingCycleUnit": "month"}],
        [{"fillingCycleInterval": 1, "fillingCycleUnit": "moon"}],
    ],
)
def test_a_subscription_that_does_not_say_how_often_still_recurs(shop: Any, phases: Any) -> None:
    clinic, _ = shop([NEW_PRODUCT | {"subscriptionPhases": phases}])

    (product,) = clinic.catalogue.products()

    assert (product.recurring, product.recurrence) == (True, None)


def test_a_subscription_whose_next_charge_differs_says_so(shop: Any) -> None:
    phases = [
        {"fillingCycleInterval": "3", "fillingCycleUnit": "Weeks", "price": 45},
        {"fillingCycleInterval": 3, "fillingCycleUnit": "weeks", "price": "80.00"},
    ]
    clinic, _ = shop([NEW_PRODUCT | {"subscriptionPhases": phases}])

    (product,) = clinic.catalogue.products()

    assert product.recurrence == Recurrence(3, Interval.WEEK, cad(80))


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"price": "free"}, "price"),
        ({"price": -1}, "price"),
        ({"price": True}, "price"),
        ({"price": 19.555}, "price"),
        ({"price": 10**12}, "price"),
        ({"_id": "../x"}, "_id"),
        ({"_id": "x" * 129}, "_id"),
        ({"name": None}, "label"),
        ({"currency": "USD"}, "currency"),
        ({"images": "x"}, "images"),
    ],
)
def test_a_product_in_an_unknown_shape_names_the_field_and_not_the_value(shop: Any, wrong: Any, field: str) -> None:
    clinic, _ = shop([OLD_PRODUCT | wrong])

    with pytest.raises(Unreadable) as raised:
        clinic.catalogue.products()

    assert field in str(raised.value)
    assert not any(str(value) in raised.value.detail for value in wrong.values() if value not in (None, -1, "x"))


@pytest.mark.parametrize("answer", [{}, None, "x", [1], [None], {"data": []}])
def test_a_shelf_that_is_no_list_of_products_is_unreadable(shop: Any, answer: Any) -> None:
    clinic, _ = shop((200, answer))

    with pytest.raises(Unreadable):
        clinic.catalogue.products()


def test_words_lose_what_would_break_a_page(shop: Any) -> None:
    clinic, _ = shop([OLD_PRODUCT | {"name": "Vita\x00min \ud800D3", "imageUrl": "javascript:alert(1)"}])

    (product,) = clinic.catalogue.products()

    assert (product.name, product.picture_url) == ("Vitamin D3", "")


# -- carts -------------------------------------------------------------------------------------------------------------


def test_a_cart_says_what_they_say_and_the_list_price_reduction_is_no_coupon(shop: Any) -> None:
    clinic, _ = shop(CART)

    cart = clinic.carts.read(CART_REF, None)

    (line,) = cart.lines
    assert (line.ref, line.product_ref, line.quantity) == ("qX8-k_1", OLD_PRODUCT["_id"], 2)
    assert (line.unit_price, line.total, line.list_price) == (cad(45), cad(90), cad("55.50"))
    assert (cart.total, cart.subtotal, cart.discounts, cart.dropped) == (cad(90), cad(90), (), ())


def test_what_a_coupon_saves_is_what_the_lines_cost_less_the_total(shop: Any, ana: Any) -> None:
    clinic, _ = shop(START | {"cart": CART | {"totalAmount": 72, "discountAmount": 39}})

    cart = clinic.carts.apply_coupon(CART_REF, "NEW20", ana)

    assert (cart.total, cart.discounts, cart.coupon) == (cad(72), (Discount(cad(18), "NEW20"),), "NEW20")


def test_a_coupon_may_answer_the_bare_cart(shop: Any, ana: Any) -> None:
    clinic, _ = shop(CART | {"totalAmount": 80})

    assert clinic.carts.apply_coupon(CART_REF, "TEN", ana).discount == cad(10)


def test_the_noise_of_binary_floats_is_not_money(shop: Any) -> None:
    clinic, _ = shop(CART | {"totalAmount": Decimal("89.99999999999999").__float__()})

    assert clinic.carts.read(CART_REF, None).total == cad(90)


def test_numbers_may_come_in_quotes(shop: Any) -> None:
    clinic, _ = shop(CART | {"totalAmount": "90.00", "lineItems": [LINE | {"price": "45.00", "quantity": "2"}]})

    assert clinic.carts.read(CART_REF, None).total == cad(90)


def test_a_subscription_line_is_one_whatever_is_echoed(shop: Any) -> None:
    clinic, _ = shop(CART | {"lineItems": [LINE | {"quantity": 5, "isSubscription": True}], "totalAmount": 45})

    (line,) = clinic.carts.read(CART_REF, None).lines

    assert (line.quantity, line.total, line.fixed_quantity, line.recurring) == (1, cad(45), True, True)


@pytest.mark.parametrize(
    ("extras", "dropped"),
    [
        ({"removedDisabledLineItems": "a,b"}, ("a", "b")),
        ({"removedDisabledLineItems": " a , ,"}, ("a",)),
        ({"removedDisabledLineItems": ""}, ()),
        ({"removedDisabledLineItems": None}, ()),
        (None, ()),
        ([], ()),
        ("x", ()),
    ],
)
def test_what_they_took_out_by_themselves_is_told(shop: Any, extras: Any, dropped: Any) -> None:
    clinic, _ = shop(CART | {"extras": extras, "lineItems": [], "totalAmount": 0})

    assert clinic.carts.read(CART_REF, None).dropped == dropped


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"totalAmount": None}, "totalAmount"),
        ({"totalAmount": 90.005}, "totalAmount"),
        ({"lineItems": None}, "lineItems"),
        ({"lineItems": [LINE | {"quantity": 0}]}, "lineItems.0.quantity"),
        ({"lineItems": [LINE | {"price": None}]}, "lineItems.0.price"),
        ({"lineItems": [LINE | {"id": "a b"}]}, "lineItems.0.id"),
        ({"_id": ""}, "_id"),
        ({"currency": "USD"}, "currency"),
    ],
)
def test_a_cart_in_an_unknown_shape_names_the_field(shop: Any, wrong: Any, field: str) -> None:
    clinic, _ = shop(CART | wrong)

    with pytest.raises(Unreadable) as raised:
        clinic.carts.read(CART_REF, None)

    assert field in raised.value.detail


@pytest.mark.parametrize("wrong", [{"cart": None}, {"currency": "USD"}, {"cart": []}])
def test_a_start_without_its_cart_is_unreadable(shop: Any, ana: Any, wrong: Any) -> None:
    clinic, _ = shop(START | wrong)

    with pytest.raises(Unreadable):
        clinic.orders.prepare(CART_REF, "", ana)


# -- paying ------------------------------------------------------------------------------------------------------------


def test_both_shapes_of_a_card_are_read(shop: Any, ana: Any) -> None:
    clinic, _ = shop([STRIPE_CARD, SHORT_CARD])

    full, short = clinic.cards.list(ana)

    assert full == PaymentMethod("pm_1Full", "card", "visa", "4242", 8, 2031)
    assert short == PaymentMethod("pm_1Short", "card", "", "4242", 8, 2031)


@pytest.mark.parametrize(
    "odd", [{"exp": "8/31"}, {"exp": "x"}, {"exp": None}, {"exp": "13/2031"}, {"card": None}, {"card": "x"}]
)
def test_a_card_is_a_card_even_without_its_date(shop: Any, ana: Any, odd: Any) -> None:
    clinic, _ = shop([SHORT_CARD | odd])

    (card,) = clinic.cards.list(ana)

    assert card.ref == "pm_1Short"


def test_preparing_tells_the_cards_and_a_coupon_that_fell_away(shop: Any, ana: Any) -> None:
    clinic, _ = shop(START | {"couponError": "Coupon has expired"})

    preparation = clinic.orders.prepare(CART_REF, "OLD", ana)

    assert preparation.coupon_refused is True
    assert preparation.cart.coupon == ""
    assert [method.ref for method in preparation.payment_methods] == ["pm_1Short"]


# -- orders ------------------------------------------------------------------------------------------------------------


def _look(shop: Any, ana: Any, answer: Any) -> Any:
    clinic, _ = shop(answer)
    return clinic.orders.look_up(Question("", CART_REF), ana)


def test_an_order_is_read(shop: Any, ana: Any) -> None:
    look = _look(shop, ana, {"paymentStatus": "succeeded", "orders": [ORDER, ORDER | {"_id": "second", "id": "10484"}]})

    first, second = look.orders
    assert look.verdict is Verdict.PLACED
    assert (first.ref, first.number, first.total) == (ORDER["_id"], "10483", cad(90))
    assert first.placed_at == datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
    assert first.lines[0].total == cad(90)
    assert (first.discount, first.status) == (None, OrderStatus.REQUIREMENTS)
    assert second.number == "10484"


def test_what_is_left_to_do_is_told_once(shop: Any, ana: Any) -> None:
    intake, photo = {"type": "qnr", "key": "intake_form"}, {"type": "qnr", "key": "photo_id"}
    line = LINE | {"requirements": [intake, photo], "subscriptionPhases": [{"requirements": [photo, None, {}, 7]}, "?"]}
    more = {"lineItems": [line], "requirements": [{"type": "consent"}], "phases": [{"requirements": ["selfie"]}]}
    look = _look(shop, ana, {"paymentStatus": "succeeded", "orders": [ORDER | more]})

    assert look.orders[0].requirements == (
        Requirement("consent"),
        Requirement("", "selfie"),
        Requirement("qnr", "intake_form"),
        Requirement("qnr", "photo_id"),
        Requirement("", "7"),
    )


@pytest.mark.parametrize("odd", [None, "intake_form", {"type": "qnr"}, [None], 3])
def test_requirements_that_do_not_fit_are_left_out(shop: Any, ana: Any, odd: Any) -> None:
    more = {"lineItems": [LINE | {"requirements": odd, "subscriptionPhases": odd}], "requirements": odd}
    look = _look(shop, ana, {"paymentStatus": "succeeded", "orders": [ORDER | more]})

    assert look.orders[0].requirements == ()


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ("Awaiting Requirements", OrderStatus.REQUIREMENTS),
        ("awaiting_requirements", OrderStatus.REQUIREMENTS),
        (" Awaiting-Payment ", OrderStatus.UNPAID),
        ("pending", OrderStatus.UNPAID),
        ("processing", OrderStatus.RECEIVED),
        ("awaiting_requisition", OrderStatus.TEST),
        ("Awaiting Results", OrderStatus.RESULTS),
        ("Awaiting Script", OrderStatus.CLINICIAN),
        ("Awaiting Fulfillment", OrderStatus.PHARMACY),
        ("awaiting_shipment", OrderStatus.PACKING),
        ("Shipped", OrderStatus.SHIPPED),
        ("delivered", OrderStatus.DELIVERED),
        ("Canceled", OrderStatus.CANCELLED),
        ("refunded", OrderStatus.REFUNDED),
    ],
)
def test_statuses_in_prose_and_in_snake_case_mean_the_same(shop: Any, ana: Any, said: str, status: Any) -> None:
    look = _look(shop, ana, {"paymentStatus": "succeeded", "orders": [ORDER | {"status": said}]})

    assert look.orders[0].status is status


@pytest.mark.parametrize("said", ["On the moon", "", None])
def test_a_status_that_nobody_knows_is_unknown_and_counted(shop: Any, ana: Any, said: str | None) -> None:
    counted: list[ObservedCall] = []
    clinic, _ = shop(
        {"paymentStatus": "succeeded", "orders": [ORDER | {"status": said}]}, observer=counted.append, **ORGANIZATION
    )

    look = clinic.orders.look_up(Question("", CART_REF), ana)

    assert look.orders[0].status is OrderStatus.UNKNOWN
    assert [(one.outcome, one.route) for one in counted if one.outcome != "ok"] == [(ODD, "order status")]
    assert "moon" not in repr(counted)


@pytest.mark.parametrize(
    "odd",
    [
        {"createdAt": "yesterday"},
        {"createdAt": None},
        {"status": None},
        {"id": None},
        {"lineItems": None},
        {"shippingAddress": None},
        {"shippingAddress": "x"},
        {"customer": None},
        {"customer": "Ana Lindqvist"},
        {"customer": PATIENT_REF},
        {"customer": "ana@harbour.example#aurora_demo"},
        {"status": "awaiting_brand_new_thing"},
        {"lineItems": [{"name": "x", "price": "?", "subscriptionPhases": "?"}]},
    ],
)
def test_an_order_is_never_lost_for_a_detail(shop: Any, ana: Any, odd: Any) -> None:
    look = _look(shop, ana, {"paymentStatus": "succeeded", "orders": [ORDER | odd]})

    assert look.orders[0].ref == ORDER["_id"]
    assert look.orders[0].number


@pytest.mark.parametrize(
    "stranger", ["65c4a8e6b9c1aa0011220002", {"_id": "65c4a8e6b9c1aa0011220002"}, {"id": "someone"}]
)
def test_an_order_of_another_patient_is_not_shown(shop: Any, ana: Any, stranger: Any) -> None:
    with pytest.raises(Unreadable):
        _look(shop, ana, {"paymentStatus": "succeeded", "orders": [ORDER | {"customer": stranger}]})


@pytest.mark.parametrize("wrong", [{"_id": None}, {"totalAmount": None}, {"currency": "USD"}])
def test_an_order_without_id_or_total_is_unreadable(shop: Any, ana: Any, wrong: Any) -> None:
    with pytest.raises(Unreadable):
        _look(shop, ana, {"paymentStatus": "succeeded", "orders": [ORDER | wrong]})


@pytest.mark.parametrize(
    ("answer", "verdict"),
    [
        ({"paymentStatus": "failed", "orders": []}, Verdict.FAILED),
        ({"paymentStatus": "pending"}, Verdict.PENDING),
        ({"paymentStatus": "processing", "orders": None}, Verdict.PENDING),
        ({"paymentStatus": "succeeded", "orders": []}, Verdict.PENDING),
        ((400, {"message": "Cart not found"}), Verdict.NOTHING),
        ((404, {"message": "Payment not found"}), Verdict.NOTHING),
    ],
)
def test_what_a_look_finds(shop: Any, ana: Any, answer: Any, verdict: Any) -> None:
    assert _look(shop, ana, answer).verdict is verdict


# -- subscriptions -----------------------------------------------------------------------------------------------------

GUIDE = {
    "_id": "sub-1",
    "customer": {"_id": PATIENT_REF},
    "status": "Active",
    "nextCycleDate": "2027-01-15T00:00:00.000Z",
    "lineItems": [{"name": "Plan", "productId": "p-1", "quantity": 1, "price": 45}],
}
EVENT = {
    "_id": "sub-2",
    "customer": {"_id": PATIENT_REF, "email": "x"},
    "status": "paused",
    "nextCycleDate": "2027-01-15T00:00:00.000Z",
    "product": "p-2",
    "phases": [
        {"price": 658, "cycles": "1", "fillingCycleInterval": 1, "fillingCycleUnit": "month"},
        {"price": 349, "cycles": 0, "fillingCycleInterval": 4, "fillingCycleUnit": "week"},
    ],
}


def test_a_subscription_is_read_in_both_shapes(shop: Any, ana: Any) -> None:
    clinic, _ = shop([GUIDE, EVENT])

    guide, event = clinic.subscriptions.list(ana)

    assert (guide.state, guide.lines[0].total) == (SubscriptionState.ACTIVE, cad(45))
    assert guide.next_at == datetime(2027, 1, 15, tzinfo=UTC)
    assert (event.state, event.lines[0].product_ref) == (SubscriptionState.PAUSED, "p-2")
    assert event.phases == (
        RenewalPhase(cad(658), Recurrence(1, Interval.MONTH), 1),
        RenewalPhase(cad(349), Recurrence(4, Interval.WEEK), 0),
    )


@pytest.mark.parametrize("odd", ["?", None, {}, GUIDE | {"_id": None}, GUIDE | {"customer": {"_id": "b" * 24}}])
def test_an_odd_row_costs_that_row(shop: Any, ana: Any, odd: Any) -> None:
    clinic, _ = shop([odd, GUIDE])

    assert [one.ref for one in clinic.subscriptions.list(ana)] == ["sub-1"]


def test_a_subscription_of_another_patient_is_not_found(shop: Any, ana: Any) -> None:
    clinic, _ = shop(GUIDE | {"customer": {"_id": "b" * 24}})

    with pytest.raises(NotFound):
        clinic.subscriptions.show("sub-1", ana)


def test_a_state_that_nobody_knows_offers_no_change(shop: Any, ana: Any) -> None:
    clinic, _ = shop(GUIDE | {"status": "Hibernating"})

    one = clinic.subscriptions.show("sub-1", ana)

    assert (one.state, one.changes) == (SubscriptionState.UNKNOWN, ())
