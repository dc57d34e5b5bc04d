"""What is particular to a clinic that sells through Elastic Path, by the front door."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from copy import deepcopy
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.http import HttpResponse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from checkout.models import OrderAttempt, Refusal, State, Step
from checkout.orders.lookups import resolve_due
from sandbox.elasticpath import demo
from sandbox.elasticpath.state import Store
from sandbox.elasticpath.visit import ACCOUNT_TOKEN
from storefront.clinics.models import Clinic
from tests import goods
from tests.world import ELASTICPATH, UPSTREAMS, Shopper, World, state_of

ROLLER = "Trail Foam Roller"  # 42.00, with tax 44.10
PULSE = "Pulse Muscle Stimulator"  # two in stock
CARDS = {
    "gateway": "elastic_path_payments_stripe",
    "card_script": f"{UPSTREAMS}/processor/v3/",
    "publishable_key": "pk_test_summit",
    "card_frame_origins": [],
    "card_connect_origins": [],
    "test_cards": [],
}
VISA, DECLINED, ASKS = "pm_card_visa", "pm_card_chargeDeclined", "pm_card_threeDSecure2Required"


@pytest.fixture
def erin(summit: Clinic, world: World) -> Shopper:
    return signed_in("summit", demo.ONE_ACCOUNT)


@pytest.fixture(params=["elastic_path_payments_stripe", "stripe_payment_intents"])
def gateway(request: pytest.FixtureRequest, world: World, make_clinic: Callable[..., Clinic]) -> str:
    """A clinic that takes cards."""
    world.set_option("elasticpath", "gateway", name=request.param, enabled=True)
    make_clinic("summit", ELASTICPATH | CARDS | {"gateway": request.param})
    return str(request.param)


@pytest.fixture
def cardholder(gateway: str) -> Shopper:
    """An address away from paying 44.10."""
    shopper = signed_in("summit", demo.ONE_ACCOUNT)
    shopper.add(ROLLER)
    shopper.get("/cart/")
    return shopper


def signed_in(slug: str, email: str, password: str = demo.PASSWORD) -> Shopper:
    shopper = Shopper(f"{slug}.localhost")
    assert shopper.sign_in(email, password).status_code == 303
    return shopper


def store_of(world: World, slug: str = demo.STORE) -> Store:
    return world.upstreams["elasticpath"].platform.stores[slug]  # type: ignore[attr-defined,no-any-return, unused-ignore]


def sent(world: World, template: str) -> list[Any]:
    return [call for call in world.ledger.calls if call.template == template and call.method == "POST"]


def paid(world: World) -> list[str]:
    return [f"{act.amount:.2f}" for act in world.ledger.charges()]


# -- a cart lives for a week -------------------------------------------------------------------------------------------


def a_week_later(world: World) -> None:
    world.clock.advance(timedelta(days=7, minutes=1).total_seconds())


def test_a_cart_that_expired_is_noticed_and_told_with_what_was_in_it(summit: Clinic, world: World) -> None:
    guest = Shopper("summit.localhost")
    guest.add(ROLLER, 2)
    guest.add("Alpine Cold Wrap")
    guest.get("/cart/")
    before = guest.browser.session["cart"]["ref"]
    a_week_later(world)

    page = guest.get("/cart/")

    assertContains(page, "Your cart had expired")
    assertContains(page, ROLLER)
    assertContains(page, "Alpine Cold Wrap")
    assert [line["quantity"] for line in guest.browser.session["cart"]["lines"]] == [2, 1]
    assert guest.browser.session["cart"]["ref"] != before
    assertNotContains(guest.get("/cart/"), "had expired")


def test_what_expired_and_is_no_longer_sold_is_named(summit: Clinic, world: World) -> None:
    guest = Shopper("summit.localhost")
    guest.add(ROLLER, 2)
    guest.add("Alpine Cold Wrap")
    a_week_later(world)
    world.set_option("elasticpath", "live", sku="SM-ROLL-45", live=False)

    page = guest.get("/cart/")

    assertContains(page, "Your cart had expired")
    assertContains(page, f"{ROLLER} is no longer available")
    assert list(guest.lines()) == ["Alpine Cold Wrap"]


def test_a_cart_that_expired_with_nothing_left_to_sell_says_what_was_in_it(summit: Clinic, world: World) -> None:
    guest = Shopper("summit.localhost")
    guest.add(ROLLER)
    guest.get("/cart/")
    a_week_later(world)
    world.set_option("elasticpath", "live", sku="SM-ROLL-45", live=False)

    page = guest.get("/cart/")

    assertContains(page, "Your cart had expired")
    assertContains(page, ROLLER)
    assert guest.lines() == {}


def test_a_change_to_an_expired_cart_loses_nothing(summit: Clinic, world: World) -> None:
    guest = Shopper("summit.localhost")
    guest.add(ROLLER)
    a_week_later(world)

    guest.add("Alpine Cold Wrap")

    assert sorted(guest.lines()) == ["Alpine Cold Wrap", ROLLER]
    assertContains(guest.get("/cart/"), "Your cart had expired")


def test_a_patients_cart_with_a_code_comes_back_with_its_code(summit: Clinic, world: World) -> None:
    world.set_option("elasticpath", "accounts", token_seconds=timedelta(days=30).total_seconds())
    erin = signed_in("summit", demo.ONE_ACCOUNT)
    erin.add(ROLLER)
    erin.post("/cart/coupon/", {"code": demo.TEN_PERCENT})
    before = erin.total()
    a_week_later(world)

    page = erin.get("/cart/")

    assertContains(page, "Your cart had expired")
    assertContains(page, demo.TEN_PERCENT)
    assert erin.total() == before


def test_an_account_token_that_ended_asks_to_sign_in_and_keeps_the_cart(erin: Shopper, world: World) -> None:
    erin.add(ROLLER)
    world.clock.advance(timedelta(days=1, minutes=1).total_seconds())

    assert erin.get("/account/")["Location"].startswith("/login/")

    erin.sign_in(demo.ONE_ACCOUNT, demo.PASSWORD)
    assertContains(erin.get("/cart/"), ROLLER)


# -- both checkout modes -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("mode", ["account_token", "account"])
def test_an_order_is_the_accounts_in_both_checkout_modes(
    make_clinic: Callable[..., Clinic], world: World, mode: str
) -> None:
    make_clinic("summit", ELASTICPATH | {"checkout": mode})
    erin = signed_in("summit", demo.ONE_ACCOUNT)
    erin.add(ROLLER)
    erin.choose()

    assert state_of(erin.get(erin.place_order()["Location"])) == "placed"

    (checkout,) = sent(world, "/v2/carts/{cart}/checkout")
    body = json.loads(checkout.request.data)["data"]
    by_token = mode == "account_token"
    assert (ACCOUNT_TOKEN in checkout.request.headers) is by_token
    assert ("account" in body) is not by_token
    (order,) = store_of(world).orders.values()
    assert order.account == erin.attempt().patient_ref == demo.fixed_id(demo.STORE, "account", "Erin Example")
    assert order.member == demo.fixed_id(demo.STORE, "member", demo.ONE_ACCOUNT)
    assertContains(erin.get(erin.attempt().get_absolute_url()), "sends you an invoice for $44.10")


@pytest.mark.parametrize("mode", ["account_token", "account"])
@pytest.mark.parametrize("fault", ["reset_after", "error_after"])
def test_a_lost_checkout_makes_one_order_in_both_modes(
    make_clinic: Callable[..., Clinic], world: World, mode: str, fault: str
) -> None:
    make_clinic("summit", ELASTICPATH | {"checkout": mode})
    erin = signed_in("summit", demo.ONE_ACCOUNT)
    erin.add(ROLLER)
    erin.choose()
    world.faults.arm(fault, path="*/checkout", method="POST")

    erin.place_order()
    with time_machine.travel(timezone.now() + timedelta(minutes=1), tick=False):
        resolve_due()

    assert (erin.attempt().step, erin.attempt().page_state) == (Step.PAY, "payment")
    erin.pay()
    assert erin.attempt().state == State.PLACED
    assert len(world.ledger.orders()) == len(paid(world)) == 1


# -- accounts of a member ----------------------------------------------------------------------------------------------


def choices(page: HttpResponse) -> dict[str, str]:
    """Account names on the page to what is posted for them."""
    offered = r'name="account" value="([^"]+)".*?<label[^>]*>\s*([^<]+?)\s*</label>'
    return {name: ref for ref, name in re.findall(offered, page.content.decode(), re.S)}


def finn_as(account: str) -> Shopper:
    finn = Shopper("summit.localhost")
    to_choice = finn.sign_in(demo.TWO_ACCOUNTS, demo.PASSWORD)["Location"]
    assert to_choice.startswith("/login/account/")
    page = finn.get(to_choice)
    assert finn.post(to_choice, {"account": choices(page)[account]}).status_code == 303
    return finn


@pytest.mark.parametrize(("minutes", "chooses"), [(29, True), (30, False)])
def test_a_member_who_does_not_choose_has_to_give_the_password_again(
    summit: Clinic, world: World, minutes: int, chooses: bool
) -> None:
    finn = Shopper("summit.localhost")
    to_choice = finn.sign_in(demo.TWO_ACCOUNTS, demo.PASSWORD)["Location"]
    ref = choices(finn.get(to_choice))["Finn Sample"]

    with time_machine.travel(timezone.now() + timedelta(minutes=minutes), tick=False):
        finn.post(to_choice, {"account": ref})
        assert (finn.get("/account/").status_code == 200) is chooses
    assert "account_choice" not in finn.browser.session


def test_a_choice_that_an_earlier_release_kept_is_over(summit: Clinic, world: World) -> None:
    finn = Shopper("summit.localhost")
    to_choice = finn.sign_in(demo.TWO_ACCOUNTS, demo.PASSWORD)["Location"]
    session = finn.browser.session
    del session["account_choice_ends_at"]
    session.save()

    assert finn.get(to_choice)["Location"] == "/login/"


def test_a_member_of_several_accounts_chooses_one(summit: Clinic, world: World) -> None:
    finn = Shopper("summit.localhost")
    to_choice = finn.post("/login/", {"email": demo.TWO_ACCOUNTS, "password": demo.PASSWORD, "next": "/orders/"})[
        "Location"
    ]
    assert finn.get("/account/")["Location"].startswith("/login/")
    page = finn.get(to_choice)
    assert sorted(choices(page)) == ["Finn Sample", "Sample Family"]
    assertContains(finn.post(to_choice, {}), "Choose an account", status_code=422)
    somebody = demo.fixed_id(demo.STORE, "account", "Erin Example")
    assert finn.post(to_choice, {"account": somebody}).status_code == 422

    chosen = finn.post(to_choice, {"account": choices(page)["Sample Family"], "next": "/orders/"})

    assert (chosen.status_code, chosen["Location"]) == (303, "/orders/")
    assert finn.get("/account/").status_code == 200


def test_two_accounts_of_one_member_never_mix(summit: Clinic, world: World) -> None:
    family = finn_as("Sample Family")
    family.add(ROLLER)
    family.choose()
    family.place_order()
    attempt = family.attempt()
    assert attempt.patient_ref == demo.fixed_id(demo.STORE, "account", "Sample Family")

    himself = finn_as("Finn Sample")

    assert himself.get(attempt.get_absolute_url()).status_code == 404
    assertNotContains(himself.get("/orders/"), attempt.reference)
    assertContains(finn_as("Sample Family").get("/orders/"), attempt.reference)


def test_a_member_without_an_account_is_told(summit: Clinic, world: World) -> None:
    gus = Shopper("summit.localhost")

    assertContains(gus.sign_in(demo.NO_ACCOUNT, demo.PASSWORD), "no account to shop for yet", status_code=422)
    assert gus.get("/account/")["Location"].startswith("/login/")
    assertNotContains(gus.sign_in(demo.NO_ACCOUNT, "wrong"), "no account to shop for", status_code=422)


# -- promotion codes ---------------------------------------------------------------------------------------------------


def test_a_guests_code_lowers_the_price_at_once_and_holds_after_sign_in(summit: Clinic, world: World) -> None:
    shopper = Shopper("summit.localhost")
    shopper.add(ROLLER)
    before = shopper.total()
    shopper.post("/cart/coupon/", {"code": "welcome10"})
    lowered = shopper.total()
    assert lowered < before

    shopper.sign_in(demo.ONE_ACCOUNT, demo.PASSWORD)

    assertContains(shopper.get("/cart/"), demo.TEN_PERCENT)
    assert shopper.total() == lowered
    shopper.choose()
    shopper.place_order()
    assert shopper.attempt().charged_minor == shopper.attempt().shown_minor < 4410


def test_one_code_takes_the_place_of_another_and_is_taken_off(erin: Shopper) -> None:
    erin.add(ROLLER)
    before = erin.total()
    erin.post("/cart/coupon/", {"code": demo.TEN_PERCENT})
    erin.post("/cart/coupon/", {"code": demo.FIVE_OFF})
    erin.get("/cart/")

    page = erin.get("/cart/")

    assertContains(page, demo.FIVE_OFF)
    assertNotContains(page, demo.TEN_PERCENT)
    erin.post("/cart/coupon/remove/")
    assert erin.total() == before


@pytest.mark.parametrize("code", [demo.EXPIRED, "WINTER15", "BIGCART", "NO-SUCH-CODE"])
def test_a_refused_code_leaves_the_cart_and_the_code_at_work_alone(erin: Shopper, code: str) -> None:
    erin.add(ROLLER)
    erin.post("/cart/coupon/", {"code": demo.TEN_PERCENT})
    before = erin.total()

    assertContains(erin.post("/cart/coupon/", {"code": code}), "cannot be used", status_code=422)

    assert erin.total() == before


def test_a_code_that_ends_before_the_order_is_placed_charges_nothing_until_the_patient_agrees(
    erin: Shopper, world: World
) -> None:
    world.set_option("elasticpath", "promotion", code="TODAY", percent=10, seconds=60)
    erin.add(ROLLER)
    erin.post("/cart/coupon/", {"code": "TODAY"})
    erin.choose()
    form = erin.review_form()
    world.clock.advance(120)

    page = erin.get(erin.post("/checkout/review/", form)["Location"])

    assert (state_of(page), erin.attempt().refusal, paid(world)) == ("payment", Refusal.COSTS_MORE, [])
    assertContains(page, "costs more than you were shown")
    assertContains(page, "$39.69")
    assertContains(page, "Pay $44.10")
    erin.pay()
    assert erin.attempt().state == State.PLACED
    assert erin.attempt().charged_minor == 4410
    assert len(world.ledger.orders()) == 1


# -- stock -------------------------------------------------------------------------------------------------------------


def test_how_many_are_left_is_told_where_it_is_managed(erin: Shopper, world: World) -> None:
    assertContains(erin.get(f"/products/{goods.PULSE}/"), "Only 2 left")
    for managed_or_not in (goods.ROLLER, goods.PROTEIN):
        assertNotContains(erin.get(f"/products/{managed_or_not}/"), "left</p>")


def test_no_more_can_be_put_into_a_cart_than_there_are(erin: Shopper) -> None:
    refused = erin.add(PULSE, 3)
    assertContains(refused, "cannot be bought in this quantity", status_code=422)
    assertContains(refused, "Only 2 left", status_code=422)
    assert erin.lines() == {}

    erin.add(PULSE, 2)

    line = f"/cart/lines/{erin.lines()[PULSE]}/"
    assertContains(erin.post(line, {"quantity": "3"}), "cannot be bought in this quantity", status_code=422)
    assert erin.browser.session["cart"]["lines"][0]["quantity"] == 2


def test_what_is_sold_out_says_so(erin: Shopper, world: World) -> None:
    world.set_option("elasticpath", "stock", sku="SM-PULSE-2", total=0)

    page = erin.get(f"/products/{goods.PULSE}/")

    assertContains(page, "This is sold out.")
    assertNotContains(page, "Add to cart")


def test_a_product_is_shown_although_its_stock_cannot_be_told(erin: Shopper, world: World) -> None:
    erin.get("/")
    world.down(path="/v2/inventories/*")

    assertContains(erin.get(f"/products/{goods.PULSE}/"), "Add to cart")


def test_trouble_leaves_a_product_as_it_is_on_the_shelf_and_nobody_waits_twice(erin: Shopper, world: World) -> None:
    erin.get("/")
    world.down(path="/catalog/products/*")

    assertContains(erin.get(f"/products/{goods.PULSE}/"), "Add to cart")

    before = len(world.ledger.calls)
    assertContains(erin.get(f"/products/{goods.PULSE}/"), "Add to cart")
    assert world.calls(before) == []


def test_the_last_piece_is_paid_by_one_patient_only(erin: Shopper, world: World) -> None:
    finn = finn_as("Finn Sample")
    for shopper in (erin, finn):
        shopper.add(PULSE, 2)
        shopper.choose()
    form = finn.review_form()
    erin.place_order()
    finn.post("/checkout/review/", form)

    states = [attempt.state for attempt in OrderAttempt.objects.order_by("created_at")]

    assert sorted(states) == sorted([State.PLACED, State.REFUSED])
    assert len(paid(world)) == 1


# -- association and merge ---------------------------------------------------------------------------------------------


def test_a_guests_cart_is_associated_with_the_account_at_sign_in(summit: Clinic, world: World) -> None:
    shopper = Shopper("summit.localhost")
    shopper.add(ROLLER, 2)
    ref = shopper.browser.session["cart"]["ref"]
    assert store_of(world).carts[ref].accounts == []

    shopper.sign_in(demo.ONE_ACCOUNT, demo.PASSWORD)
    shopper.get("/cart/")

    assert store_of(world).carts[ref].accounts == [demo.fixed_id(demo.STORE, "account", "Erin Example")]
    assert shopper.browser.session["cart"]["lines"][0]["quantity"] == 2


def test_a_guests_items_go_into_the_cart_that_the_patient_already_had(erin: Shopper, world: World) -> None:
    erin.add(ROLLER, 2)
    there = Shopper("summit.localhost")
    there.add("Alpine Cold Wrap")
    there.add(ROLLER)
    guest = there.browser.session["cart"]["ref"]

    there.sign_in(demo.ONE_ACCOUNT, demo.PASSWORD)
    page = there.get("/cart/")

    assertContains(page, "You already had a cart: your items are in it now.")
    for shopper in (there, erin):
        shopper.get("/cart/")
        lines = {line["name"]: line["quantity"] for line in shopper.browser.session["cart"]["lines"]}
        assert lines == {ROLLER: 2, "Alpine Cold Wrap": 1}
    assert guest not in store_of(world).carts


def test_a_cart_is_found_again_on_another_device(erin: Shopper) -> None:
    erin.add(ROLLER, 2)
    telephone = Shopper("summit.localhost")

    telephone.sign_in(demo.ONE_ACCOUNT, demo.PASSWORD)

    assertContains(telephone.get("/cart/"), ROLLER)


def test_joining_again_after_a_lost_answer_comes_to_the_same(erin: Shopper, world: World) -> None:
    erin.add(ROLLER, 2)
    there = Shopper("summit.localhost")
    there.add("Alpine Cold Wrap", 3)
    there.sign_in(demo.ONE_ACCOUNT, demo.PASSWORD)
    world.faults.arm("reset_after", path="*/items", method="POST", times=1)

    assert there.get("/cart/").status_code == 503
    there.get("/cart/")

    lines = {line["name"]: line["quantity"] for line in there.browser.session["cart"]["lines"]}
    assert lines == {ROLLER: 2, "Alpine Cold Wrap": 3}


def test_a_cart_that_was_ordered_is_never_found_again(erin: Shopper, world: World) -> None:
    erin.add(ROLLER)
    erin.choose()
    world.faults.arm("error_before", path="*/carts/*", method="DELETE", times=None)
    erin.place_order()
    telephone = Shopper("summit.localhost")

    telephone.sign_in(demo.ONE_ACCOUNT, demo.PASSWORD)

    assertContains(telephone.get("/cart/"), "There is nothing in it yet")


def test_an_order_makes_its_cart_useless(erin: Shopper, world: World) -> None:
    erin.add(ROLLER)
    ref = erin.browser.session["cart"]["ref"]
    erin.choose()

    erin.place_order()

    assert ref not in store_of(world).carts


# -- cards -------------------------------------------------------------------------------------------------------------


def pay_with(shopper: Shopper, card: str) -> HttpResponse:
    """Enter a card, submit the button, and read the order's page."""
    shopper.post("/checkout/details/", HALIFAX)
    entered = shopper.post("/checkout/payment/", {"payment_method": "new", "new_payment_method": card})
    assert entered["Location"] == "/checkout/review/"
    return shopper.get(shopper.place_order()["Location"])


