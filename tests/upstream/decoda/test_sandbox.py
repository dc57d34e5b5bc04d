"""The adapter against Decoda in miniature: whole journeys, lost answers, strangers, and what may never come out."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
import requests

from sandbox.decoda import canaries, demo
from sandbox.transport import SandboxAdapter
from storefront.money import Money
from storefront.upstream.decoda import Charts, DecodaSettings, decoda
from storefront.upstream.errors import (
    CartGone,
    NotFound,
    OrderRefused,
    OutcomeUnknown,
    PaymentDeclined,
    ProductRefused,
    Unreachable,
)
from storefront.upstream.types import (
    Access,
    ConfirmationNeeded,
    Item,
    NewPatient,
    OrderStatus,
    Payment,
    PlacedOrders,
    Question,
    UnpaidOrder,
    Verdict,
)
from tests.upstream.decoda.conftest import BOOK, REQUEST, NoAccounts

CREAM, SERUM, SERIES = "item:item-barrier-cream", "item:item-vitamin-c-serum", "package:pack-glow"
KEY = "4f6f4a52-0000-4000-8000-000000000001"
NEW = NewPatient("Eva", "Roy", "eva@meadow.example", "Mill-Lane-26!", "+13035550177", date(1990, 2, 28), "female")
STRANGER = Access(patient_ref=demo.ANA.id)


@pytest.fixture
def cart(clinic: Any, dana: Any) -> Any:
    return clinic.carts.create([Item(CREAM, 1)], dana)


@pytest.fixture
def request_(cart: Any) -> Any:
    return replace(REQUEST, key=KEY, cart_ref=cart.ref, payment_method=demo.DANA_VISA, order_ref="")


@pytest.fixture
def ordered(clinic: Any, dana: Any, request_: Any) -> Any:
    """The request to pay the order that was just placed."""
    outcome = clinic.orders.place(request_, dana)
    assert isinstance(outcome, UnpaidOrder)
    return replace(request_, order_ref=outcome.order.ref)


# -- the shelf and the cart --------------------------------------------------------------------------------------------


def test_the_shelf_has_no_prescriptions_and_nothing_archived(clinic: Any) -> None:
    refs = {product.ref for product in clinic.catalogue.products()}

    assert {CREAM, SERUM, SERIES} <= refs
    assert not {"item:item-tretinoin", "item:item-rose-toner"} & refs


@pytest.mark.parametrize("ref", ["item:item-tretinoin", "item:item-rose-toner", "item:none", "none", "package:none"])
def test_what_is_not_on_the_shelf_does_not_get_into_a_cart(clinic: Any, dana: Any, cart: Any, ref: str) -> None:
    with pytest.raises(ProductRefused):
        clinic.carts.create([Item(ref, 1)], dana)
    with pytest.raises(ProductRefused):
        clinic.carts.add(cart.ref, [Item(ref, 1)], dana)
    assert clinic.carts.read(cart.ref, dana) == cart


def test_a_cart_is_filled_changed_and_emptied(clinic: Any, dana: Any, cart: Any) -> None:
    cart = clinic.carts.add(cart.ref, [Item(CREAM, 2), Item(SERIES, 1)], dana)
    assert [(line.product_ref, line.quantity) for line in cart.lines] == [(CREAM, 3), (SERIES, 1)]

    first, second = cart.lines
    cart = clinic.carts.change(cart.ref, first.ref, Item(CREAM, 2), dana)
    assert [line.ref for line in cart.lines] == [first.ref, second.ref]

    cart = clinic.carts.remove(cart.ref, second.ref, dana)
    assert [(line.product_ref, line.quantity) for line in cart.lines] == [(CREAM, 2)]
    assert clinic.carts.claim(cart.ref, dana) == cart
    assert clinic.carts.remove(cart.ref, first.ref, dana).lines == ()


def test_a_line_that_is_not_there_is_not_found(clinic: Any, dana: Any, cart: Any) -> None:
    (line,) = cart.lines

    for do in (
        lambda: clinic.carts.change(cart.ref, "no-line", Item(CREAM, 2), dana),
        lambda: clinic.carts.change(cart.ref, line.ref, Item(SERUM, 2), dana),
        lambda: clinic.carts.remove(cart.ref, "no-line", dana),
    ):
        with pytest.raises(NotFound) as raised:
            do()
        assert not isinstance(raised.value, CartGone)


def test_a_cart_that_never_was_is_gone(clinic: Any, dana: Any) -> None:
    for ref in ("none", "..", "a/b"):
        with pytest.raises(CartGone):
            clinic.carts.read(ref, dana)


def test_a_product_that_is_sold_no_more_leaves_and_is_told(clinic: Any, sandbox: Any, dana: Any, cart: Any) -> None:
    clinic.carts.add(cart.ref, [Item(SERUM, 1)], dana)
    sandbox.set_option("decoda", "archive", item="item-barrier-cream")

    read = clinic.carts.read(cart.ref, dana)

    assert read.dropped == (CREAM,)
    assert [line.product_ref for line in read.lines] == [SERUM]
    assert clinic.carts.read(cart.ref, dana).dropped == ()


@pytest.mark.parametrize("fault", ["reset_after", "error_after", "hang_after", "truncated"])
def test_a_cart_whose_answer_was_lost_is_there_once(clinic: Any, sandbox: Any, dana: Any, fault: str) -> None:
    sandbox.faults.arm(fault, upstream="decoda", method="POST", path="/billing/cart", seconds=60)

    cart = clinic.carts.create([Item(CREAM, 1)], dana)

    assert [line.quantity for line in cart.lines] == [1]
    assert clinic.carts.read(cart.ref, dana) == cart


def test_an_expired_cart_is_gone(clinic: Any, sandbox: Any, dana: Any, cart: Any) -> None:
    sandbox.clock.advance(timedelta(days=31).total_seconds())

    with pytest.raises(CartGone):
        clinic.carts.read(cart.ref, dana)


def test_a_coupon_is_applied_and_taken_off(clinic: Any, dana: Any, cart: Any) -> None:
    cheaper = clinic.carts.apply_coupon(cart.ref, "welcome10", dana)

    assert (cheaper.discount, cheaper.coupon) == (Money.of("5.40", "USD"), "WELCOME10")
    assert cheaper.total < cart.total
    assert clinic.carts.read(cheaper.ref, dana) == cheaper
    grown = clinic.carts.add(cart.ref, [Item(CREAM, 1)], dana)
    assert (grown.discount, grown.coupon) == (Money.of("10.80", "USD"), "WELCOME10")
    other = clinic.carts.apply_coupon(cart.ref, "MINUS20", dana)
    assert (other.discount, other.coupon) == (Money.of(20, "USD"), "MINUS20")

    plain = clinic.carts.remove_coupon(other, dana)
    assert (plain.discounts, plain.coupon) == ((), "")


# -- from the order to the money ---------------------------------------------------------------------------------------


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


@pytest.mark.parametrize("how", ["failed", "refused"])
def test_a_declined_card_moves_no_money_and_another_one_may_pay(
    clinic: Any, sandbox: Any, dana: Any, ordered: Any, how: str
) -> None:
    sandbox.set_option("decoda", "decline_as", how=how)

    with pytest.raises(PaymentDeclined):
        clinic.orders.pay(replace(ordered, payment_method=demo.DANA_DECLINES), dana)
    assert sandbox.ledger.charges(ordered.cart_ref) == []
    assert clinic.orders.look_up(Question(KEY, ordered.cart_ref), dana).verdict is Verdict.ORDERED

    assert isinstance(clinic.orders.pay(ordered, dana), PlacedOrders)


@pytest.mark.parametrize("counts", [False, True])
def test_a_bank_payment_is_under_way_and_may_come_back(
    clinic: Any, sandbox: Any, dana: Any, ordered: Any, counts: bool
) -> None:
    sandbox.set_option("decoda", "processing_counts", on=counts)
    by_bank = replace(ordered, payment_method=demo.DANA_BANK)

    placed = clinic.orders.pay(by_bank, dana)
    assert placed.orders[0].payment is Payment.PROCESSING
    assert clinic.orders.pay(ordered, dana).orders[0].payment is Payment.PROCESSING
    assert sandbox.ledger.charges(ordered.cart_ref) == []

    sandbox.set_option("decoda", "settle_bank", charge=ordered.order_ref, returned=True)
    assert clinic.orders.look_up(Question(KEY, ordered.cart_ref), dana).verdict is Verdict.ORDERED
    assert clinic.orders.pay(ordered, dana).orders[0].payment is Payment.PAID


@pytest.mark.parametrize("card", [demo.DANA_OLD_CARD, demo.ERIN_VISA, "pm-nobody"])
def test_a_card_that_is_not_the_patients_pays_nothing(
    clinic: Any, sandbox: Any, dana: Any, ordered: Any, card: Any
) -> None:
    with pytest.raises(PaymentDeclined):
        clinic.orders.pay(replace(ordered, payment_method=card), dana)
    assert sandbox.ledger.charges(ordered.cart_ref) == []


def test_credit_pays_first_and_a_card_the_rest(clinic: Any, sandbox: Any, dana: Any, ordered: Any) -> None:
    placed = clinic.orders.pay(replace(ordered, payment_method=f"credit+{demo.DANA_VISA}"), dana)

    assert placed.orders[0].payment is Payment.PAID
    paid = [act.amount for act in sandbox.ledger.charges(ordered.cart_ref)]
    assert (len(paid), paid[0], sum(paid)) == (2, 25, placed.orders[0].total.amount)
    assert clinic.cards.credit(dana) == Money.zero("USD")


def test_credit_alone_pays_where_it_is_enough(clinic: Any, sandbox: Any, dana: Any, ordered: Any) -> None:
    credit = replace(ordered, payment_method="credit")
    with pytest.raises(PaymentDeclined):
        clinic.orders.pay(credit, dana)
    assert clinic.cards.credit(dana) == Money.of(25, "USD")

    sandbox.set_option("decoda", "credit", patient=demo.DANA.id, amount=10_000)

    assert clinic.orders.pay(credit, dana).orders[0].payment is Payment.PAID


def test_the_hosted_form_is_a_hint_and_the_charge_decides(clinic: Any, sandbox: Any, dana: Any, ordered: Any) -> None:
    request = replace(ordered, payment_method="hosted")
    needed = clinic.orders.pay(request, dana)
    assert isinstance(clinic.orders.confirm(request, dana), ConfirmationNeeded)

    browser = requests.Session()
    browser.mount("https://app.decodahealth.com", SandboxAdapter(sandbox, prefix="/decoda-app"))
    assert browser.get(needed.frame_url).status_code == 200
    browser.post(needed.frame_url, data={"card": "declined"})
    assert isinstance(clinic.orders.confirm(request, dana), ConfirmationNeeded)
    browser.post(needed.frame_url, data={"card": "visa"})

    assert isinstance(clinic.orders.confirm(request, dana), PlacedOrders)
    assert clinic.orders.confirm(request, dana) == clinic.orders.confirm(request, dana)
    assert len(sandbox.ledger.charges(ordered.cart_ref)) == 1


def test_a_card_is_saved_on_the_hosted_page_and_removed_here(clinic: Any, sandbox: Any, dana: Any) -> None:
    before = clinic.cards.list(dana)
    browser = requests.Session()
    browser.mount("https://app.decodahealth.com", SandboxAdapter(sandbox, prefix="/decoda-app"))
    url = clinic.cards.hosted_entry(dana, "https://meadow.example/account/")

    browser.post(url, data={"card": "visa"}, allow_redirects=False)

    (saved,) = set(clinic.cards.list(dana)) - set(before)
    clinic.cards.remove(saved.ref, dana)
    assert clinic.cards.list(dana) == before
    with pytest.raises(NotFound):
        clinic.cards.remove(saved.ref, dana)


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


# -- lost answers ------------------------------------------------------------------------------------------------------

LOST = ["reset_after", "error_after", "hang_after", "truncated", "late"]


@pytest.mark.parametrize("fault", LOST)
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


@pytest.mark.parametrize("fault", LOST)
@pytest.mark.parametrize(("path", "method"), [("*/charge-card/*", demo.DANA_VISA), ("*credit-settled", "credit")])
def test_a_lost_payment_is_unknown_and_never_made_twice(
    clinic: Any, sandbox: Any, dana: Any, ordered: Any, fault: Any, path: str, method: Any
) -> None:
    sandbox.set_option("decoda", "credit", patient=demo.DANA.id, amount=10_000)
    sandbox.faults.arm(fault, upstream="decoda", method="POST", path=path, seconds=60)
    request = replace(ordered, payment_method=method)

    with pytest.raises(OutcomeUnknown):
        clinic.orders.pay(request, dana)
    sandbox.release()

    assert clinic.orders.look_up(Question(KEY, request.cart_ref, request.order_ref), dana).verdict is Verdict.PLACED
    assert isinstance(clinic.orders.pay(request, dana), PlacedOrders)
    assert len(sandbox.ledger.charges(request.cart_ref)) == 1


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


# -- strangers ---------------------------------------------------------------------------------------------------------


def test_nothing_of_one_patient_is_reached_by_another(
    clinic: Any, sandbox: Any, cart: Any, ordered: Any, dana: Any
) -> None:
    open_cart = clinic.carts.create([Item(CREAM, 1)], dana)
    (line,) = open_cart.lines

    for do in (
        lambda: clinic.carts.read(open_cart.ref, STRANGER),
        lambda: clinic.carts.claim(open_cart.ref, STRANGER),
        lambda: clinic.carts.add(open_cart.ref, [Item(CREAM, 1)], STRANGER),
        lambda: clinic.carts.change(open_cart.ref, line.ref, Item(CREAM, 2), STRANGER),
        lambda: clinic.carts.remove(open_cart.ref, line.ref, STRANGER),
        lambda: clinic.carts.apply_coupon(open_cart.ref, "WELCOME10", STRANGER),
        lambda: clinic.carts.remove_coupon(open_cart, STRANGER),
        lambda: clinic.orders.prepare(open_cart.ref, "", STRANGER),
        lambda: clinic.orders.place(replace(REQUEST, cart_ref=open_cart.ref), STRANGER),
        lambda: clinic.orders.pay(ordered, STRANGER),
        lambda: clinic.orders.confirm(ordered, STRANGER),
        lambda: clinic.orders.look_up(Question(KEY, ordered.cart_ref), STRANGER),
        lambda: clinic.orders.look_up(Question(KEY, "none", ordered.order_ref), STRANGER),
        lambda: clinic.cards.remove(demo.DANA_VISA, STRANGER),
    ):
        with pytest.raises(NotFound) as raised:
            do()
        assert not isinstance(raised.value, CartGone)
    assert clinic.carts.read(open_cart.ref, dana) == open_cart
    assert clinic.orders.look_up(Question(KEY, "none"), STRANGER).verdict is Verdict.NOTHING
    assert clinic.orders.history(STRANGER) == ()
    assert clinic.cards.list(STRANGER) == ()


def test_a_filter_that_is_overlooked_shows_nothing_of_others(
    clinic: Any, sandbox: Any, dana: Any, ordered: Any
) -> None:
    rows = [{"id": "x", "patientId": demo.OMAR.id, "total": 1, "totalOutstanding": 1, "status": "PAID"}]
    sandbox.faults.arm("status", upstream="decoda", path="*/charge/list", status=200, payload=rows)

    assert clinic.orders.history(dana) == ()


def test_nothing_of_one_clinic_is_reached_from_another(clinic: Any, dana: Any, cart: Any) -> None:
    settings = DecodaSettings(tenant=demo.OTHER_TENANT, api_key=demo.OTHER_API_KEY)
    other = decoda(settings, NoAccounts(), coupons=BOOK)  # type: ignore[arg-type]

    with pytest.raises(CartGone):
        other.carts.read(cart.ref, dana)
    assert other.catalogue.product(CREAM).name != clinic.catalogue.product(CREAM).name
    assert other.cards.list(dana) == ()


# -- charts and quotes -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("fault", ["", "reset_after", "error_after"])
def test_a_new_patient_gets_one_chart(sandbox: Any, clinic_settings: Any, fault: str) -> None:
    charts = Charts(clinic_settings)
    if fault:
        sandbox.faults.arm(fault, upstream="decoda", method="POST", path="/user/patient/create")

    ref = charts.create(NEW, "account-1")

    assert charts.create(NEW, "account-1") == charts.find_by_external_id("account-1") == ref
    assert charts.find_by_external_id("account") is None
    assert charts.profile(ref).email == "eva@meadow.example"


def test_an_existing_chart_is_linked_only_with_proof(sandbox: Any, clinic_settings: Any) -> None:
    charts = Charts(clinic_settings)

    assert charts.candidates(email="ana@meadow.example") == (demo.ANA.id,)
    assert charts.candidates(phone=demo.OMAR.phone) == (demo.OMAR.id, demo.LINA.id)
    for last_name, verified in [("Whitfield", True), ("Brook", False)]:
        born = date.fromisoformat(demo.DANA.birth_date)
        assert charts.verify(demo.DANA.id, last_name, demo.DANA.phone, born) is verified


def test_a_quote_is_seen_accepted_ordered_once_and_paid(clinic: Any, sandbox: Any, dana: Any) -> None:
    quotes, request = clinic.quotes, replace(REQUEST, key=KEY, cart_ref="quote:1")
    assert quotes.list(STRANGER) == ()
    (quote,) = quotes.list(dana)
    assert quotes.show(quote.ref, dana).can_be_answered
    assert quotes.accept(quote.ref, dana).can_be_ordered
    assert quotes.accept(quote.ref, dana).can_be_ordered
    question = Question(KEY, "quote:1", quote_ref=quote.ref)
    assert clinic.orders.look_up(question, dana).verdict is Verdict.NOTHING
    sandbox.faults.arm("reset_after", upstream="decoda", path="/billing/quote/convert-to-charge")
    with pytest.raises(OutcomeUnknown):
        quotes.order(quote.ref, request, dana)
    assert clinic.orders.look_up(question, dana).verdict is Verdict.ORDERED

    ordered = quotes.order(quote.ref, request, dana)

    assert ordered.order.total == quote.total
    assert clinic.orders.look_up(question, dana).orders == (ordered.order,)
    assert isinstance(
        clinic.orders.pay(replace(REQUEST, order_ref=ordered.order.ref, payment_method=demo.DANA_VISA), dana),
        PlacedOrders,
    )
    assert len(sandbox.ledger.orders()) == len(sandbox.ledger.charges()) == 1


# -- what may never come out -------------------------------------------------------------------------------------------


def test_nothing_of_staff_leaves_the_readers(
    clinic: Any, clinic_settings: Any, dana: Any, cart: Any, request_: Any
) -> None:
    charts, quotes = Charts(clinic_settings), clinic.quotes
    (quote,) = quotes.list(dana)
    outcome = clinic.orders.place(request_, dana)
    to_pay = replace(request_, order_ref=outcome.order.ref)

    said = [
        clinic.catalogue.products(),
        cart,
        clinic.carts.create([Item(SERIES, 1)], dana),
        outcome,
        clinic.orders.pay(replace(to_pay, payment_method="hosted"), dana),
        clinic.orders.pay(to_pay, dana),
        clinic.orders.look_up(Question(KEY, cart.ref), dana),
        clinic.orders.history(dana),
        clinic.cards.list(dana),
        charts.create(NEW, "account-1"),
        charts.profile(demo.DANA.id),
        charts.candidates(email=demo.DANA.email),
        quotes.show(quote.ref, dana),
        quotes.accept(quote.ref, dana),
        clinic_settings,
    ]

    for word in (*canaries.WORDS, demo.API_KEY):
        assert word not in repr(said)
