"""The promises of ``ports.py``, kept by each adapter against the sandbox. A further upstream is one more ``House``."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256
from typing import Any

import pytest

from sandbox.app import Sandbox
from sandbox.elasticpath import demo as summit_demo
from sandbox.transport import SandboxAdapter
from storefront.clinics.models import Clinic
from storefront.money import Money
from storefront.upstream.careportals import CarePortalsSettings, careportals
from storefront.upstream.decoda import DecodaSettings, decoda
from storefront.upstream.elasticpath import ElasticPathSettings, elasticpath
from storefront.upstream.elasticpath.tokens import TOKEN_CACHE
from storefront.upstream.errors import (
    CartGone,
    CouponReason,
    CouponRefused,
    NotFound,
    OrderRefused,
    OutcomeUnknown,
    PaymentDeclined,
    Refused,
    SignedOut,
    SignInRefused,
    SignUpRefused,
    Unreachable,
    Unreadable,
)
from storefront.upstream.pools import POOLS
from storefront.upstream.ports import Commerce
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

HOME = Address("12 Quay Street", "Halifax", "NS", "B3H 4R2", "CA", address2="Unit 3")


@dataclass(frozen=True)
class House:
    """What the contract needs to know of one upstream's corner of the sandbox. Prices are in major units."""

    name: str
    hosts: dict[str, str]  # the vendor's hosts, and their places in the sandbox
    open: Callable[[str], Commerce]  # by tenant
    tenants: tuple[str, str]
    product: str
    price: str
    other_product: str
    subscription: str
    unsold: str  # (still in the catalogue's books, and not sold any more)
    email: str
    password: str
    email_with_bank: str  # whose card asks for the bank
    stranger: tuple[str, str]  # e-mail and password at the other tenant
    coupon: str
    saves: str  # on one ``product``
    expired_coupon: str
    act_path: str
    no_ref: str
    product_option: tuple[str, str]


def _careportals(tenant: str) -> Commerce:
    currency = {"aurora_demo": "CAD", "borealis_demo": "USD"}[tenant]
    return careportals(
        CarePortalsSettings(currency=currency, organization=tenant, site_origin="https://harbour.example")
    )


def _careportals_ref(sku: str) -> str:
    return sha256(f"aurora_demo:{sku}".encode()).hexdigest()[:24]


CAREPORTALS = House(
    name="careportals",
    hosts={
        "https://patient-api.portals.care": "/careportals/patient-api",
        "https://public-api.portals.care": "/careportals/public-api",
    },
    open=_careportals,
    tenants=("aurora_demo", "borealis_demo"),
    product=_careportals_ref("HH-MAG-120"),
    price="34.00",
    other_product=_careportals_ref("HH-CRM-050"),
    subscription=_careportals_ref("HH-CLR-PLAN"),
    unsold=_careportals_ref("HH-TRV-PCH"),
    email="ana@harbour.example",
    password="Harbour-2026!",
    email_with_bank="bo@harbour.example",
    stranger=("dee@borealis.example", "Borealis-2026!"),
    coupon="NEW20",
    saves="6.80",
    expired_coupon="EXPIRED",
    act_path="*/finalize",
    no_ref="65c4a8e6b9c1aa0011220000",
    product_option=("product-active", "product"),
)
HOUSES = [CAREPORTALS]


@pytest.fixture
def sandbox() -> Any:
    return Sandbox(StillClock())


@pytest.fixture(params=HOUSES, ids=lambda house: house.name)
def house(request: pytest.FixtureRequest, sandbox: Any) -> Iterator[Any]:
    for host, prefix in request.param.hosts.items():
        POOLS.mount(host, SandboxAdapter(sandbox, prefix=prefix))
    yield request.param
    for host in request.param.hosts:
        POOLS.unmount(host)


@pytest.fixture
def shop(house: Any) -> Commerce:
    return house.open(house.tenants[0])


@pytest.fixture
def ana(house: Any, shop: Commerce) -> Access:
    return shop.accounts.sign_in(house.email, house.password)[0].access


@pytest.fixture
def bo(house: Any, shop: Commerce) -> Access:
    return shop.accounts.sign_in(house.email_with_bank, house.password)[0].access


