"""Limits as attackers and patients meet them at the door of a shop."""

from __future__ import annotations

import pytest
from pytest_django.asserts import assertContains

from tests.world import NEW_PATIENT, Shopper, World

HOME, LAPTOP = "198.51.100.7", "203.0.113.9"
TOO_MANY = "Too many tries"


def visitor(ip: str, host: str = "harbour.localhost") -> Shopper:
    shopper = Shopper(host)
    shopper.browser.defaults["REMOTE_ADDR"] = ip
    return shopper


def test_one_laptop_does_not_keep_the_patients_of_a_clinic_out(shopper: Shopper) -> None:
    attacker = visitor(LAPTOP)
    for number in range(320):
        attacker.sign_in(f"nobody{number}@harbour.example", "wrong-wrong")

    assertContains(attacker.sign_in(), TOO_MANY, status_code=422)
    assert visitor(HOME).sign_in().status_code == 303


def test_nobody_keeps_one_patient_out(shopper: Shopper) -> None:
    for number in range(12):
        for _ in range(4):
            visitor(f"203.0.{number}.9").sign_in(password="wrong-wrong")

    assertContains(visitor("203.0.3.9").sign_in(), TOO_MANY, status_code=422)
    assert visitor(HOME).sign_in().status_code == 303


def test_one_ipv6_network_has_the_tries_of_one_visitor(shopper: Shopper) -> None:
    for number in range(1, 6):
        visitor(f"2001:db8:1:2::{number}").sign_in(password="wrong-wrong")

    assertContains(visitor("2001:db8:1:2:ffff::1").sign_in(), TOO_MANY, status_code=422)
    assert visitor("2001:db8:1:3::1").sign_in().status_code == 303


def test_one_laptop_does_not_keep_a_clinic_from_resetting_passwords(shopper: Shopper) -> None:
    attacker = visitor(LAPTOP)
    for number in range(320):
        attacker.post("/password/", {"email": f"nobody{number}@harbour.example"})

    assertContains(attacker.post("/password/", {"email": "a@harbour.example"}), TOO_MANY, status_code=422)
    assert visitor(HOME).post("/password/", {"email": "ana@harbour.example"}).status_code == 200


def test_sign_ups_that_succeed_are_limited_too(shopper: Shopper, world: World) -> None:
    answers = [sign_up(LAPTOP, number) for number in range(32)]

    assert answers == [303] * 30 + [422] * 2
    assert sign_up(HOME, 99) == 303


def test_sign_ups_that_are_refused_use_up_no_new_accounts(shopper: Shopper) -> None:
    for _ in range(2):
        assert visitor(LAPTOP).post("/signup/", NEW_PATIENT | {"email": "ana@harbour.example"}).status_code == 422

    assert [sign_up(LAPTOP, number) for number in range(31)] == [303] * 30 + [422]


def sign_up(ip: str, number: int) -> int:
    new = NEW_PATIENT | {"email": f"new{number}@harbour.example", "phone": f"(403) 555-01{number:02}"}
    return visitor(ip).post("/signup/", new).status_code


@pytest.mark.parametrize("path", ["/login/", "/password/"])
def test_tries_that_the_clinics_system_did_not_answer_use_nothing_up(shopper: Shopper, world: World, path: str) -> None:
    form = {"email": "ana@harbour.example", "password": "wrong-wrong"}
    world.down(times=3)
    assert {visitor(HOME).post(path, form).status_code for _ in range(3)} == {503}

    pages = [visitor(HOME).post(path, form).content.decode() for _ in range(6)]

    assert [TOO_MANY in page for page in pages] == [False] * 5 + [True]
