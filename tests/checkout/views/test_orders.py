"""The orders of a patient: found on any device, hidden from everybody else, finished after the bank."""

from __future__ import annotations

from datetime import timedelta

import time_machine
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from tests.checkout.harbour import TEA, orders
from tests.world import Shopper, World, state_of


def test_a_bank_that_asks_is_answered_and_the_order_placed(shopper: Shopper, world: World) -> None:
    shopper.add(TEA)
    shopper.sign_in("bo@harbour.example")
    shopper.choose()

    page = shopper.get(shopper.place_order()["Location"])

    assert state_of(page) == "payment"
    assert orders(world) == 0
    bank = shopper.attempt().sealed_away()["bank"]["redirect_url"]
    assertContains(page, bank)
    world.processor.authenticate(bank.rstrip("/").rsplit("/", 1)[-1], approve=True)
    with time_machine.travel(timezone.now() + timedelta(seconds=10), tick=False):
        confirmed = shopper.post(f"/orders/{shopper.attempt().pk}/confirm/")
    assert state_of(shopper.get(confirmed["Location"])) == "placed"
    assert orders(world) == 1


def test_an_address_with_marks_of_a_campaign_finishes_no_payment(shopper: Shopper, world: World) -> None:
    shopper.add(TEA)
    shopper.sign_in("bo@harbour.example")
    shopper.choose()
    path = shopper.place_order()["Location"]
    bank = shopper.attempt().sealed_away()["bank"]["redirect_url"]
    world.processor.authenticate(bank.rstrip("/").rsplit("/", 1)[-1], approve=True)
    sent = len(world.calls())

    assert shopper.get(f"{path}?utm_source=mail&fbclid=x")["Location"] == path

    assert len(world.calls()) == sent
    assert shopper.get(f"{path}?payment_intent=pi_1&redirect_status=succeeded")["Location"] == path
    assert orders(world) == 1


def test_orders_of_other_patients_and_other_clinics_do_not_exist(ana: Shopper, make_clinic: object) -> None:
    ana.place_order()
    path = f"/orders/{ana.attempt().pk}/"
    stranger = Shopper(ana.host)
    stranger.sign_in("cy@harbour.example")

    assert stranger.get(path).status_code == 404
    assertNotContains(stranger.get("/orders/"), ana.attempt().reference)
    assert Shopper(ana.host).get(path)["Location"].startswith("/login/")


def test_the_order_is_found_on_any_device(ana: Shopper) -> None:
    ana.place_order()
    telephone = Shopper(ana.host)
    telephone.sign_in()

    assertContains(telephone.get("/orders/"), ana.attempt().reference)
    assert state_of(telephone.get(f"/orders/{ana.attempt().pk}/")) == "placed"