def cart_of(shop: Commerce, house: House, access: Access) -> str:
    return shop.carts.claim(shop.carts.create([Item(house.product, 1)], access).ref, access).ref


def request_for(shop: Commerce, cart: str, access: Access, card: str = "", **more: Any) -> OrderRequest:
    method = card or shop.cards.list(access)[0].ref
    request = OrderRequest(
        key="attempt-1",
        try_number=1,
        cart_ref=cart,
        address=HOME,
        payment_method=method,
        email="ana@harbour.example",
        name="Ana Lindqvist",
        return_url="https://harbour.example/orders/1/",
    )
    return replace(request, **more)


# -- people ------------------------------------------------------------------------------------------------------------


def test_what_an_upstream_has_not_is_said(shop: Commerce, ana: Access) -> None:
    assert shop.quotes is None
    assert shop.cards.hosted_entry(ana, "https://harbour.example/account/") == ""


def test_a_new_patient_can_sign_in(shop: Commerce) -> None:
    new = NewPatient(
        "Eva", "Roy", "eva@harbour.example", "Mill-Lane-26!", "+19025550177", date(1990, 2, 28), "female", "NS", True
    )
    shop.accounts.sign_up(new)

    (signed_in,) = shop.accounts.sign_in("eva@harbour.example", "Mill-Lane-26!")

    assert signed_in.profile.given_name == "Eva"
    profile = shop.accounts.profile(signed_in.access)
    assert (profile.family_name, profile.email, profile.address) == ("Roy", "eva@harbour.example", None)
    with pytest.raises(SignUpRefused):
        shop.accounts.sign_up(new)


@pytest.mark.parametrize(
    "wrong", [{"birth_date": date(2999, 1, 1)}, {"phone": "902 555"}, {"gender": "?"}, {"password": "x"}]
)
def test_an_invalid_sign_up_is_refused(shop: Commerce, wrong: Any) -> None:
    new = NewPatient("Eva", "Roy", "eva@harbour.example", "Mill-Lane-26!", "+19025550177", date(1990, 2, 28), "other")

    with pytest.raises(SignUpRefused):
        shop.accounts.sign_up(replace(new, **wrong))


def test_every_wrong_pair_is_the_same_refusal(shop: Commerce, house: Any) -> None:
    for email, password in [(house.email, "wrong"), ("nobody@harbour.example", house.password)]:
        with pytest.raises(SignInRefused):
            shop.accounts.sign_in(email, password)


def test_a_forgotten_password_tells_nothing(shop: Commerce, house: Any) -> None:
    assert shop.accounts.forgot_password(house.email) is None  # type: ignore[func-returns-value]
    assert shop.accounts.forgot_password("nobody@harbour.example") is None  # type: ignore[func-returns-value]


def test_a_profile_prefills(shop: Commerce, ana: Access) -> None:
    profile = shop.accounts.profile(ana)

    assert profile.address == Address("12 Quay Street", "Halifax", "NS", "B3H 4R2", "CA")


@pytest.mark.parametrize(
    "do",
    [
        lambda shop, cart, access: shop.accounts.profile(access),
        lambda shop, cart, access: shop.cards.list(access),
        lambda shop, cart, access: shop.carts.claim(cart, access),
        lambda shop, cart, access: shop.orders.look_up(Question("", cart), access),
        lambda shop, cart, access: shop.orders.prepare(cart, "", access),
    ],
)
def test_a_token_that_is_no_good_signs_out(shop: Commerce, house: Any, do: Any) -> None:
    cart = shop.carts.create([Item(house.product, 1)], None).ref

    with pytest.raises(SignedOut):
        do(shop, cart, Access(patient_ref="x", token="expired"))


# -- the shelf ---------------------------------------------------------------------------------------------------------


def test_the_shelf_holds_what_is_sold(shop: Commerce, house: Any) -> None:
    products = {product.ref: product for product in shop.catalogue.products()}

    assert products[house.product].price == Money.of(house.price, "CAD")
    assert house.unsold not in products
    assert shop.catalogue.product(house.product) == products[house.product]
    assert products[house.subscription].recurring
    for ref in (house.unsold, house.no_ref, ".."):
        with pytest.raises(NotFound):
            shop.catalogue.product(ref)


# -- carts -------------------------------------------------------------------------------------------------------------


