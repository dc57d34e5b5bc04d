"""A patient sees where else they are signed in, and ends it."""

from __future__ import annotations

from datetime import timedelta

import time_machine
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from storefront.clinics.models import Clinic
from tests.world import Shopper, World

BUTTON = "Log out everywhere else"


def test_other_sign_ins_are_seen_and_ended(shopper: Shopper) -> None:
    other = Shopper("harbour.localhost")
    shopper.sign_in()
    assertContains(shopper.get("/account/"), "Only here.")
    other.sign_in()

    assertContains(shopper.get("/account/"), "In another browser, used just now")
    reply = shopper.post("/account/elsewhere/")

    assert reply["Location"] == "/account/"
    assert other.get("/account/").status_code == 303
    assertNotContains(shopper.get("/account/"), BUTTON)


def test_it_says_how_long_ago_it_was_used(shopper: Shopper) -> None:
    Shopper("harbour.localhost").sign_in()

    with time_machine.travel(timezone.now() + timedelta(minutes=20)):
        shopper.sign_in()
        assertContains(shopper.get("/account/"), "In another browser, last used 20\xa0minutes ago")


def test_a_sign_in_that_is_over_is_not_told(shopper: Shopper) -> None:
    Shopper("harbour.localhost").sign_in()

    with time_machine.travel(timezone.now() + timedelta(minutes=31)):
        shopper.sign_in()
        assertContains(shopper.get("/account/"), "Only here.")


def test_neither_guests_nor_other_patients_are_ended(shopper: Shopper, meadow: Clinic, world: World) -> None:
    guest, dana = Shopper("harbour.localhost"), Shopper("meadow.localhost")
    guest.add("Calm Evening Magnesium")
    dana.sign_in("dana@meadow.example", "Meadow-2026!")
    shopper.sign_in()

    shopper.post("/account/elsewhere/")

    assertContains(guest.get("/cart/"), "Calm Evening Magnesium")
    assert dana.get("/account/").status_code == 200
