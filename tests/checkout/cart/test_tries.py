"""Coupon codes are not there to be guessed, and nobody fills the database with carts."""

from __future__ import annotations

import pytest
from django.http import HttpResponse
from pytest_django.asserts import assertContains

from storefront.clinics.models import Clinic
from storefront.sessions.models import StoredSession
from tests.patients.test_limits import HOME, LAPTOP, visitor
from tests.world import Shopper, World

TEA = "Calm Evening Magnesium"
TOO_MANY = "Too many codes were tried"


def asked(world: World) -> int:
    return sum("coupon" in call for call in world.calls())


def with_cart(ip: str = LAPTOP, email: str = "ana@harbour.example") -> Shopper:
    patient = visitor(ip)
    patient.sign_in(email)
    patient.add(TEA)
    return patient


def test_codes_are_limited_in_the_cart(shopper: Shopper, world: World) -> None:
    patient = with_cart()
    for number in range(10):
        assertContains(patient.post("/cart/coupon/", {"code": f"GUESS{number}"}), "cannot be used", status_code=422)

    assertContains(patient.post("/cart/coupon/", {"code": "NEW20"}), TOO_MANY, status_code=422)
    assert asked(world) == 10


def test_codes_are_limited_on_links(shopper: Shopper, world: World) -> None:
    patient = with_cart()
    product = patient.product_refs()[TEA]
    for number in range(14):
        patient.post("/buy/", {"product": product, "quantity": "1", "coupon": f"GUESS{number}"})

    assertContains(patient.get("/cart/"), TOO_MANY)
    assert asked(world) == 10


def test_codes_that_wait_for_a_cart_are_limited_when_they_are_asked(shopper: Shopper, world: World) -> None:
    patient = visitor(LAPTOP)
    patient.sign_in()
    for number in range(14):
        patient.post("/cart/coupon/", {"code": f"GUESS{number}"})
        patient.add(TEA)
        patient.get("/cart/")
        for line in patient.lines().values():
            patient.post(f"/cart/lines/{line}/remove/")

    assert 0 < asked(world) <= 10


def test_a_fresh_session_for_each_code_is_no_way_round(shopper: Shopper, world: World) -> None:
    for number in range(14):
        with_cart().post("/cart/coupon/", {"code": f"GUESS{number}"})

    assert asked(world) == 10  # wherever they sign in, it is the same patient


def test_guests_with_a_fresh_session_for_each_code_are_one_network(summit: Clinic, world: World) -> None:
    for number in range(34):
        guest = visitor(LAPTOP, "summit.localhost")
        guest.add(next(iter(guest.product_refs())))
        reply = guest.post("/cart/coupon/", {"code": f"GUESS{number}"})

    assertContains(reply, TOO_MANY, status_code=422)
    another = visitor(HOME, "summit.localhost")
    another.add(next(iter(another.product_refs())))
    assert TOO_MANY not in another.post("/cart/coupon/", {"code": "GUESS"}).content.decode()


def test_one_guest_uses_up_nobody_elses_tries(shopper: Shopper, world: World) -> None:
    attacker = with_cart()
    for number in range(60):
        attacker.post("/cart/coupon/", {"code": f"GUESS{number}"})

    assert with_cart(LAPTOP, "bo@harbour.example").post("/cart/coupon/", {"code": "NEW20"}).status_code == 303


def test_codes_that_work_use_nothing_up(shopper: Shopper) -> None:
    patient = with_cart()
    for _ in range(12):
        assert patient.post("/cart/coupon/", {"code": "NEW20"}).status_code == 303


def test_a_clinics_system_that_is_away_uses_nothing_up(shopper: Shopper, world: World) -> None:
    patient = with_cart()
    world.down(path="*coupon*", times=3)
    for _ in range(3):
        assert patient.post("/cart/coupon/", {"code": "NEW20"}).status_code == 503

    pages = [patient.post("/cart/coupon/", {"code": f"GUESS{number}"}).content.decode() for number in range(11)]

    assert [TOO_MANY in page for page in pages] == [False] * 10 + [True]


@pytest.mark.parametrize("cookie", ["", "made-up-by-nobody-in-particular-0"])
def test_carts_of_nobody_are_limited(shopper: Shopper, cookie: str) -> None:
    product = shopper.product_refs()[TEA]

    def add(ip: str) -> HttpResponse:
        stranger = visitor(ip)
        stranger.browser.cookies["session"] = cookie
        return stranger.post("/cart/add/", {"product": product, "quantity": "1"})

    answers = [add(LAPTOP).status_code for _ in range(303)]

    assert answers == [303] * 300 + [422] * 3
    assert StoredSession.objects.count() == 300
    assertContains(add(LAPTOP), "Too many tries. Please wait", status_code=422)
    assert add(HOME).status_code == 303