def test_a_guest_fills_a_cart(shop: Commerce, house: Any) -> None:
    cart = shop.carts.create([Item(house.product, 1)], None)
    assert (cart.count, cart.total) == (1, Money.of(house.price, "CAD"))

    cart = shop.carts.add(cart.ref, [Item(house.product, 2), Item(house.other_product, 1)], None)
    assert [line.quantity for line in cart.lines] == [3, 1]

    first, second = cart.lines
    cart = shop.carts.change(cart.ref, first.ref, Item(first.product_ref, 2), None)
    assert [line.quantity for line in cart.lines] == [2, 1]

    cart = shop.carts.remove(cart.ref, second.ref, None)
    assert [(line.product_ref, line.quantity) for line in cart.lines] == [(house.product, 2)]
    assert shop.carts.read(cart.ref, None) == cart

    assert shop.carts.remove(cart.ref, cart.lines[0].ref, None).lines == ()


def test_a_cart_that_never_was_is_gone(shop: Commerce, house: Any, ana: Access) -> None:
    for access in (None, ana):
        with pytest.raises(CartGone):
            shop.carts.read(house.no_ref, access)
        with pytest.raises(CartGone):
            shop.carts.add(house.no_ref, [Item(house.product, 1)], access)
        with pytest.raises(CartGone):
            shop.carts.change(house.no_ref, "line", Item(house.product, 1), access)
        with pytest.raises(CartGone):
            shop.carts.remove(house.no_ref, "line", access)
    with pytest.raises(CartGone):
        shop.carts.claim(house.no_ref, ana)
    with pytest.raises(CartGone):
        shop.carts.apply_coupon(house.no_ref, house.coupon, ana)
    with pytest.raises(CartGone):
        shop.orders.prepare(house.no_ref, "", ana)


def test_what_is_not_there_cannot_be_bought_changed_or_removed(shop: Commerce, house: Any) -> None:
    with pytest.raises(Refused):
        shop.carts.create([Item(house.no_ref, 1)], None)
    cart = shop.carts.create([Item(house.product, 1)], None)
    with pytest.raises(Refused) as raised:
        shop.carts.add(cart.ref, [Item(house.no_ref, 1)], None)
    assert not isinstance(raised.value, CartGone)
    for do in (
        lambda: shop.carts.change(cart.ref, "no-line", Item(house.product, 2), None),
        lambda: shop.carts.remove(cart.ref, "no-line", None),
    ):
        with pytest.raises(NotFound) as raised:
            do()
        assert not isinstance(raised.value, CartGone)
    assert shop.carts.read(cart.ref, None) == cart


def test_a_subscription_is_one_and_stays_one(shop: Commerce, house: Any) -> None:
    cart = shop.carts.create([Item(house.subscription, 1)], None)
    (line,) = cart.lines
    assert line.fixed_quantity

    changed = shop.carts.change(cart.ref, line.ref, Item(house.subscription, 4), None)

    assert changed.lines[0].quantity == 1
    assert changed.discounts == ()
    assert shop.carts.read(cart.ref, None).lines == changed.lines


def test_a_product_that_is_sold_no_more_is_told_when_it_leaves(
    shop: Commerce, house: Any, sandbox: Any, ana: Access
) -> None:
    cart = shop.carts.create([Item(house.product, 1), Item(house.other_product, 1)], None)
    option, name = house.product_option
    sandbox.set_option(house.name, option, **{name: house.product})

    read = shop.carts.read(cart.ref, ana)

    assert read.dropped == (house.product,)
    assert [line.product_ref for line in read.lines] == [house.other_product]


def test_a_guests_cart_becomes_the_patients_and_nobody_elses(
    shop: Commerce, house: Any, ana: Access, bo: Access
) -> None:
    guest = shop.carts.create([Item(house.product, 2)], None)

    mine = shop.carts.claim(guest.ref, ana)

    assert [(line.product_ref, line.quantity) for line in mine.lines] == [(house.product, 2)]
    assert shop.carts.read(mine.ref, ana).lines == mine.lines
    with pytest.raises(NotFound):
        shop.carts.claim(mine.ref, bo)
    with pytest.raises(NotFound):
        shop.orders.prepare(mine.ref, "", bo)


# -- coupons -----------------------------------------------------------------------------------------------------------