HALIFAX = {
    "address1": "12 Quay Street",
    "address2": "",
    "city": "Halifax",
    "province": "NS",
    "postal_code": "B3H 4R2",
    "country": "CA",
}


def another_card(shopper: Shopper, card: str) -> HttpResponse:
    path = shopper.attempt().get_absolute_url()
    new_card = {"payment_method": "new", "new_payment_method": card}
    answer = shopper.post(f"{path}pay/", shopper.pay_form(path) | new_card)
    assert answer["Location"] == path
    return shopper.get(path)


def payments(world: World) -> list[dict[str, Any]]:
    return [json.loads(call.request.data)["data"] for call in sent(world, "/v2/orders/{order}/payments")]


def test_a_card_from_the_processors_script_pays_the_order(cardholder: Shopper, gateway: str, world: World) -> None:
    page = pay_with(cardholder, VISA)

    assert (state_of(page), paid(world)) == ("placed", ["44.10"])
    assertContains(page, "is charged once")
    (payment,) = payments(world)
    assert (payment["gateway"], payment["payment"]) == (gateway, VISA)
    assert payment["options"]["return_url"].endswith(cardholder.attempt().get_absolute_url())


def test_the_processors_script_is_on_the_pages_where_a_card_is_entered(cardholder: Shopper, gateway: str) -> None:
    cardholder.post("/checkout/details/", HALIFAX)

    page = cardholder.get("/checkout/payment/")

    assertContains(page, 'data-key="pk_test_summit"')
    assert UPSTREAMS in page["Content-Security-Policy"]
    assert UPSTREAMS not in cardholder.get("/cart/")["Content-Security-Policy"]
    assertNotContains(page, demo.SUMMIT_CLIENT_SECRET)


