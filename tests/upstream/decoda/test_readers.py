"""What Decoda says, and what we make of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from storefront.money import Money
from storefront.upstream.decoda import decoda
from storefront.upstream.errors import CartGone, Misconfigured, NotFound, Refused, Unreadable
from storefront.upstream.observer import ODD, ObservedCall
from storefront.upstream.types import (
    Address,
    Discount,
    OrderStatus,
    Payment,
    PaymentMethod,
    Profile,
    Question,
    Requirement,
    Verdict,
)
from tests.upstream.decoda.conftest import BOOK, REQUEST, NoAccounts
from tests.upstream.decoda.examples import (
    BANK,
    CARD,
    CART,
    CHARGE,
    CREDIT,
    ITEM,
    LINE,
    NO_CREDIT,
    PACKAGE,
    PAID,
    PATIENT,
    QUOTE,
    SENTENCE,
    SHAPE_LIST,
    STRANGER_REF,
    page,
    paid_by,
)


def dollars(amount: str) -> Money:
    return Money.of(amount, "USD")


# -- the shelf ---------------------------------------------------------------------------------------------------------


def test_an_item_becomes_a_product_without_what_staff_keep_beside_it(shop: Any, answering: Any) -> None:
    answering(page(ITEM))

    product = shop.catalogue.product("item:itm-1")

    assert (product.name, product.price, product.summary) == ("Barrier Cream <b>", dollars("54.00"), "Botanica")
    assert (product.stock, product.physical, product.buyable, product.picture_url) == (7, True, True, "")


def test_an_item_needs_an_id_a_name_and_a_price_and_nothing_else(shop: Any, answering: Any) -> None:
    answering(page({"id": 7, "name": "Cream", "price": 100, "type": "ITEM"}), page())

    (product,) = shop.catalogue.products()

    assert (product.ref, product.stock, product.buyable) == ("item:7", None, True)


ODD_ITEMS = [{"price": 54.0}, {"price": "54"}, {"price": -1}, {"price": True}, {"price": None}, {"name": None}]


@pytest.mark.parametrize("wrong", ODD_ITEMS)
def test_an_odd_item_costs_itself_and_staff_are_told_which_field(settings: Any, answering: Any, wrong: Any) -> None:
    told: list[ObservedCall] = []
    shop = decoda(replace(settings, observer=told.append), NoAccounts(), coupons=BOOK)  # type: ignore[arg-type]
    answering(page(ITEM | wrong, ITEM | {"id": "itm-2"}), page())

    (product,) = shop.catalogue.products()

    assert product.ref == "item:itm-2"
    [odd] = [call for call in told if call.outcome == ODD]
    assert odd.route.startswith(("items: price", "items: name"))


def test_a_shelf_of_which_no_item_fits_is_not_an_empty_one(shop: Any, answering: Any) -> None:
    answering(page(ITEM | {"price": "54"}), page())

    with pytest.raises(Unreadable):
        shop.catalogue.products()


@pytest.mark.parametrize("answer", [{}, {"data": None, "total": 0}, {"data": []}, {"total": 3}, None, []])
def test_a_list_that_is_missing_is_not_an_empty_one(shop: Any, answering: Any, answer: Any) -> None:
    answering(answer, page())

    with pytest.raises(Unreadable):
        shop.catalogue.products()


def _stock(used: Any, *left: Any) -> dict[str, Any]:
    return {"quantityUsed": used, "stock": {"shipments": [{"remainingQuantity": each} for each in left]}}


@pytest.mark.parametrize(
    ("stocks", "left"),
    [
        (None, None),
        ([], None),
        ([_stock(1.0, 24.0)], 24),
        ([_stock(2.0, 3.0, 4.0)], 3),
        ([_stock(1.0, 9.0), _stock(4.0, 10.0)], 2),
        ([_stock(1.0)], 0),
        ([_stock(1.0, 0.0)], 0),
        ([_stock(0.0, 5.0)], None),  # what takes nothing of it says nothing about how many are left
        ([{"quantityUsed": 1.0, "stock": {"shipments": None}}], None),
    ],
)
def test_how_many_are_left_is_what_can_be_made_of_the_least_stock(
    shop: Any, answering: Any, stocks: Any, left: Any
) -> None:
    answering(page(ITEM | {"stocks": stocks}))

    assert shop.catalogue.product("item:itm-1").stock == left


def test_a_package_in_a_cart_says_little_and_stays_where_it_was_sold(settings: Any, answering: Any, me: Any) -> None:
    shop = decoda(replace(settings, categories=("Skincare",)), NoAccounts(), coupons=BOOK)  # type: ignore[arg-type]
    tiny = {"id": "pkg-1", "name": "Glow series", "description": None, "isArchived": False, "price": 48000}
    line = LINE | {"itemId": None, "item": None, "packageId": "pkg-1", "package": tiny}
    answering(CART | {"items": [line]})

    cart = shop.carts.read("cart-1", me)

    assert [each.name for each in cart.lines] == ["Glow series"]
    assert cart.dropped == ()


@pytest.mark.parametrize(
    ("odd", "seen", "buyable"),
    [
        ({"isArchived": True}, False, False),
        ({"price": None}, False, False),
        ({"type": "MEDICATION"}, False, False),
        ({"type": "MEMBERSHIP"}, False, False),
        ({"type": "PACKAGE"}, False, False),
        ({"type": "SERVICE"}, True, True),
        ({"type": "GADGET"}, True, False),
        ({"type": None}, True, False),
    ],
)
def test_what_is_seen_and_what_is_sold(shop: Any, answering: Any, odd: Any, seen: bool, buyable: bool) -> None:
    answering(page(ITEM | odd), page())

    products = shop.catalogue.products()

    assert [product.buyable for product in products] == ([buyable] if seen else [])


def test_a_clinic_may_allow_prescriptions_and_choose_categories(settings: Any, answering: Any) -> None:
    chosen = replace(settings, allow_medication=True, categories=("skincare",))
    shop = decoda(chosen, NoAccounts(), coupons=BOOK)  # type: ignore[arg-type]
    answering(
        page(
            ITEM | {"type": "MEDICATION"},
            ITEM | {"id": "other", "category": "Wellness"},
            ITEM | {"id": "none", "category": None},
        ),
        page(PACKAGE),
    )

    assert [(product.ref, product.buyable) for product in shop.catalogue.products()] == [("item:itm-1", True)]


@pytest.mark.parametrize(
    ("parts", "seen", "buyable"),
    [
        ([ITEM], True, True),
        ([ITEM, ITEM | {"type": "MEDICATION"}], False, False),
        ([ITEM, ITEM | {"type": "GADGET"}], True, False),
        ([None], True, False),
        ([], True, False),
    ],
)
def test_a_package_is_no_better_than_its_parts(
    shop: Any, answering: Any, parts: Any, seen: bool, buyable: bool
) -> None:
    answering(page(), page(PACKAGE | {"items": [{"itemId": "x", "quantity": 1, "item": part} for part in parts]}))

    assert [product.buyable for product in shop.catalogue.products()] == ([buyable] if seen else [])


def test_the_shelf_is_in_the_clinics_order_and_read_to_its_end(shop: Any, answering: Any) -> None:
    first, second, third = (ITEM | {"id": name, "sortOrder": at} for name, at in [("b", 2), ("a", 1), ("c", None)])
    recorder = answering(page(first, second, total=3), page(third, first, total=3), page(PACKAGE))

    refs = [product.ref for product in shop.catalogue.products()]

    assert refs == ["item:a", "item:b", "item:c", "package:pkg-1"]
    assert [line.rpartition("?")[2] for line in recorder.lines] == [
        "is_archived=false&page=1&per_page=50",
        "is_archived=false&page=2&per_page=50",
        "page=1&per_page=50",
    ]


def test_a_shelf_without_end_is_left_at_some_point(shop: Any, answering: Any) -> None:
    recorder = answering(page(ITEM, total=10**9))

    assert len(shop.catalogue.products()) == 2
    assert len(recorder.asked) == 80


@pytest.mark.parametrize("ref", ["item:itm-2", "item:", "itm-1", "package:..", "package:pkg-2", "", "item:itm"])
def test_a_product_that_is_not_there_is_not_found(shop: Any, answering: Any, ref: str) -> None:
    answering(page(ITEM) if ref.startswith("item") else PACKAGE)

    with pytest.raises(NotFound):
        shop.catalogue.product(ref)


# -- carts -------------------------------------------------------------------------------------------------------------


def test_a_cart_is_read_as_the_server_reckons_it(shop: Any, answering: Any, me: Any) -> None:
    answering(CART)

    cart = shop.carts.read("cart-1", me)

    assert (cart.subtotal, cart.tax, cart.total) == (dollars("108.00"), dollars("8.02"), dollars("105.22"))
    assert cart.discounts == (Discount(dollars("10.80"), code="WELCOME10"),)
    assert (cart.coupon, cart.count, cart.patient_ref) == ("WELCOME10", 2, me.patient_ref)
    (line,) = cart.lines
    assert (line.ref, line.product_ref, line.quantity) == ("line-1", "item:itm-1", 2)
    assert (line.unit_price, line.total) == (dollars("54.00"), dollars("108.00"))


def test_a_package_is_one_line_at_its_own_price(shop: Any, answering: Any, me: Any) -> None:
    line = LINE | {"itemId": None, "item": None, "packageId": "pkg-1", "package": PACKAGE, "unitPrice": None}
    answering(CART | {"items": [line]})

    (read,) = shop.carts.read("cart-1", me).lines

    assert (read.product_ref, read.name, read.unit_price) == ("package:pkg-1", "Glow series", dollars("54.00"))


@pytest.mark.parametrize("notes", [None, "call back on Monday", "coupon:", "no coupon:WELCOME10", 7])
def test_notes_of_staff_are_no_coupon_and_are_not_shown(shop: Any, answering: Any, me: Any, notes: Any) -> None:
    answering(CART | {"notes": notes})

    cart = shop.carts.read("cart-1", me)

    assert cart.coupon == cart.discounts[0].code == ""
    assert "Monday" not in repr(cart)


@pytest.mark.parametrize("nothing", [{"discountAmount": None}, {"taxAmount": None}, {"creator": None}])
def test_nulls_where_there_may_be_some_are_nothing(shop: Any, answering: Any, me: Any, nothing: Any) -> None:
    answering(CART | nothing)

    assert shop.carts.read("cart-1", me).total == dollars("105.22")


@pytest.mark.parametrize(
    "wrong",
    [
        {"total": 105.22},
        {"total": 10522.0},
        {"total": "10522"},
        {"total": None},
        {"subtotal": -1},
        {"items": None},
        {"items": []},
        {"patient": None},
        {"items": [LINE | {"quantity": 1.5}]},
        {"items": [LINE | {"quantity": 0}]},
        {"items": [LINE | {"totalPrice": 1.0}]},
        {"items": [LINE | {"itemId": None}]},
        {"items": [LINE | {"packageId": "both"}]},
        {"items": [LINE | {"item": None}]},
        {"id": "a/b"},
    ],
)
def test_a_cart_that_makes_no_sense_is_unreadable(shop: Any, answering: Any, me: Any, wrong: Any) -> None:
    answering(CART | wrong)

    with pytest.raises(Unreadable):
        shop.carts.read("cart-1", me)


@pytest.mark.parametrize("status", ["CONVERTED", "EXPIRED", "ABANDONED", "ACCEPTED", "REJECTED", "SLEEPING"])
def test_a_cart_that_is_no_draft_is_gone(shop: Any, answering: Any, me: Any, status: str) -> None:
    answering(CART | {"status": status})

    with pytest.raises(CartGone):
        shop.carts.read("cart-1", me)


# -- whose it is -------------------------------------------------------------------------------------------------------

STRANGERS_CARTS = [
    CART | {"patient": PATIENT | {"id": STRANGER_REF}},
    CART | {"patientId": STRANGER_REF},
    CART | {"patient": {"id": STRANGER_REF}, "total": "unreadable as well"},
]


@pytest.mark.parametrize("answer", STRANGERS_CARTS)
def test_a_cart_that_is_not_the_patients_is_not_found(shop: Any, answering: Any, me: Any, answer: Any) -> None:
    answering(answer)

    with pytest.raises(NotFound) as raised:
        shop.carts.read("cart-1", me)
    assert not isinstance(raised.value, CartGone)


@pytest.mark.parametrize(("whose", "error"), [(STRANGER_REF, NotFound), (None, Unreadable), ("", Unreadable)])
def test_a_charge_that_is_not_the_patients_is_not_found(
    shop: Any, answering: Any, me: Any, whose: Any, error: Any
) -> None:
    answering(CHARGE | {"patientId": whose})

    with pytest.raises(error):
        shop.orders.look_up(Question("attempt-1", "cart-1", "chg-1"), me)


def test_lists_hold_nothing_of_others(shop: Any, quotes: Any, answering: Any, me: Any) -> None:
    answering([CHARGE | {"patientId": STRANGER_REF}, CHARGE])
    assert [order.ref for order in shop.orders.history(me)] == ["chg-1"]
    answering([CARD | {"patientId": STRANGER_REF, "id": "x"}, CARD | {"patientId": None, "id": "y"}, CARD])
    assert [card.ref for card in shop.cards.list(me)] == ["pm-1"]
    answering(page(QUOTE | {"patientId": STRANGER_REF, "id": "x"}, QUOTE))
    assert [quote.ref for quote in quotes.list(me)] == ["quote-1"]


def test_a_strangers_quote_is_not_found_and_not_marked_as_seen(quotes: Any, answering: Any, me: Any) -> None:
    recorder = answering(QUOTE | {"patientId": STRANGER_REF})

    for do in (quotes.show, quotes.accept, quotes.decline):
        with pytest.raises(NotFound):
            do("quote-1", me)
    with pytest.raises(NotFound):
        quotes.order("quote-1", REQUEST, me)
    assert {request.method for request in recorder.asked} == {"GET"}
    assert not any("public" in line for line in recorder.lines)


# -- charges -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("charge", "verdict", "payment"),
    [
        (CHARGE, Verdict.ORDERED, Payment.DUE),
        (paid_by("FAILED", "CANCELED"), Verdict.ORDERED, Payment.DUE),
        (paid_by("SUCCEEDED", totalOutstanding=5000), Verdict.ORDERED, Payment.DUE),
        (paid_by("FAILED", "PROCESSING"), Verdict.PENDING, Payment.PROCESSING),
        (paid_by("IN_REVIEW"), Verdict.PENDING, Payment.PROCESSING),
        (paid_by("PONDERING"), Verdict.PENDING, Payment.PROCESSING),
        (CHARGE | {"payments": [{"payment": None}]}, Verdict.PENDING, Payment.PROCESSING),
        (CHARGE | {"totalOutstanding": 0}, Verdict.PENDING, Payment.PROCESSING),
        (PAID, Verdict.PLACED, Payment.PAID),
        (paid_by("PROCESSING", status="PAID", totalOutstanding=0), Verdict.PLACED, Payment.PROCESSING),
        (CHARGE | {"status": "EXTERNAL_SETTLEMENT", "totalOutstanding": 0}, Verdict.PLACED, Payment.PAID),
        (CHARGE | {"status": "EXTERNAL_SETTLEMENT"}, Verdict.PLACED, Payment.INVOICE),
        (CHARGE | {"status": "PAYMENT_PLAN"}, Verdict.PLACED, Payment.INVOICE),
        (CHARGE | {"status": "REFUNDED"}, Verdict.PLACED, Payment.CLOSED),
        (CHARGE | {"status": "VOID"}, Verdict.FAILED, Payment.CLOSED),
        (CHARGE | {"status": "LEVITATING"}, Verdict.PENDING, Payment.CLOSED),
    ],
)
def test_where_the_money_of_a_charge_is(
    shop: Any, answering: Any, me: Any, charge: Any, verdict: Any, payment: Any
) -> None:
    answering(charge)

    look = shop.orders.look_up(Question("attempt-1", "cart-1", "chg-1"), me)

    assert (look.verdict, look.orders[0].payment) == (verdict, payment)


def paid_and_refunded(*refunds: Any, status: Any = "PAID") -> Any:
    back = [{"amount": amount, "status": "SUCCEEDED"} for amount in refunds] + [{"amount": 9, "status": "FAILED"}]
    payment = {"status": "SUCCEEDED", "feeToPatient": 300, "refunds": back}
    return CHARGE | {"status": status, "totalOutstanding": 0, "payments": [{"amount": 10522, "payment": payment}]}


@pytest.mark.parametrize(
    ("charge", "status", "refunded"),
    [
        (CHARGE, OrderStatus.UNPAID, None),
        (paid_by("PROCESSING"), OrderStatus.RECEIVED, None),
        (paid_and_refunded(), OrderStatus.RECEIVED, None),
        (paid_and_refunded(500, 20), OrderStatus.RECEIVED, "5.20"),
        (paid_and_refunded(10522), OrderStatus.REFUNDED, "105.22"),
        (paid_and_refunded(10522, status="REFUNDED"), OrderStatus.REFUNDED, "105.22"),
        (CHARGE | {"status": "VOID"}, OrderStatus.CANCELLED, None),
        (CHARGE | {"status": "PAYMENT_PLAN"}, OrderStatus.RECEIVED, None),
        (CHARGE | {"status": "CHARGEBACK"}, OrderStatus.UNKNOWN, None),
        (CHARGE | {"status": "LEVITATING"}, OrderStatus.UNKNOWN, None),
    ],
)
def test_what_became_of_a_charge(
    shop: Any, answering: Any, me: Any, charge: Any, status: Any, refunded: str | None
) -> None:
    answering(charge)

    (order,) = shop.orders.look_up(Question("attempt-1", "cart-1", "chg-1"), me).orders

    assert order.status is status
    assert order.refunded == (refunded and dollars(refunded))


def test_a_card_fee_is_told_apart_from_what_was_paid(shop: Any, answering: Any, me: Any) -> None:
    answering(paid_and_refunded())

    (order,) = shop.orders.look_up(Question("attempt-1", "cart-1", "chg-1"), me).orders

    assert (order.paid, order.fee) == (dollars("105.22"), dollars("3.00"))


def test_forms_of_an_appointment_that_are_due(shop: Any, answering: Any, me: Any) -> None:
    answering(
        CHARGE | {"eventId": "event-1"},
        [{"name": "Consent", "pathName": "consent", "completed": True}, {"name": "Intake", "pathName": "intake"}, "?"],
    )

    (order,) = shop.orders.look_up(Question("attempt-1", "cart-1", "chg-1"), me).orders

    assert shop.orders.with_details(order, me).requirements == (Requirement("form", "intake", "Intake"),)


def test_a_charge_is_an_order(shop: Any, answering: Any, me: Any) -> None:
    answering([CHARGE])

    (order,) = shop.orders.history(me)

    assert (order.ref, order.total, order.due, order.discount) == (
        "chg-1",
        dollars("105.22"),
        dollars("105.22"),
        dollars("10.80"),
    )
    assert order.placed_at == datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
    assert [(line.name, line.quantity, line.total) for line in order.lines] == [
        ("Barrier Cream <b>", 2, dollars("108.00")),
        ("Glow series", 1, dollars("479.00")),
    ]


def test_orders_are_told_newest_first(shop: Any, answering: Any, me: Any) -> None:
    dates = {
        "old": "2025-01-01T00:00:00Z",
        "none": None,
        "new": "2026-06-01T00:00:00",
        "middle": "2026-01-01T00:00:00Z",
    }
    answering([CHARGE | {"id": name, "createdDate": date} for name, date in dates.items()])

    assert [order.ref for order in shop.orders.history(me)] == ["new", "middle", "old", "none"]


@pytest.mark.parametrize("wrong", [{"total": 105.22}, {"totalOutstanding": None}, {"id": None}])
def test_a_charge_without_exact_money_costs_itself(shop: Any, answering: Any, me: Any, wrong: Any) -> None:
    answering([CHARGE | wrong, CHARGE | {"id": "chg-2"}])

    assert [order.ref for order in shop.orders.history(me)] == ["chg-2"]


def test_in_the_table_of_charges_a_payment_stands_without_its_share(shop: Any, answering: Any, me: Any) -> None:
    row = {name: value for name, value in CHARGE.items() if name != "patientId"} | {"patient": PATIENT}
    failed = {"id": "pay-1", "amount": 1, "status": "FAILED", "refunds": []}
    answering((404, SENTENCE), page(row | {"payments": [failed]}))

    found = shop.orders.look_up(Question("attempt-1", "cart-1"), me)

    assert found.verdict is Verdict.ORDERED


def test_an_order_is_not_lost_for_its_details(shop: Any, answering: Any, me: Any) -> None:
    answering([CHARGE | {"items": [{"quantity": "?", "price": 1.5}], "payments": None, "discountAmount": "?"}])

    (order,) = shop.orders.history(me)

    assert (order.lines[0].name, order.lines[0].quantity, order.lines[0].total) == ("", 1, None)


# -- payment methods ---------------------------------------------------------------------------------------------------


def test_saved_cards_and_accounts(shop: Any, answering: Any, me: Any) -> None:
    answering(
        [
            CARD,
            BANK,
            CARD | {"isArchived": True},
            CARD | {"type": "SHELLS"},
            CARD | {"id": "pay", "type": "APPLE_PAY", "expMonth": 13},
        ]
    )

    assert shop.cards.list(me) == (
        PaymentMethod("pm-1", "card", "VISA", "4242", 8, 2031, default=True),
        PaymentMethod("pm-2", "bank", "Mountain CU", "6789"),
        PaymentMethod("pay", "card", "VISA", "4242", None, 2031, default=True),
    )


@pytest.mark.parametrize(
    ("credit", "refs"),
    [
        (NO_CREDIT, ["pm-1", "hosted"]),
        (CREDIT, ["pm-1", "hosted", "credit+pm-1", "credit+hosted"]),
        (CREDIT | {"totalAvailable": 10521}, ["pm-1", "hosted", "credit+pm-1", "credit+hosted"]),
        (CREDIT | {"totalAvailable": 10522}, ["credit", "pm-1", "hosted"]),
    ],
)
def test_credit_is_offered_alone_where_it_is_enough_and_else_first(
    shop: Any, answering: Any, me: Any, credit: Any, refs: Any
) -> None:
    answering(CART, [CARD], credit)

    methods = shop.orders.prepare("cart-1", "WELCOME10", me).payment_methods

    assert [method.ref for method in methods] == refs
    assert {method.kind for method in methods if "credit" in method.ref} <= {"credit"}
    covered = dollars(str(Decimal(credit["totalAvailable"]) / 100))
    assert {method.covers for method in methods if "credit" in method.ref} <= {covered}
    assert {method.covers for method in methods if "credit" not in method.ref} == {None}
    assert [method.ref for method in methods if method.default] == ["pm-1"]


@pytest.mark.parametrize(
    ("credit", "refs"),
    [(NO_CREDIT, ["pm-1", "hosted"]), (CREDIT, ["pm-1", "hosted", "credit+pm-1", "credit+hosted"])],
)
def test_an_order_that_exists_can_be_paid_in_the_same_ways(
    shop: Any, answering: Any, me: Any, credit: Any, refs: Any
) -> None:
    answering(credit, [CARD])

    assert [method.ref for method in shop.orders.payment_methods(me)] == refs


def test_credit_alone_pays_an_order_that_costs_less(shop: Any, answering: Any, me: Any) -> None:
    answering(CREDIT, [CARD])

    first = shop.orders.payment_methods(me, dollars("20.00"))[0]

    assert (first.ref, first.covers) == ("credit", dollars("20.00"))


def test_nothing_to_pay_asks_for_no_way_to_pay(shop: Any, answering: Any, me: Any) -> None:
    recorder = answering(CART | {"total": 0})

    assert shop.orders.prepare("cart-1", "WELCOME10", me).payment_methods == ()
    assert len(recorder.asked) == 1


@pytest.mark.parametrize("odd", [{"totalAvailable": 25.0}, {"totalAvailable": None}, []])
def test_credit_is_whole_cents(shop: Any, answering: Any, me: Any, odd: Any) -> None:
    answering(odd)

    with pytest.raises(Unreadable):
        shop.cards.credit(me)


# -- patients and quotes -----------------------------------------------------------------------------------------------


def test_a_profile_is_only_what_greets_and_prefills(charts: Any, answering: Any) -> None:
    answering(PATIENT)

    assert charts.profile("pat-1") == Profile(
        "Dana",
        "Whitfield",
        "dana@meadow.example",
        "+13035550141",
        Address("12 Quay Street", "Boulder", "CO", "80301", "US"),
    )


def test_an_empty_chart_prefills_nothing(charts: Any, answering: Any) -> None:
    answering({"id": "pat-1", "firstName": None, "state": "Colorado"})

    assert charts.profile("pat-1") == Profile()


def test_a_state_in_words_is_no_code(charts: Any, answering: Any) -> None:
    answering(PATIENT | {"state": "Colorado", "country": "United States"})

    address = charts.profile("pat-1").address
    assert (address.province, address.country) == ("", "")


def test_another_patients_chart_is_not_found(charts: Any, answering: Any) -> None:
    answering(PATIENT | {"id": STRANGER_REF})

    with pytest.raises(NotFound):
        charts.profile("pat-1")


def test_a_quote_is_what_the_patient_may_see(quotes: Any, answering: Any, me: Any) -> None:
    answering(QUOTE)

    quote = quotes.look_up("quote-1", me)

    assert (quote.title, quote.total, quote.tax, quote.discount) == (
        "Your plan",
        dollars("116.91"),
        dollars("8.91"),
        None,
    )
    assert quote.can_be_answered
    assert not quote.can_be_ordered
    assert [(line.name, line.quantity) for line in quote.lines] == [("Barrier Cream <b>", 2)]


def test_a_row_of_quotes_tells_no_lines_and_drafts_are_not_listed(quotes: Any, answering: Any, me: Any) -> None:
    told = ("id", "patientId", "title", "status", "discountAmount", "taxAmount", "total", "validUntilDate")
    row = {name: QUOTE[name] for name in told}
    answering(page(row, row | {"id": "draft", "status": "DRAFT"}, row | {"id": "odd", "status": "ODD"}))

    (quote,) = quotes.list(me)

    assert (quote.ref, quote.title, quote.total, quote.lines) == ("quote-1", "Your plan", dollars("116.91"), ())


def test_null_is_no_saved_card_and_an_odd_one_costs_itself(shop: Any, answering: Any, me: Any) -> None:
    answering(None)
    assert shop.cards.list(me) == ()
    answering([CARD | {"id": None}, CARD | {"id": "pm-9"}])
    assert [card.ref for card in shop.cards.list(me)] == ["pm-9"]


@pytest.mark.parametrize(("told", "shown"), [(6789, "6789"), (789, "0789"), ("0789", "0789"), (None, "")])
def test_the_end_of_an_account_may_have_lost_its_zeros(
    shop: Any, answering: Any, me: Any, told: Any, shown: str
) -> None:
    answering([BANK | {"accountNumberLast4": told}])

    assert shop.cards.list(me)[0].last4 == shown


# -- refusals ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("body", [SENTENCE, SHAPE_LIST])
def test_both_shapes_of_a_refusal_are_theirs(shop: Any, answering: Any, me: Any, body: Any) -> None:
    answering((404, body))
    with pytest.raises(CartGone):
        shop.carts.read("cart-1", me)
    answering((422, body))
    with pytest.raises(CartGone):
        shop.carts.read("cart-1", me)


@pytest.mark.parametrize("body", [b"<html>Not found</html>", {"message": "no"}, [], b"", {"detail": None}])
def test_a_gateways_page_is_no_proof_that_a_cart_is_gone(shop: Any, answering: Any, me: Any, body: Any) -> None:
    answering((404, body))

    with pytest.raises(Unreadable):
        shop.carts.read("cart-1", me)


@pytest.mark.parametrize("status", [401, 403])
def test_a_key_that_is_refused_is_the_clinics_trouble(shop: Any, answering: Any, me: Any, status: int) -> None:
    answering((status, SENTENCE))

    for do in (shop.catalogue.products, lambda: shop.carts.read("cart-1", me), lambda: shop.cards.list(me)):
        with pytest.raises(Misconfigured):
            do()


@pytest.mark.parametrize("wrong", [{"tenant": ""}, {"api_key": ""}, {"api": "http://x.example"}, {"app": "ftp://x"}])
def test_settings_that_cannot_work_are_said_at_once(settings: Any, wrong: Any) -> None:
    with pytest.raises(Misconfigured) as raised:
        decoda(replace(settings, **wrong), NoAccounts(), coupons=BOOK)  # type: ignore[arg-type]
    assert "k3y" not in str(raised.value) + repr(settings)


def test_the_words_of_a_refusal_are_not_repeated(shop: Any, answering: Any, me: Any) -> None:
    answering((400, {"detail": "Dana Whitfield is blacklisted"}), CART)

    with pytest.raises(Refused) as raised:
        shop.cards.list(me)
    assert "Dana" not in str(raised.value)


# -- receipts ----------------------------------------------------------------------------------------------------------

RECEIPT = {
    "id": "p",
    "patient": {"id": "pat-1", "firstName": "Dana", "lastName": "Reyes"},
    "amount": 10522,
    "charges": [],
    "refunds": [{"id": "r", "amount": 500, "status": "SUCCEEDED"}, {"id": "s", "amount": 900, "status": "FAILED"}],
    "createdDate": "2026-11-20T15:04:05Z",
    "paymentMedium": "TERMINAL",
    "paymentMethod": {"brand": "VISA", "last4": "4242", "expMonth": 4, "expYear": 2030, "type": "CARD"},
    "feeToPatient": 310,
}


def test_what_was_paid_is_told_by_the_receipt_of_each_payment(shop: Any, answering: Any, me: Any) -> None:
    asked = answering(paid_by("FAILED", "SUCCEEDED"), RECEIPT)

    (payment,) = shop.orders.payments_of("chg-1", me)

    assert len(asked.asked) == 2
    assert (payment.amount, payment.fee, payment.refunded) == (dollars("0.01"), dollars("3.10"), dollars("5.00"))
    assert payment.at == datetime(2026, 11, 20, 15, 4, 5, tzinfo=UTC)
    assert (payment.method.brand, payment.method.last4) == ("VISA", "4242")


@pytest.mark.parametrize("method", [None, {"type": "WAMPUM"}])
def test_a_payment_method_that_nobody_knows_costs_no_receipt(shop: Any, answering: Any, me: Any, method: Any) -> None:
    answering(paid_by("SUCCEEDED"), RECEIPT | {"paymentMethod": method, "refunds": [], "feeToPatient": 0})

    (payment,) = shop.orders.payments_of("chg-1", me)

    assert (payment.method, payment.fee, payment.refunded) == (None, None, None)


def test_the_receipt_of_another_patient_is_not_there(shop: Any, answering: Any, me: Any) -> None:
    answering(paid_by("SUCCEEDED"), RECEIPT | {"patient": {"id": STRANGER_REF}})
    with pytest.raises(NotFound):
        shop.orders.payments_of("chg-1", me)

    answering(paid_by("SUCCEEDED", patientId=STRANGER_REF))
    with pytest.raises(NotFound):
        shop.orders.payments_of("chg-1", me)