def test_a_coupon_is_applied_and_taken_off(shop: Commerce, house: Any, ana: Access) -> None:
    cart = shop.carts.read(cart_of(shop, house, ana), ana)

    cheaper = shop.carts.apply_coupon(cart.ref, house.coupon, ana)
    saved = Money.of(house.saves, "CAD")
    assert (cheaper.discount, cheaper.total, cheaper.coupon) == (saved, cart.total - saved, house.coupon)
    assert shop.carts.read(cheaper.ref, ana).total == cheaper.total

    plain = shop.carts.remove_coupon(cheaper, ana)
    assert (plain.discounts, plain.total, plain.coupon) == ((), cart.total, "")
    assert [(line.product_ref, line.quantity) for line in plain.lines] == [(house.product, 1)]
    assert shop.carts.read(plain.ref, ana).total == cart.total


@pytest.mark.parametrize("status", [0, 400, 404, 409])
def test_a_refused_coupon_leaves_the_cart_alone_and_says_why(
    shop: Commerce, house: Any, sandbox: Any, ana: Access, status: int
) -> None:
    if house.name == "careportals":
        sandbox.set_option("careportals", "coupon-refusals", status=status)
    cart = shop.carts.read(cart_of(shop, house, ana), ana)

    with pytest.raises(CouponRefused) as raised:
        shop.carts.apply_coupon(cart.ref, house.expired_coupon, ana)

    assert raised.value.reason is CouponReason.EXPIRED
    for code in ("NO SUCH/CODE?", "..", "", "É%\u200b"):
        with pytest.raises(CouponRefused):
            shop.carts.apply_coupon(cart.ref, code, ana)
    assert shop.carts.read(cart.ref, ana) == cart


def test_a_coupon_that_fell_away_is_told_before_the_order(
    shop: Commerce, house: Any, sandbox: Any, ana: Access
) -> None:
    cart = cart_of(shop, house, ana)
    shop.carts.apply_coupon(cart, house.coupon, ana)
    assert shop.orders.prepare(cart, house.coupon, ana).coupon_refused is False

    sandbox.set_option(house.name, "coupon-ends", code=house.coupon)

    preparation = shop.orders.prepare(cart, house.coupon, ana)
    assert preparation.coupon_refused is True
    assert preparation.cart.discounts == ()


# -- cards -------------------------------------------------------------------------------------------------------------


def test_cards_are_added_listed_and_removed(shop: Commerce, ana: Access) -> None:
    before = shop.cards.list(ana)

    card = shop.cards.add("pm_card_visa", ana)
    assert card in shop.cards.list(ana)
    assert len(card.last4) == 4

    shop.cards.remove(card.ref, ana)
    assert shop.cards.list(ana) == before
    with pytest.raises(NotFound):
        shop.cards.remove(card.ref, ana)
    with pytest.raises(PaymentDeclined):
        shop.cards.add("pm_nonsense", ana)


# -- the act -----------------------------------------------------------------------------------------------------------


def test_an_order_is_placed_charged_once_and_found_again(shop: Commerce, house: Any, sandbox: Any, ana: Access) -> None:
    cart = cart_of(shop, house, ana)
    shop.carts.apply_coupon(cart, house.coupon, ana)
    total = shop.orders.prepare(cart, house.coupon, ana).cart.total
    assert shop.orders.look_up(Question("", cart), ana).verdict is Verdict.NOTHING

    placed = shop.orders.place(request_for(shop, cart, ana, coupon=house.coupon), ana)

    assert isinstance(placed, PlacedOrders)
    (order,) = placed.orders
    assert (order.total, order.address, order.patient_ref) == (total, HOME, ana.patient_ref)
    assert order.number
    assert order.lines[0].quantity == 1
    look = shop.orders.look_up(Question("", cart), ana)
    assert (look.verdict, [found.ref for found in look.orders]) == (Verdict.PLACED, [order.ref])
    assert len(sandbox.ledger.orders(cart)) == len(sandbox.ledger.charges(cart)) == 1
    with pytest.raises(CartGone):
        shop.carts.read(cart, ana)