@pytest.mark.parametrize("status", [422, 200])
def test_a_declined_card_leaves_the_order_to_another_one(
    cardholder: Shopper, gateway: str, world: World, status: int
) -> None:
    world.set_option("elasticpath", "declines", status=status)

    page = pay_with(cardholder, DECLINED)

    assert (state_of(page), paid(world)) == ("payment", [])
    assertContains(page, "Your payment was declined")
    assertNotContains(page, "no order was placed")
    assert state_of(another_card(cardholder, VISA)) == "placed"
    assert (len(world.ledger.orders()), paid(world)) == (1, ["44.10"])
    keys = [payment["options"]["idempotency_key"] for payment in payments(world)]
    assert len(set(keys)) == len(keys) == 2


def test_a_bank_that_wants_a_word_is_asked_and_the_order_finished(
    cardholder: Shopper, gateway: str, world: World
) -> None:
    page = pay_with(cardholder, ASKS)
    path = cardholder.attempt().get_absolute_url()

    assert (state_of(page), paid(world), cardholder.attempt().step) == ("payment", [], Step.CONFIRM)
    assertContains(page, "Your bank asks you to confirm")
    assertContains(page, f'href="{UPSTREAMS}/processor/3ds/')
    cardholder.post(f"{path}confirm/")
    assert (state_of(cardholder.get(path)), paid(world)) == ("payment", [])
    bank_answers(world, cardholder, approve=True)

    cardholder.post(f"{path}confirm/")

    assert state_of(cardholder.get(path)) == "placed"
    assert (len(world.ledger.orders()), paid(world), cardholder.attempt().sealed) == (1, ["44.10"], "")


