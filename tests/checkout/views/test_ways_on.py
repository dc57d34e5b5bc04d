"""No page is a dead end: a declined card is not chosen again, and a bank's question can be left."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from checkout.models import OrderAttempt, Refusal, State
from storefront.clinics.models import Clinic
from tests.checkout.harbour import TEA, orders
from tests.houses import HOUSES, US_ADDRESS, calls, go_to_the_button
from tests.world import ELASTICPATH, UPSTREAMS, Shopper, World

SUMMIT = HOUSES[2]
STRIPE: dict[str, Any] = ELASTICPATH | {
    "gateway": "elastic_path_payments_stripe",
    "card_script": f"{UPSTREAMS}/processor/v3/",
    "publishable_key": "pk_test_summit",
    "card_frame_origins": [],
    "card_connect_origins": [],
    "test_cards": [["pm_card_threeDSecure2Required", "Asks the bank"], ["pm_card_visa", "Visa"]],
}


def chosen(shopper: Shopper, path: str = "/checkout/payment/") -> str:
    page = shopper.get(path).content.decode()
    ticked = [tag for tag in re.findall(r"<input[^>]*name=.payment_method.[^>]*>", page) if " checked" in tag]
    return str(re.findall(r'value="([^"]*)"', ticked[0])[0]) if ticked else ""


def ref_of(shopper: Shopper, label: str) -> str:
    return shopper.choice(label, "/checkout/payment/")


@pytest.fixture
def bo(shopper: Shopper, world: World) -> Shopper:
    """Bo's bank asks."""
    shopper.add(TEA)
    shopper.sign_in("bo@harbour.example")
    shopper.choose()
    shopper.place_order()
    return shopper


def test_a_returning_patient_finds_a_card_chosen(ana: Shopper) -> None:
    ana.browser.session.flush()
    again = Shopper(ana.host)
    again.sign_in()
    again.add(TEA)
    again.get("/checkout/details/")
    again.post("/checkout/details/", {"address1": "12 Quay Street", "city": "Halifax", "province": "NS"} | POSTCODE)

    assert chosen(again) == ref_of(again, "4242")


POSTCODE = {"postal_code": "B3H 4R2", "country": "CA", "address2": ""}


def test_a_declined_card_is_marked_and_another_one_is_chosen(ana: Shopper) -> None:
    ana.choose("0002")
    page = ana.get(ana.place_order()["Location"])
    assertContains(page, "Use another card")

    assertContains(ana.get("/checkout/payment/"), "declined just now")
    assert chosen(ana) == "new"

    ana.choose("4242")
    assert chosen(ana) == ref_of(ana, "4242")
    ana.place_order()
    assert ana.attempt().state == State.PLACED


def test_a_declined_card_is_not_chosen_again_for_an_order_that_exists(meadow: Clinic, world: World) -> None:
    dana = go_to_the_button(Shopper("meadow.localhost"), HOUSES[1])
    dana.choose("0002", US_ADDRESS)
    dana.place_order()

    page = dana.get(f"/orders/{dana.attempt().pk}/")

    assertContains(page, "declined just now")
    assert chosen(dana, f"/orders/{dana.attempt().pk}/") != ref_of_declined(page.content.decode())


def half_an_hour_passes() -> None:
    """For the order; the sign-in is still good."""
    OrderAttempt.objects.update(created_at=timezone.now() - timedelta(minutes=31), looked_up_at=None)


def ref_of_declined(page: str) -> str:
    return str(re.findall(r'value="([^"]+)"[^>]*>\s*(?:<label[^>]*>)?\s*[^<]*declined just now', page)[0])


def test_the_banks_no_opens_the_cart_again(bo: Shopper, world: World) -> None:
    path = f"/orders/{bo.attempt().pk}/"
    assertContains(bo.get(path), "Use another card")
    other = f"{path}pay/another-way/"
    bo.post(other)
    assertContains(bo.get(path), "Your bank has not answered yet.")
    bank = bo.attempt().sealed_away()["bank"]["redirect_url"]
    world.processor.authenticate(bank.rstrip("/").rsplit("/", 1)[-1], approve=False)

    with time_machine.travel(timezone.now() + timedelta(seconds=10), tick=False):
        bo.post(other)

        assert bo.attempt().refusal == Refusal.DECLINED
        assertNotContains(bo.get("/cart/"), "There is nothing in it yet")
    assert orders(world) == 0


def test_after_half_an_hour_without_an_answer_the_items_go_into_a_new_cart(bo: Shopper, world: World) -> None:
    attempt = bo.attempt()
    half_an_hour_passes()

    answer = bo.post(f"/orders/{attempt.pk}/pay/another-way/")

    assert answer["Location"] == "/checkout/payment/"
    attempt.refresh_from_db()
    assert (attempt.state, attempt.refusal) == (State.REFUSED, Refusal.LEFT_BANK)
    assert not attempt.may_be_sent
    assert list(bo.lines()) == [TEA]
    assert bo.browser.session["cart"]["ref"] != attempt.cart_ref
    assertContains(bo.get("/checkout/payment/"), "say no there")


def test_what_was_approved_meanwhile_is_placed_instead_of_left(bo: Shopper, world: World) -> None:
    bank = bo.attempt().sealed_away()["bank"]["redirect_url"]
    world.processor.authenticate(bank.rstrip("/").rsplit("/", 1)[-1], approve=True)

    half_an_hour_passes()

    bo.post(f"/orders/{bo.attempt().pk}/pay/another-way/")

    assert bo.attempt().state == State.PLACED
    assert orders(world) == 1


def test_at_elastic_path_the_pending_payment_is_voided_and_the_same_order_paid(summit: Clinic, world: World) -> None:
    summit.set_commerce(STRIPE)
    summit.save()
    erin = Shopper("summit.localhost")
    erin.add(SUMMIT.product)
    erin.sign_in(SUMMIT.email, SUMMIT.password)
    erin.get("/cart/")
    erin.post("/checkout/details/", {"address1": "12 Quay Street", "city": "Halifax", "province": "NS"} | POSTCODE)
    erin.post("/checkout/payment/", {"payment_method": "new:pm_card_threeDSecure2Required"})
    erin.place_order()
    attempt = erin.attempt()
    assert attempt.waits_for_bank

    erin.post(f"/orders/{attempt.pk}/pay/another-way/")

    assert calls(world, "*/transactions/*/cancel") == 1
    attempt = erin.attempt()
    assert (attempt.is_unpaid, attempt.refusal) == (True, Refusal.LEFT_BANK)
    path = f"/orders/{attempt.pk}/"
    erin.post(f"{path}pay/", erin.pay_form(path) | {"payment_method": "new:pm_card_visa"})
    assert erin.attempt().state == State.PLACED
    assert len(world.ledger.orders()) == len(world.ledger.charges()) == 1


def test_an_order_that_waits_for_its_payment_is_told_before_the_same_is_ordered_again(
    meadow: Clinic, world: World
) -> None:
    dana = go_to_the_button(Shopper("meadow.localhost"), HOUSES[1])
    dana.choose("0002", US_ADDRESS)
    dana.place_order()
    first = dana.attempt()

    go_to_the_button(dana, HOUSES[1])

    for path in ("/cart/", "/checkout/review/"):
        assertContains(dana.get(path), f'href="/orders/{first.pk}/"')
        assertContains(dana.get(path), "waits for its payment of")