def test_a_declined_card_moves_no_money_and_another_one_may_pay(
    shop: Commerce, house: Any, sandbox: Any, ana: Access
) -> None:
    cart = cart_of(shop, house, ana)
    declined = shop.cards.add("pm_card_chargeDeclined", ana)

    with pytest.raises(PaymentDeclined):
        shop.orders.place(request_for(shop, cart, ana, declined.ref), ana)
    assert shop.orders.look_up(Question("", cart), ana).verdict is Verdict.FAILED
    assert sandbox.ledger.charges(cart) == []

    assert isinstance(shop.orders.place(request_for(shop, cart, ana), ana), PlacedOrders)


def test_a_card_that_is_not_the_patients_makes_no_order(shop: Commerce, house: Any, sandbox: Any, ana: Access) -> None:
    cart = cart_of(shop, house, ana)

    with pytest.raises(OrderRefused):
        shop.orders.place(request_for(shop, cart, ana, "pm_of_somebody"), ana)
    assert sandbox.ledger.orders(cart) == []


def test_a_bank_that_wants_a_word_gets_it_and_then_there_is_one_order(
    shop: Commerce, house: Any, sandbox: Any, bo: Access
) -> None:
    cart = cart_of(shop, house, bo)
    request = request_for(shop, cart, bo)

    needed = shop.orders.place(request, bo)
    assert isinstance(needed, ConfirmationNeeded)
    assert needed.secret
    assert shop.orders.look_up(Question("", cart), bo).verdict is Verdict.PENDING
    assert isinstance(shop.orders.confirm(request, bo), ConfirmationNeeded)

    _bank_says_yes(sandbox, needed)

    placed = shop.orders.confirm(request, bo)
    assert isinstance(placed, PlacedOrders)
    again = shop.orders.confirm(request, bo)
    assert isinstance(again, PlacedOrders)
    assert [order.ref for order in again.orders] == [order.ref for order in placed.orders]
    assert len(sandbox.ledger.orders(cart)) == len(sandbox.ledger.charges(cart)) == 1


@pytest.mark.parametrize("fault", ["reset_after", "error_after", "hang_after", "truncated", "late"])
def test_a_lost_answer_is_unknown_and_a_look_finds_the_order(
    shop: Commerce, house: Any, sandbox: Any, ana: Access, fault: str
) -> None:
    cart = cart_of(shop, house, ana)
    request = request_for(shop, cart, ana)
    sandbox.faults.arm(fault, upstream=house.name, method="POST", path=house.act_path)

    with pytest.raises(OutcomeUnknown):
        shop.orders.place(request, ana)
    sandbox.release()

    assert shop.orders.look_up(Question("", cart), ana).verdict is Verdict.PLACED
    assert len(sandbox.ledger.orders(cart)) == len(sandbox.ledger.charges(cart)) == 1


@pytest.mark.parametrize(
    ("fault", "error"), [("refused", Unreachable), ("reset_before", OutcomeUnknown), ("redirect", OutcomeUnknown)]
)
def test_an_act_that_did_not_arrive_made_no_order(
    shop: Commerce, house: Any, sandbox: Any, ana: Access, fault: str, error: Any
) -> None:
    cart = cart_of(shop, house, ana)
    request = request_for(shop, cart, ana)
    sandbox.faults.arm(fault, upstream=house.name, method="POST", path=house.act_path)

    with pytest.raises(error):
        shop.orders.place(request, ana)

    assert shop.orders.look_up(Question("", cart), ana).verdict is Verdict.NOTHING
    assert sandbox.ledger.orders(cart) == []


def test_one_act_may_make_several_orders(shop: Commerce, house: Any, sandbox: Any, bo: Access) -> None:
    if house.name != "careportals":
        pytest.skip("one act makes one order there")
    sandbox.set_option("careportals", "split-orders")
    cart = shop.carts.create([Item(house.product, 1), Item(house.subscription, 1)], bo).ref
    request = request_for(shop, cart, bo)
    _bank_says_yes(sandbox, shop.orders.place(request, bo))  # type: ignore[arg-type]

    placed = shop.orders.confirm(request, bo)

    assert isinstance(placed, PlacedOrders)
    assert len(placed.orders) == len(shop.orders.look_up(Question("", cart), bo).orders) == 2
    assert {step.key for order in placed.orders for step in order.requirements} == {"intake_form", "photo_id"}


# -- two clinics -------------------------------------------------------------------------------------------------------


