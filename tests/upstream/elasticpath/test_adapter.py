"""Elastic Path's promises to the pages, kept against the sandbox: real JSON, no sockets, two stores."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from sandbox.app import Sandbox
from sandbox.elasticpath import demo
from sandbox.transport import SandboxAdapter
from storefront.money import Money
from storefront.upstream.elasticpath import ElasticPathSettings, elasticpath
from storefront.upstream.errors import (
    Busy,
    CartGone,
    CouponRefused,
    NotFound,
    OrderRefused,
    OutcomeUnknown,
    PaymentDeclined,
    ProductRefused,
    SignedOut,
    SignInRefused,
    SignUpRefused,
    Unreachable,
    Unreadable,
)
from storefront.upstream.pools import POOLS
from storefront.upstream.ports import CardScript, Commerce
from storefront.upstream.types import (
    Access,
    Address,
    ConfirmationNeeded,
    Item,
    NewPatient,
    OrderRequest,
    Payment,
    PlacedOrders,
    Question,
    UnpaidOrder,
    Verdict,
)
from tests import goods
from tests.clock import StillClock
from tests.upstream.elasticpath.conftest import API

HOME = Address("12 Quay Street", "Halifax", "NS", "B3H 4R2", "CA", "Unit 3")
STRIPE = "elastic_path_payments_stripe"
VISA, DECLINES, ASKS = "pm_card_visa", "pm_card_chargeDeclined", "pm_card_threeDSecure2Required"
LOST = ["reset_after", "error_after", "hang_after", "truncated", "late"]
NOT_ARRIVED = [("refused", Unreachable), ("reset_before", OutcomeUnknown), ("redirect", OutcomeUnknown)]
PAYMENTS = "*/payments"


@pytest.fixture
def sandbox() -> Iterator[Any]:
    sandbox = Sandbox(StillClock())
    with POOLS.mounted(API, SandboxAdapter(sandbox, prefix="/elasticpath")):
        yield sandbox


def open_shop(**settings: Any) -> Commerce:
    usual: dict[str, Any] = {
        "currency": "CAD",
        "client_id": demo.SUMMIT_CLIENT_ID,
        "client_secret": demo.SUMMIT_CLIENT_SECRET,
        "password_profile_id": demo.SUMMIT_PASSWORD_PROFILE_ID,
        "card_script": CardScript("https://js.processor.example/v3/", "pk_test"),
    }
    return elasticpath(ElasticPathSettings(**(usual | settings)))


def ridge() -> Commerce:
    return open_shop(
        currency="USD",
        client_id=demo.RIDGE_CLIENT_ID,
        client_secret=demo.RIDGE_CLIENT_SECRET,
        password_profile_id=demo.RIDGE_PASSWORD_PROFILE_ID,
    )


MODES = {
    "patient's token": {"checkout": "account_token", "client_secret": ""},
    "patient's token, looking with the key": {"checkout": "account_token"},
    "clinic's key": {"checkout": "account"},
}


@pytest.fixture(params=MODES)
def mode(request: pytest.FixtureRequest) -> dict[str, Any]:
    return MODES[request.param]


@pytest.fixture
def shop(sandbox: Any) -> Commerce:
    """Pays by invoice."""
    return open_shop()


@pytest.fixture
def card_shop(sandbox: Any, mode: dict[str, Any]) -> Commerce:
    return open_shop(gateway=STRIPE, **mode)


def sign_in(shop: Commerce, who: str = demo.ONE_ACCOUNT) -> Access:
    return shop.accounts.sign_in(who, demo.PASSWORD)[0].access


def fill(shop: Commerce, access: Access, *items: Item) -> str:
    return shop.carts.create(items or [Item(goods.ROLLER, 1)], access).ref


def order(shop: Commerce, access: Access, card: str = VISA, cart: str = "") -> OrderRequest:
    """An unpaid order, and what its payment is asked with."""
    request = OrderRequest(
        key="attempt-1",
        try_number=1,
        cart_ref=cart or fill(shop, access),
        address=HOME,
        payment_method=card,
        email="erin@summit.example",
        name="Erin Example",
        return_url="https://summit.example/orders/1/",
    )
    placed = shop.orders.place(request, access)
    assert isinstance(placed, UnpaidOrder)
    return replace(request, order_ref=placed.order.ref)


def look(shop: Commerce, request: OrderRequest, access: Access) -> Verdict:
    return shop.orders.look_up(Question(request.key, request.cart_ref, request.order_ref), access).verdict


def charges(sandbox: Sandbox) -> list[Any]:
    return [act for act in sandbox.ledger.acts if act.kind == "charge"]


def orders_made(sandbox: Sandbox) -> list[Any]:
    return [act for act in sandbox.ledger.acts if act.kind == "order"]


# -- people ------------------------------------------------------------------------------------------------------------


def test_a_new_patient_can_sign_in_whatever_the_case_of_the_address(shop: Commerce) -> None:
    new = NewPatient("Eva", "Roy", "Eva@Summit.example", "Mill-Lane-26!")
    shop.accounts.sign_up(new)

    (signed_in,) = shop.accounts.sign_in("eVA@summit.EXAMPLE", "Mill-Lane-26!")

    assert (signed_in.profile.given_name, signed_in.profile.family_name) == ("Eva", "Roy")
    profile = shop.accounts.profile(signed_in.access)
    assert (profile.email, profile.address) == ("Eva@Summit.example", None)
    for wrong in (new, replace(new, email="no address"), replace(new, email="x@y.example", password="short")):
        with pytest.raises(SignUpRefused):
            shop.accounts.sign_up(wrong)


def test_every_wrong_pair_is_the_same_refusal(shop: Commerce) -> None:
    for email, password in [(demo.ONE_ACCOUNT, "wrong"), ("nobody@summit.example", demo.PASSWORD), ("x", "")]:
        with pytest.raises(SignInRefused) as raised:
            shop.accounts.sign_in(email, password)
        assert raised.value.detail != "no account"


def test_a_member_acts_for_one_of_several_accounts_and_they_never_mix(shop: Commerce) -> None:
    first, second = (signed_in.access for signed_in in shop.accounts.sign_in(demo.TWO_ACCOUNTS, demo.PASSWORD))
    request = order(shop, first)
    cart = shop.carts.create([Item(goods.ROLLER, 1)], first)

    assert {first.account_name, second.account_name} == {"Finn Sample", "Sample Family"}
    assert [found.ref for found in shop.orders.history(first)] == [request.order_ref]
    assert shop.orders.history(second) == ()
    with pytest.raises(Unreadable):  # ours by its key, and another account's: neither an answer nor "no order"
        look(shop, replace(request, order_ref=""), second)
    with pytest.raises(NotFound):
        shop.carts.read(cart.ref, second)


def test_a_member_without_an_account_cannot_shop(shop: Commerce) -> None:
    with pytest.raises(SignInRefused, match="no account"):
        shop.accounts.sign_in(demo.NO_ACCOUNT, demo.PASSWORD)


def test_an_account_token_ends(shop: Commerce, sandbox: Any) -> None:
    erin = sign_in(shop)
    assert erin.expires_at == sandbox.clock.now() + timedelta(days=1)
    sandbox.clock.advance(25 * 3600)

    for status in (401, 403):
        sandbox.set_option("elasticpath", "refused_account_tokens", status=status)
        for do in (shop.accounts.profile, shop.orders.history, lambda access: shop.carts.create([], access)):
            with pytest.raises(SignedOut):
                do(erin)


# -- the shelf ---------------------------------------------------------------------------------------------------------


def test_the_shelf_holds_what_can_be_bought(shop: Commerce, sandbox: Any) -> None:
    shelf = {product.ref: product for product in shop.catalogue.products()}

    assert shelf[goods.ROLLER].price == Money.of("42.00", "CAD")
    assert shelf[goods.ROLLER].picture_url == f"{API}/pictures/box-slate.webp"
    assert "<b>" not in shelf[goods.COLD_WRAP].description
    assert "never on bare skin" in shelf[goods.COLD_WRAP].description
    assert not shelf[goods.PLAN].physical
    assert not {goods.SLEEVE, goods.IMPORTED} & set(shelf)
    assert {goods.SLEEVE_M, goods.SLEEVE_L} <= set(shelf)
    assert shop.catalogue.product(goods.ROLLER) == shelf[goods.ROLLER]
    assert shop.catalogue.product(goods.PULSE).stock == 2
    for ref in (goods.SLEEVE, goods.IMPORTED, "00000000-0000-0000-0000-000000000000", ".."):
        with pytest.raises(NotFound):
            shop.catalogue.product(ref)


def test_yen_have_no_cents(sandbox: Any) -> None:
    assert open_shop(currency="JPY").catalogue.product(goods.ROLLER).price == Money.of("4600", "JPY")


# -- carts -------------------------------------------------------------------------------------------------------------


def test_a_guest_fills_a_cart(shop: Commerce) -> None:
    cart = shop.carts.create([Item(goods.ROLLER, 1)], None)
    assert (cart.count, cart.subtotal, cart.tax, cart.total) == (
        1,
        Money.of("42.00", "CAD"),
        Money.of("2.10", "CAD"),
        Money.of("44.10", "CAD"),
    )

    cart = shop.carts.add(cart.ref, [Item(goods.ROLLER, 2), Item(goods.OMEGA, 1)], None)
    assert [line.quantity for line in cart.lines] == [3, 1]

    first, second = cart.lines
    cart = shop.carts.change(cart.ref, first.ref, Item(first.product_ref, 2), None)
    assert [line.quantity for line in cart.lines] == [2, 1]

    cart = shop.carts.remove(cart.ref, second.ref, None)
    assert [(line.product_ref, line.quantity) for line in cart.lines] == [(goods.ROLLER, 2)]
    assert shop.carts.read(cart.ref, None) == cart

    assert shop.carts.remove(cart.ref, cart.lines[0].ref, None).lines == ()
    assert shop.carts.read(cart.ref, None).lines == ()


@pytest.mark.parametrize("items", [[Item(goods.PULSE, 3)], [Item(goods.SLEEVE, 1)], [Item(goods.IMPORTED, 1)]])
def test_what_cannot_be_sold_is_refused_and_the_cart_stays_as_it_was(shop: Commerce, items: Any) -> None:
    with pytest.raises(ProductRefused):
        shop.carts.create(items, None)
    cart = shop.carts.create([Item(goods.ROLLER, 1)], None)
    with pytest.raises(ProductRefused):
        shop.carts.add(cart.ref, [Item(goods.OMEGA, 1), *items], None)

    assert shop.carts.read(cart.ref, None) == cart


def test_no_more_than_there_are(shop: Commerce) -> None:
    cart = shop.carts.create([Item(goods.PULSE, 2)], None)

    with pytest.raises(ProductRefused):
        shop.carts.change(cart.ref, cart.lines[0].ref, Item(goods.PULSE, 3), None)
    with pytest.raises(NotFound):
        shop.carts.change(cart.ref, goods.ROLLER, Item(goods.PULSE, 1), None)

    assert shop.carts.read(cart.ref, None) == cart


@pytest.mark.parametrize("gone", ["expired", "discarded", "never was"])
def test_a_cart_that_is_no_more_is_gone_for_every_call(shop: Commerce, sandbox: Any, gone: str) -> None:
    erin = sign_in(shop)

    def cart() -> str:
        ref = shop.carts.create([Item(goods.ROLLER, 1)], None).ref if gone != "never was" else "c-unknown"
        if gone == "expired":
            sandbox.clock.advance(7 * 24 * 3600)
        if gone == "discarded":
            shop.carts.discard(ref, None)  # type: ignore[arg-type]
        return ref

    for do in (
        lambda ref: shop.carts.read(ref, None),
        lambda ref: shop.carts.add(ref, [Item(goods.OMEGA, 1)], None),
        lambda ref: shop.carts.change(ref, goods.ROLLER, Item(goods.ROLLER, 2), None),
        lambda ref: shop.carts.remove(ref, goods.ROLLER, None),
        lambda ref: shop.carts.apply_coupon(ref, demo.TEN_PERCENT, None),
    ):
        ref = cart()
        with pytest.raises(CartGone):
            do(ref)
        with pytest.raises(CartGone):
            do(ref)
    if gone == "expired":
        erin = sign_in(shop)
    for claim in (lambda ref: shop.carts.claim(ref, erin), lambda ref: shop.orders.prepare(ref, "", erin)):
        with pytest.raises(CartGone):
            claim("c-unknown" if gone != "discarded" else cart())


def test_a_guests_cart_becomes_the_patients_and_nobody_elses(shop: Commerce) -> None:
    erin, finn = sign_in(shop), sign_in(shop, demo.TWO_ACCOUNTS)
    guest = shop.carts.create([Item(goods.ROLLER, 2)], None)

    mine = shop.carts.claim(guest.ref, erin)

    assert (mine.lines, mine.patient_ref) == (guest.lines, erin.patient_ref)
    assert shop.carts.read(mine.ref, erin) == shop.carts.claim(mine.ref, erin) == mine
    for do in (
        lambda: shop.carts.claim(mine.ref, finn),
        lambda: shop.carts.read(mine.ref, None),
        lambda: shop.orders.prepare(mine.ref, "", finn),
    ):
        with pytest.raises(NotFound):
            do()


def test_a_code_is_applied_replaced_and_taken_off(shop: Commerce) -> None:
    cart = shop.carts.create([Item(goods.ROLLER, 1), Item(goods.OMEGA, 2)], None)

    cheaper = shop.carts.apply_coupon(cart.ref, demo.TEN_PERCENT.lower(), None)
    assert (cheaper.discount, cheaper.coupon) == (Money.of("10.90", "CAD"), demo.TEN_PERCENT)
    assert cheaper.subtotal - cheaper.discount + cheaper.tax == cheaper.total  # type: ignore[operator]
    assert shop.carts.read(cart.ref, None) == cheaper

    other = shop.carts.apply_coupon(cart.ref, demo.FIVE_OFF, None)
    assert [(discount.code, discount.amount) for discount in other.discounts] == [
        (demo.FIVE_OFF, Money.of("5.00", "CAD"))
    ]

    assert shop.carts.remove_coupon(other, None) == cart


def test_a_refused_code_leaves_the_cart_alone(shop: Commerce) -> None:
    cart = shop.carts.create([Item(goods.ROLLER, 1)], None)
    cart = shop.carts.apply_coupon(cart.ref, demo.TEN_PERCENT, None)

    for code in (demo.EXPIRED, "WINTER15", "BIGCART", "NO SUCH/CODE?", "..", "", "É%\u200b"):
        with pytest.raises(CouponRefused):
            shop.carts.apply_coupon(cart.ref, code, None)

    assert shop.carts.read(cart.ref, None) == cart


def test_too_many_calls_are_busy(shop: Commerce, sandbox: Any) -> None:
    cart = shop.carts.create([Item(goods.ROLLER, 1)], None)
    sandbox.set_option("elasticpath", "rate_limit", times=1)

    with pytest.raises(Busy):
        shop.carts.read(cart.ref, None)
    assert shop.carts.read(cart.ref, None) == cart


# -- the two acts ------------------------------------------------------------------------------------------------------


def test_an_order_is_made_and_paid_by_card(card_shop: Commerce, sandbox: Any) -> None:
    erin = sign_in(card_shop)
    cart = fill(card_shop, erin, Item(goods.ROLLER, 1), Item(goods.PULSE, 1))
    card_shop.carts.apply_coupon(cart, demo.TEN_PERCENT, erin)
    total = card_shop.orders.prepare(cart, demo.TEN_PERCENT, erin).cart.total
    unasked = Question("attempt-1", cart)
    assert card_shop.orders.look_up(unasked, erin).verdict is Verdict.NOTHING

    request = order(card_shop, erin, cart=cart)
    (ordered,) = card_shop.orders.look_up(unasked, erin).orders
    assert (ordered.total, ordered.payment, ordered.due) == (total, Payment.DUE, total)
    assert ordered.address is not None
    assert ordered.address.place == HOME.place
    assert (ordered.number, ordered.patient_ref) == ("attempt-1", erin.patient_ref)
    assert [line.quantity for line in ordered.lines] == [1, 1]
    assert look(card_shop, request, erin) is Verdict.ORDERED
    assert charges(sandbox) == []

    placed = card_shop.orders.pay(request, erin)
    assert isinstance(placed, PlacedOrders)
    assert (placed.orders[0].ref, placed.orders[0].payment) == (request.order_ref, Payment.PAID)
    assert look(card_shop, request, erin) is Verdict.PLACED
    assert card_shop.orders.look_up(unasked, erin).verdict is Verdict.PLACED
    assert [found.ref for found in card_shop.orders.history(erin)] == [request.order_ref]
    (made,), (charged,) = orders_made(sandbox), charges(sandbox)
    assert (made.cart, made.patient, made.amount) == (cart, erin.patient_ref, total.amount)
    assert charged.amount == total.amount

    card_shop.carts.discard(cart, erin)
    with pytest.raises(CartGone):
        card_shop.carts.read(cart, erin)


def test_paid_twice_is_charged_once(card_shop: Commerce, sandbox: Any) -> None:
    erin = sign_in(card_shop)
    request = order(card_shop, erin)
    card_shop.orders.pay(request, erin)

    for again in (request, replace(request, try_number=2)):
        assert isinstance(card_shop.orders.pay(again, erin), PlacedOrders)

    assert len(charges(sandbox)) == 1


def test_an_invoice_is_for_the_clinic_to_collect(sandbox: Any, mode: dict[str, Any]) -> None:
    shop = open_shop(**mode)
    erin = sign_in(shop)
    request = order(shop, erin, "invoice")

    placed = shop.orders.pay(request, erin)

    assert isinstance(placed, PlacedOrders)
    assert placed.orders[0].payment is Payment.INVOICE
    assert shop.can.card_script is None
    assert look(shop, request, erin) is Verdict.PLACED


@pytest.mark.parametrize("status", [422, 400, 200])
def test_a_declined_card_moves_no_money_and_another_one_pays_the_same_order(
    card_shop: Commerce, sandbox: Any, status: int
) -> None:
    sandbox.set_option("elasticpath", "declines", status=status)
    erin = sign_in(card_shop)
    request = order(card_shop, erin, DECLINES)

    with pytest.raises(PaymentDeclined):
        card_shop.orders.pay(request, erin)
    assert look(card_shop, request, erin) is Verdict.FAILED
    assert charges(sandbox) == []

    second = replace(request, try_number=2, payment_method=VISA)
    assert isinstance(card_shop.orders.pay(second, erin), PlacedOrders)
    assert len(orders_made(sandbox)) == len(charges(sandbox)) == 1


@pytest.mark.parametrize("named", [True, False])
def test_a_bank_that_wants_a_word_gets_it(card_shop: Commerce, sandbox: Any, named: bool) -> None:
    erin = sign_in(card_shop)
    request = order(card_shop, erin, ASKS)
    needed = card_shop.orders.pay(request, erin)
    assert isinstance(needed, ConfirmationNeeded)
    assert needed.secret
    assert "/processor/3ds/" in needed.redirect_url
    assert look(card_shop, request, erin) is Verdict.CONFIRM
    request = replace(request, confirmation=needed.reference if named else "")
    assert card_shop.orders.confirm(request, erin) == needed

    sandbox.processor.authenticate(needed.secret.partition("_secret_")[0], approve=True)

    for _ in range(2):
        placed = card_shop.orders.confirm(request, erin)
        assert isinstance(placed, PlacedOrders)
        assert placed.orders[0].payment is Payment.PAID
    assert len(charges(sandbox)) == 1


@pytest.mark.parametrize("status", [422, 200])
def test_a_bank_that_says_no_leaves_the_order_to_be_paid_another_way(
    card_shop: Commerce, sandbox: Any, status: int
) -> None:
    sandbox.set_option("elasticpath", "declines", status=status)
    erin = sign_in(card_shop)
    request = order(card_shop, erin, ASKS)
    needed = card_shop.orders.pay(request, erin)
    assert isinstance(needed, ConfirmationNeeded)
    sandbox.processor.authenticate(needed.secret.partition("_secret_")[0], approve=False)

    with pytest.raises(PaymentDeclined):
        card_shop.orders.confirm(replace(request, confirmation=needed.reference), erin)

    assert look(card_shop, request, erin) is Verdict.FAILED
    again = replace(request, try_number=2, payment_method=VISA)
    assert isinstance(card_shop.orders.pay(again, erin), PlacedOrders)


@pytest.mark.parametrize("fault", LOST)
def test_a_lost_checkout_is_unknown_and_a_look_finds_the_order(card_shop: Commerce, sandbox: Any, fault: Any) -> None:
    erin = sign_in(card_shop)
    cart = fill(card_shop, erin)
    sandbox.faults.arm(fault, upstream="elasticpath", method="POST", path="*/checkout")

    with pytest.raises(OutcomeUnknown):
        order(card_shop, erin, cart=cart)
    sandbox.release()

    found = card_shop.orders.look_up(Question("attempt-1", cart), erin)
    assert (found.verdict, len(found.orders)) == (Verdict.ORDERED, 1)
    assert len(orders_made(sandbox)) == 1


@pytest.mark.parametrize("fault", LOST)
def test_a_lost_payment_is_unknown_and_a_look_finds_the_money(card_shop: Commerce, sandbox: Any, fault: Any) -> None:
    erin = sign_in(card_shop)
    request = order(card_shop, erin)
    sandbox.faults.arm(fault, upstream="elasticpath", method="POST", path=PAYMENTS)

    with pytest.raises(OutcomeUnknown):
        card_shop.orders.pay(request, erin)
    sandbox.release()

    assert look(card_shop, request, erin) is Verdict.PLACED
    assert len(charges(sandbox)) == 1


@pytest.mark.parametrize(("fault", "error"), NOT_ARRIVED)
def test_an_act_that_did_not_arrive_did_nothing(card_shop: Commerce, sandbox: Any, fault: Any, error: Any) -> None:
    erin = sign_in(card_shop)
    cart = fill(card_shop, erin)
    sandbox.faults.arm(fault, upstream="elasticpath", method="POST", path="*/checkout")
    with pytest.raises(error):
        order(card_shop, erin, cart=cart)
    assert card_shop.orders.look_up(Question("attempt-1", cart), erin).verdict is Verdict.NOTHING
    assert orders_made(sandbox) == []

    request = order(card_shop, erin, cart=cart)
    sandbox.faults.arm(fault, upstream="elasticpath", method="POST", path=PAYMENTS)
    with pytest.raises(error):
        card_shop.orders.pay(request, erin)
    assert look(card_shop, request, erin) is Verdict.ORDERED
    assert charges(sandbox) == []


def test_the_last_piece_goes_to_who_pays_first(card_shop: Commerce, sandbox: Any) -> None:
    erin, finn = sign_in(card_shop), sign_in(card_shop, demo.TWO_ACCOUNTS)
    first = order(card_shop, erin, cart=fill(card_shop, erin, Item(goods.PULSE, 2)))
    second = replace(first, key="attempt-2", cart_ref=fill(card_shop, finn, Item(goods.PULSE, 2)))
    made = card_shop.orders.place(second, finn)
    assert isinstance(made, UnpaidOrder)
    card_shop.orders.pay(first, erin)

    with pytest.raises(OrderRefused):
        card_shop.orders.pay(replace(second, order_ref=made.order.ref), finn)

    assert len(charges(sandbox)) == 1


def test_a_code_that_ended_makes_the_order_dearer_and_says_so(card_shop: Commerce, sandbox: Any) -> None:
    sandbox.set_option("elasticpath", "promotion", code="BRIEF", percent=50, seconds=60)
    erin = sign_in(card_shop)
    cart = fill(card_shop, erin)
    shown = card_shop.carts.apply_coupon(cart, "BRIEF", erin).total
    sandbox.clock.advance(61)
    assert card_shop.orders.prepare(cart, "BRIEF", erin).cart.total == shown

    order(card_shop, erin, cart=cart)

    (made,) = card_shop.orders.look_up(Question("attempt-1", cart), erin).orders
    assert made.total > shown


def test_two_orders_of_one_cart_are_both_told(card_shop: Commerce, sandbox: Any) -> None:
    erin = sign_in(card_shop)
    cart = fill(card_shop, erin)
    first = order(card_shop, erin, cart=cart)
    sandbox.clock.advance(2)
    second = order(card_shop, erin, cart=cart)

    found = card_shop.orders.look_up(Question("attempt-1", cart), erin)

    assert [one.ref for one in found.orders] == [first.order_ref, second.order_ref]


def test_a_spent_or_empty_cart_makes_no_order(card_shop: Commerce, sandbox: Any) -> None:
    erin = sign_in(card_shop)
    cart = fill(card_shop, erin)
    card_shop.carts.discard(cart, erin)
    with pytest.raises(OutcomeUnknown):
        order(card_shop, erin, cart=cart)
    empty = fill(card_shop, erin)
    line = card_shop.carts.read(empty, erin).lines[0]
    card_shop.carts.remove(empty, line.ref, erin)
    with pytest.raises(OrderRefused):
        order(card_shop, erin, cart=empty)

    assert orders_made(sandbox) == []


def test_somebody_elses_order_is_neither_paid_nor_shown(card_shop: Commerce, sandbox: Any) -> None:
    erin, finn = sign_in(card_shop), sign_in(card_shop, demo.TWO_ACCOUNTS)
    request = order(card_shop, erin)

    for do in (card_shop.orders.pay, card_shop.orders.confirm):
        with pytest.raises(Unreachable):
            do(request, finn)
    with pytest.raises(Unreadable):
        look(card_shop, request, finn)
    by_key = replace(request, order_ref="")
    if card_shop.can.look_up_outlives_token:  # the clinic's key shows every account's orders
        with pytest.raises(Unreadable):
            look(card_shop, by_key, finn)
    else:
        assert look(card_shop, by_key, finn) is Verdict.NOTHING
    assert card_shop.orders.history(finn) == ()
    assert charges(sandbox) == []


def test_the_key_looks_long_after_the_patients_token_ended(sandbox: Any) -> None:
    shop = open_shop(gateway=STRIPE)
    erin = sign_in(shop)
    request = order(shop, erin)
    sandbox.clock.advance(3 * 24 * 3600)

    assert look(shop, replace(request, order_ref=""), erin) is Verdict.ORDERED


# -- two clinics -------------------------------------------------------------------------------------------------------


def test_nothing_of_one_clinic_is_reached_from_another(shop: Commerce) -> None:
    erin = sign_in(shop)
    cart = fill(shop, erin)
    request = order(shop, erin, "invoice", cart)
    other = ridge()
    dee = other.accounts.sign_in(demo.ONE_ACCOUNT, demo.RIDGE_PASSWORD)[0].access

    assert not {product.ref for product in other.catalogue.products()} & {goods.ROLLER, goods.OMEGA}
    with pytest.raises(NotFound):
        other.catalogue.product(goods.ROLLER)
    for access in (None, dee):
        with pytest.raises(CartGone):
            other.carts.read(cart, access)
    for do in (other.accounts.profile, other.orders.history, lambda access: other.carts.read(cart, access)):
        with pytest.raises(SignedOut):
            do(erin)
    assert look(other, request, dee) is Verdict.NOTHING
    assert look(other, replace(request, order_ref=""), dee) is Verdict.NOTHING
    with pytest.raises(SignInRefused):
        other.accounts.sign_in(demo.TWO_ACCOUNTS, demo.PASSWORD)