def test_coming_back_from_the_bank_finishes_and_leaves_its_secret_behind(
    cardholder: Shopper, gateway: str, world: World
) -> None:
    pay_with(cardholder, ASKS)
    path = cardholder.attempt().get_absolute_url()
    forged = {"payment_intent": "pi_forged", "payment_intent_client_secret": "s", "redirect_status": "succeeded"}
    assert cardholder.browser.get(path, forged)["Location"] == path
    assert paid(world) == []
    bank_answers(world, cardholder, approve=True)

    back = cardholder.browser.get(path, forged)

    assert back["Location"] == path
    assert state_of(cardholder.get(path)) == "placed"
    assert paid(world) == ["44.10"]


def test_a_bank_that_says_no_leaves_the_order_to_another_card(cardholder: Shopper, gateway: str, world: World) -> None:
    pay_with(cardholder, ASKS)
    path = cardholder.attempt().get_absolute_url()
    bank_answers(world, cardholder, approve=False)

    cardholder.post(f"{path}confirm/")

    assertContains(cardholder.get(path), "Your payment was declined")
    assert state_of(another_card(cardholder, VISA)) == "placed"
    assert (len(world.ledger.orders()), paid(world)) == (1, ["44.10"])


def test_a_lost_confirmation_is_resolved_by_a_look_up(cardholder: Shopper, gateway: str, world: World) -> None:
    pay_with(cardholder, ASKS)
    bank_answers(world, cardholder, approve=True)
    world.faults.arm("reset_after", path="*/confirm", method="POST")

    cardholder.post(f"{cardholder.attempt().get_absolute_url()}confirm/")
    with time_machine.travel(timezone.now() + timedelta(minutes=10), tick=False):
        resolve_due()

    assert cardholder.attempt().state == State.PLACED
    assert (len(world.ledger.orders()), paid(world)) == (1, ["44.10"])