def test_nothing_of_one_clinic_is_reached_from_another(shop: Commerce, house: Any, ana: Access) -> None:
    cart = cart_of(shop, house, ana)
    other = house.open(house.tenants[1])
    dee = other.accounts.sign_in(*house.stranger)[0].access

    assert not {product.ref for product in other.catalogue.products()} & {house.product, house.other_product}
    with pytest.raises(NotFound):
        other.catalogue.product(house.product)
    with pytest.raises(CartGone):
        other.carts.read(cart, dee)
    with pytest.raises(CartGone):
        other.carts.read(cart, None)
    with pytest.raises(SignedOut):
        other.accounts.profile(ana)
    with pytest.raises(SignedOut):
        other.cards.list(ana)
    with pytest.raises(SignInRefused):
        other.accounts.sign_in(house.email, house.password)


def _bank_says_yes(sandbox: Sandbox, needed: PlacedOrders | ConfirmationNeeded) -> None:
    assert isinstance(needed, ConfirmationNeeded)
    sandbox.processor.authenticate(needed.secret.partition("_secret_")[0], approve=True)


# -- Decoda: no guests, accounts of the storefront's own, and two steps to an order ------------------------------------


class _OurOwnAccounts:
    """Signs in whoever is named: at Decoda that is the storefront's own business."""

    def sign_in(self, email: str, password: str) -> Any:
        raise AssertionError("not part of this contract")

    sign_up = forgot_password = profile = sign_in


class _NoCoupons:
    def find(self, code: str) -> None:
        return None

    def uses(self, code: str, patient_ref: str) -> int:
        raise AssertionError("there is no code to count")


@pytest.fixture
def meadow(sandbox: Any) -> Iterator[Any]:
    with POOLS.mounted("https://api.decodahealth.com", SandboxAdapter(sandbox, prefix="/decoda")):
        settings = DecodaSettings(tenant="lumina", api_key="decoda-demo-key-lumina")
        yield decoda(settings, _OurOwnAccounts(), coupons=_NoCoupons())  # type: ignore[arg-type]


@pytest.fixture
def dana() -> Access:
    return Access(patient_ref="pat-dana")


def _ordered_at(meadow: Commerce, dana: Access) -> tuple[OrderRequest, UnpaidOrder]:
    cart = meadow.carts.create([Item("item:item-barrier-cream", 1)], dana).ref
    request = request_for(meadow, cart, dana)
    outcome = meadow.orders.place(request, dana)
    assert isinstance(outcome, UnpaidOrder)
    return replace(request, order_ref=outcome.order.ref), outcome


def test_where_there_are_no_guests_a_cart_wants_a_patient(meadow: Clinic) -> None:
    assert meadow.can.guest_cart is False  # type: ignore[attr-defined]
    with pytest.raises(SignedOut):
        meadow.carts.create([Item("item:item-barrier-cream", 1)], None)  # type: ignore[attr-defined]
    with pytest.raises(SignedOut):
        meadow.carts.read("any", None)  # type: ignore[attr-defined]


def test_an_order_is_placed_and_then_paid_and_found_in_between(meadow: Clinic, sandbox: Any, dana: Access) -> None:
    request, ordered = _ordered_at(meadow, dana)  # type: ignore[arg-type]
    assert (ordered.order.payment, ordered.order.due) == (Payment.DUE, ordered.order.total)
    found = meadow.orders.look_up(Question(request.key, request.cart_ref), dana)  # type: ignore[attr-defined]
    assert found.verdict == Verdict.ORDERED
    assert [(order.ref, order.total, order.due) for order in found.orders] == [
        (ordered.order.ref, ordered.order.total, ordered.order.due)
    ]
    again = meadow.orders.place(request, dana)  # type: ignore[attr-defined]
    assert isinstance(again, UnpaidOrder)
    assert again.order == found.orders[0]
    assert sandbox.ledger.charges(request.cart_ref) == []

    placed = meadow.orders.pay(request, dana)  # type: ignore[attr-defined]

    assert isinstance(placed, PlacedOrders)
    assert placed.orders[0].payment is Payment.PAID
    assert meadow.orders.pay(request, dana) == meadow.orders.confirm(request, dana) == placed  # type: ignore[attr-defined]
    assert meadow.orders.look_up(Question(request.key, request.cart_ref), dana).verdict is Verdict.PLACED  # type: ignore[attr-defined]
    assert len(sandbox.ledger.orders(request.cart_ref)) == len(sandbox.ledger.charges(request.cart_ref)) == 1


