"""The same pages sell through each upstream."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone
from pytest_django.asserts import assertContains

from checkout.models import OrderAttempt, PlacedOrder, State, Step
from checkout.orders.lookups import resolve_due
from checkout.orders.promise import Promise
from tests.houses import House
from tests.world import NEW_PATIENT, Shopper, World, state_of


def test_a_guest_fills_a_cart_and_finds_it_after_sign_in(someone: Shopper, house: House) -> None:
    someone.add(house.product, 2)
    assertContains(someone.get("/cart/"), house.product)

    someone.sign_in(house.email, house.password)

    assertContains(someone.get("/cart/"), house.product)
    assert list(someone.lines()) == [house.product]
    assert someone.browser.session["cart"]["lines"][0]["quantity"] == 2


def test_quantities_change_and_lines_go(someone: Shopper, house: House) -> None:
    someone.add(house.product)
    for signed_in in (False, True):
        if signed_in:
            someone.sign_in(house.email, house.password)
            someone.get("/cart/")
        someone.post(f"/cart/lines/{someone.lines()[house.product]}/", {"quantity": "3"})
        assert someone.browser.session["cart"]["lines"][0]["quantity"] == 3
    someone.post(f"/cart/lines/{someone.lines()[house.product]}/remove/")
    assertContains(someone.get("/cart/"), "There is nothing in it yet")


def test_a_coupon_is_applied_refused_and_lost(someone: Shopper, house: House) -> None:
    someone.add(house.product, 2)
    someone.sign_in(house.email, house.password)
    before = someone.total()

    someone.post("/cart/coupon/", {"code": house.coupon.lower()})
    with_coupon = someone.total()
    refused = someone.post("/cart/coupon/", {"code": house.expired})
    someone.post("/cart/coupon/remove/")

    assert with_coupon < before
    assert refused.status_code == 422
    assert someone.total() == before


def test_an_order_is_placed_once_and_is_what_was_shown(ready: Shopper, house: House, world: World) -> None:
    form = ready.review_form()

    first = ready.post("/checkout/review/", form)
    again = ready.post("/checkout/review/", form)

    attempt = OrderAttempt.objects.get()
    assert first["Location"] == again["Location"] == f"/orders/{attempt.pk}/"
    assert attempt.state == State.PLACED
    assert attempt.charged_minor == attempt.shown_minor
    assert len(world.ledger.orders()) == len(world.ledger.charges()) == 1
    assert PlacedOrder.objects.count() == 1
    page = ready.get(first["Location"])
    assert state_of(page) == "placed"
    assertContains(page, house.product)
    assertContains(ready.get("/orders/"), attempt.reference)
    assertContains(ready.get("/cart/"), "There is nothing in it yet")


def test_the_coupon_lowers_what_is_charged(ready: Shopper, house: House, world: World) -> None:
    without = Promise.load(ready.review_form()["promise"])
    assert without
    ready.post("/cart/coupon/", {"code": house.coupon})
    if house.slug == "summit":
        ready.get("/cart/")

    ready.place_order()

    attempt = ready.attempt()
    assert attempt.state == State.PLACED
    assert attempt.charged_minor == attempt.shown_minor < without.total.minor


@pytest.mark.parametrize("fault", ["reset_after", "error_after", "garbage"])
def test_a_lost_answer_to_the_order_makes_no_second_one(ready: Shopper, house: House, world: World, fault: str) -> None:
    form = ready.review_form()
    world.faults.arm(fault, path=house.order_call, method="POST", times=1)

    ready.post("/checkout/review/", form)
    assert ready.attempt().state == State.UNKNOWN
    resolve_due(timezone.now() + timedelta(seconds=10))

    attempt = ready.attempt()
    assert len(world.ledger.orders()) == 1
    if house.pay_call:
        assert (attempt.step, attempt.page_state) == (Step.PAY, "payment")
        page = ready.get(f"/orders/{attempt.pk}/")
        assertContains(page, "waiting for its payment")
        ready.pay(house.pays)
    assert ready.attempt().state == State.PLACED
    assert len(world.ledger.orders()) == len(world.ledger.charges()) == 1


def test_a_lost_answer_to_the_payment_pays_once(ready: Shopper, house: House, world: World) -> None:
    if not house.pay_call:
        pytest.skip("orders and charges in one")
    form = ready.review_form()
    world.faults.arm("reset_after", path=house.pay_call, method="POST", times=1)

    page = ready.get(ready.post("/checkout/review/", form)["Location"])

    assert state_of(page) in ("unknown", "placed")
    with time_machine.travel(timezone.now() + timedelta(seconds=10), tick=False):
        resolve_due()
        assert state_of(ready.get(f"/orders/{ready.attempt().pk}/")) == "placed"
    assert len(world.ledger.orders()) == len(world.ledger.charges()) == 1


def test_a_new_patient_signs_up_and_orders(someone: Shopper, house: House, world: World) -> None:
    someone.add(house.product)
    home = {"phone": "303 555 0123", "province": "CO"} if house.slug == "meadow" else {}
    new = NEW_PATIENT | home | {"email": f"zoe@{house.slug}.example"}

    assert someone.post("/signup/", new | {"next": "/cart/"})["Location"] == "/cart/"

    assertContains(someone.get("/cart/"), house.product)


def test_a_stranger_sees_nothing_of_it(ready: Shopper, house: House) -> None:
    ready.place_order()
    path = f"/orders/{ready.attempt().pk}/"

    assert Shopper(ready.host).get(path)["Location"].startswith("/login/")


def test_an_outage_keeps_the_cart(ready: Shopper, world: World) -> None:
    kept = ready.browser.session["cart"]
    world.down()

    assertContains(ready.get("/cart/"), "Your cart is safe", status_code=503)
    assert ready.browser.session["cart"] == kept