def test_where_nothing_is_to_pay_no_card_is_asked_for(cardholder: Shopper, gateway: str, world: World) -> None:
    world.set_option("elasticpath", "promotion", code="GIFT", percent=100)
    cardholder.post("/cart/coupon/", {"code": "GIFT"})
    cardholder.post("/checkout/details/", HALIFAX)
    assertContains(cardholder.get("/checkout/payment/"), "There is nothing to pay for this order")
    cardholder.post("/checkout/payment/")

    page = cardholder.get(cardholder.place_order()["Location"])

    assert state_of(page) == "placed"
    assertContains(page, "There is nothing to pay")
    assert [payment["gateway"] for payment in payments(world)] == ["manual"]


def bank_answers(world: World, shopper: Shopper, *, approve: bool) -> None:
    secret = shopper.attempt().sealed_away()["bank"]["secret"]
    world.processor.authenticate(secret.partition("_secret_")[0], approve=approve)


# -- orders ------------------------------------------------------------------------------------------------------------


def test_orders_that_were_made_elsewhere_are_told_too(
    erin: Shopper, world: World, make_clinic: Callable[..., Clinic]
) -> None:
    make_clinic("valley", ELASTICPATH)  # another site of the same store
    there = signed_in("valley", demo.ONE_ACCOUNT)
    there.add(ROLLER)
    there.choose()
    there.place_order()
    (order,) = store_of(world).orders.values()

    page = erin.get("/orders/")

    assertContains(page, "Other orders at the clinic")
    assertContains(page, str(order.details["order_number"]))
    assertContains(page, "$44.10")
    assertNotContains(there.get("/orders/"), "Other orders at the clinic")
    assertNotContains(finn_as("Finn Sample").get("/orders/"), str(order.details["order_number"]))