def test_a_declined_payment_leaves_the_order_to_be_paid_another_way(meadow: Clinic, sandbox: Any, dana: Access) -> None:
    request, ordered = _ordered_at(meadow, dana)  # type: ignore[arg-type]

    with pytest.raises(PaymentDeclined):
        meadow.orders.pay(replace(request, payment_method="pm-dana-declines"), dana)  # type: ignore[attr-defined]
    assert meadow.orders.look_up(Question(request.key, request.cart_ref), dana).orders[0].due == ordered.order.total  # type: ignore[attr-defined]

    assert request.payment_method in {method.ref for method in meadow.orders.payment_methods(dana)}  # type: ignore[attr-defined]
    assert isinstance(meadow.orders.pay(request, dana), PlacedOrders)  # type: ignore[attr-defined]


@pytest.mark.parametrize("fault", ["", "reset_after", "error_after", "garbage"])
def test_a_quote_is_ordered_like_a_cart_and_paid_like_any_order(
    meadow: Clinic, sandbox: Any, dana: Access, fault: str
) -> None:
    assert meadow.quotes is not None  # type: ignore[attr-defined]
    (quote,) = meadow.quotes.list(dana)  # type: ignore[attr-defined]
    request = request_for(meadow, f"quote:{quote.ref}", dana)  # type: ignore[arg-type]
    question = Question(request.key, request.cart_ref, quote_ref=quote.ref)
    with pytest.raises(OrderRefused):
        meadow.quotes.order(quote.ref, request, dana)  # type: ignore[attr-defined]
    assert meadow.quotes.accept(quote.ref, dana).can_be_ordered  # type: ignore[attr-defined]
    assert meadow.orders.look_up(question, dana).verdict is Verdict.NOTHING  # type: ignore[attr-defined]
    if fault:
        sandbox.faults.arm(fault, upstream="decoda", method="POST", path="*/quote/convert-to-charge", times=1)
        with pytest.raises((OutcomeUnknown, Unreadable)):
            meadow.quotes.order(quote.ref, request, dana)  # type: ignore[attr-defined]

    ordered = meadow.quotes.order(quote.ref, request, dana)  # type: ignore[attr-defined]

    assert isinstance(ordered, UnpaidOrder)
    assert meadow.orders.look_up(question, dana).orders == (ordered.order,)  # type: ignore[attr-defined]
    assert isinstance(meadow.orders.pay(replace(request, order_ref=ordered.order.ref), dana), PlacedOrders)  # type: ignore[attr-defined]
    assert len(sandbox.ledger.orders()) == len(sandbox.ledger.charges()) == 1


def test_a_quote_of_somebody_else_is_not_there(meadow: Clinic, dana: Access) -> None:
    assert meadow.quotes is not None  # type: ignore[attr-defined]
    (quote,), stranger = meadow.quotes.list(dana), Access(patient_ref="pat-ana")  # type: ignore[attr-defined]

    assert meadow.quotes.list(stranger) == ()  # type: ignore[attr-defined]
    for act in (meadow.quotes.show, meadow.quotes.accept, meadow.quotes.decline):  # type: ignore[attr-defined]
        with pytest.raises(NotFound):
            act(quote.ref, stranger)


def test_a_card_is_saved_on_a_page_of_the_processor_where_there_is_one(meadow: Clinic, dana: Access) -> None:
    url = meadow.cards.hosted_entry(dana, "https://meadow.example/account/")  # type: ignore[attr-defined]

    assert url.startswith("https://app.decodahealth.com/")
    assert "https%3A%2F%2Fmeadow.example%2Faccount%2F" in url


@pytest.mark.parametrize("fault", ["reset_after", "error_after", "hang_after", "truncated", "late"])
def test_a_payment_whose_answer_was_lost_is_unknown_and_never_made_twice(
    meadow: Clinic, sandbox: Any, dana: Access, fault: str
) -> None:
    request, _ = _ordered_at(meadow, dana)  # type: ignore[arg-type]
    sandbox.faults.arm(fault, upstream="decoda", method="POST", path="*/charge-card/*")

    with pytest.raises(OutcomeUnknown):
        meadow.orders.pay(request, dana)  # type: ignore[attr-defined]
    sandbox.release()

    assert meadow.orders.look_up(Question(request.key, request.cart_ref), dana).verdict is Verdict.PLACED  # type: ignore[attr-defined]
    assert isinstance(meadow.orders.pay(request, dana), PlacedOrders)  # type: ignore[attr-defined]
    assert len(sandbox.ledger.charges(request.cart_ref)) == 1


# -- Elastic Path: guests with codes, two accounts to a member, two steps to an order (more in elasticpath/) -----------


@pytest.fixture(params=["account_token", "account"])
def summit(request: pytest.FixtureRequest, sandbox: Any) -> Iterator[Any]:
    TOKEN_CACHE.clear()
    with POOLS.mounted("https://useast.api.elasticpath.com", SandboxAdapter(sandbox, prefix="/elasticpath")):
        yield elasticpath(
            ElasticPathSettings(
                currency="CAD",
                client_id=summit_demo.SUMMIT_CLIENT_ID,
                client_secret=summit_demo.SUMMIT_CLIENT_SECRET,
                password_profile_id=summit_demo.SUMMIT_PASSWORD_PROFILE_ID,
                checkout=request.param,
                gateway="elastic_path_payments_stripe",
            )
        )


@pytest.fixture
def erin(summit: Clinic) -> Access:
    return summit.accounts.sign_in(summit_demo.ONE_ACCOUNT, summit_demo.PASSWORD)[0].access  # type: ignore[attr-defined]


def _ordered_at_summit(summit: Commerce, erin: Access, card: str) -> OrderRequest:
    guest = summit.carts.create([Item(goods.ROLLER, 1)], None)
    summit.carts.apply_coupon(guest.ref, summit_demo.TEN_PERCENT, None)
    cart = summit.carts.claim(guest.ref, erin)
    request = request_for(summit, cart.ref, erin, summit.cards.add(card, erin).ref)
    outcome = summit.orders.place(request, erin)
    assert isinstance(outcome, UnpaidOrder)
    assert (outcome.order.total, outcome.order.payment) == (cart.total, Payment.DUE)
    return replace(request, order_ref=outcome.order.ref)


def test_a_guests_cart_and_code_become_the_patients_paid_order(summit: Clinic, sandbox: Any, erin: Access) -> None:
    request = _ordered_at_summit(summit, erin, "pm_card_visa")  # type: ignore[arg-type]
    by_key = Question(request.key, request.cart_ref)
    assert summit.orders.look_up(by_key, erin).verdict is Verdict.ORDERED  # type: ignore[attr-defined]

    placed = summit.orders.pay(request, erin)  # type: ignore[attr-defined]

    assert isinstance(placed, PlacedOrders)
    assert placed.orders[0].payment is Payment.PAID
    assert summit.orders.pay(request, erin) == summit.orders.confirm(request, erin) == placed  # type: ignore[attr-defined]
    by_ref = replace(by_key, order_ref=request.order_ref)
    assert summit.orders.look_up(by_key, erin) == summit.orders.look_up(by_ref, erin)  # type: ignore[attr-defined]
    assert len(sandbox.ledger.orders(request.cart_ref)) == len(sandbox.ledger.charges(request.cart_ref)) == 1


def test_a_declined_card_leaves_the_order_to_another_one_that_asks_the_bank(
    summit: Clinic, sandbox: Any, erin: Access
) -> None:
    request = _ordered_at_summit(summit, erin, "pm_card_chargeDeclined")  # type: ignore[arg-type]
    with pytest.raises(PaymentDeclined):
        summit.orders.pay(request, erin)  # type: ignore[attr-defined]

    request = replace(request, try_number=2, payment_method="pm_card_threeDSecure2Required")
    needed = summit.orders.pay(request, erin)  # type: ignore[attr-defined]
    assert isinstance(needed, ConfirmationNeeded)
    _bank_says_yes(sandbox, needed)

    assert isinstance(summit.orders.confirm(replace(request, confirmation=needed.reference), erin), PlacedOrders)  # type: ignore[attr-defined]
    assert len(sandbox.ledger.orders(request.cart_ref)) == len(sandbox.ledger.charges(request.cart_ref)) == 1