def test_orders_of_here_are_shown_although_the_others_cannot_be(erin: Shopper, world: World) -> None:
    erin.add(ROLLER)
    erin.choose()
    erin.place_order()
    world.down(path="/v2/orders*")

    page = erin.get("/orders/")

    assertContains(page, erin.attempt().reference)
    assertContains(page, "cannot be shown right now")


# -- two stores --------------------------------------------------------------------------------------------------------


def test_nothing_crosses_between_two_stores_that_know_the_same_address(
    erin: Shopper, world: World, make_clinic: Callable[..., Clinic]
) -> None:
    keys = {
        "client_id": demo.RIDGE_CLIENT_ID,
        "client_secret": demo.RIDGE_CLIENT_SECRET,
        "password_profile_id": demo.RIDGE_PASSWORD_PROFILE_ID,
    }
    ridge = make_clinic("ridge", ELASTICPATH | keys, country="US", currency="USD")
    erin.add(ROLLER)
    erin.choose()
    erin.place_order()
    attempt = erin.attempt()
    before = len(world.ledger.calls)

    assert Shopper("ridge.localhost").sign_in(demo.ONE_ACCOUNT, demo.PASSWORD).status_code == 422
    same_cookies = Shopper("ridge.localhost")
    same_cookies.browser.cookies = deepcopy(erin.browser.cookies)
    assert same_cookies.get("/account/")["Location"].startswith("/login/")
    other = signed_in("ridge", demo.ONE_ACCOUNT, demo.RIDGE_PASSWORD)
    assert other.get(attempt.get_absolute_url()).status_code == 404
    assert other.get(f"/products/{goods.ROLLER}/").status_code == 404
    for page in (other.get("/"), other.get("/orders/"), other.get("/cart/"), other.get("/account/")):
        assertNotContains(page, ROLLER)
        assertNotContains(page, attempt.reference)
    other.add("Ridge Resistance Bands")
    assert other.post("/cart/coupon/", {"code": demo.TEN_PERCENT}).status_code == 422
    other.choose()
    other.place_order()
    assert OrderAttempt.objects.get(clinic=ridge).state == State.PLACED
    assert {call.tenant for call in world.ledger.calls[before:]} - {""} == {"ridge"}
    assert len(store_of(world).orders) == len(store_of(world, "ridge").orders) == 1
