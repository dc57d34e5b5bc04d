"""An authenticator app for who has none yet, and another one for who has."""

from __future__ import annotations

import re
from base64 import b32decode
from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.models import User
from django.test import Client
from pytest_django.asserts import assertContains, assertNotContains

from storefront.staff import second_factor
from storefront.staff.models import Action, StaffEvent
from storefront.staff.totp import Authenticator
from tests.staff.people import PASSWORD, asks_for_code, clinic_person, code_of, signed_in, stranger, wrong_code

pytestmark = pytest.mark.django_db
ENROL = "/admin/enrol/"


@pytest.fixture
def new() -> User:
    return clinic_person(name="new")


def after_the_password(name: str = "new") -> Client:
    browser = stranger()
    reply = browser.post("/admin/login/", {"username": name, "password": PASSWORD, "code": ""})
    assert (reply.status_code, reply["Location"]) == (303, ENROL)
    return browser


def test_the_first_sign_in_leads_through_the_phone_to_ten_codes_and_in(new: User) -> None:
    browser = after_the_password()
    assertContains(browser.get(ENROL), "Scan this")

    reply = browser.post(ENROL, {"code": code_of(new, confirmed=False)})

    codes = re.findall(r"<code>([a-z2-7]{4}-[a-z2-7]{4})</code>", reply.content.decode())
    assert len(set(codes)) == 10
    assert browser.get("/admin/").status_code == 200
    assert StaffEvent.objects.get().action == Action.SECOND_FACTOR
    again = stranger()
    assert again.post("/admin/login/", {"username": "new", "password": PASSWORD, "code": codes[3]}).status_code == 302


def test_the_secret_can_be_scanned_or_typed(new: User) -> None:
    page = after_the_password().get(ENROL).content.decode()

    typed = re.search(r'<code class="secret">([A-Z2-7 ]+)</code>', page)[1]
    secret = Authenticator.objects.get(user=new).secret
    assert b32decode(typed.replace(" ", "")) == secret
    dots, width = second_factor.qr_path(Authenticator.objects.get(user=new))
    assert f'viewBox="0 0 {width} {width}"' in page
    assert f'd="{dots}"' in page
    assert 'style="' not in page


def test_a_wrong_code_confirms_nothing(new: User) -> None:
    browser = after_the_password()

    assertContains(
        browser.post(ENROL, {"code": wrong_code(new, confirmed=False)}), "This code did not work", status_code=422
    )

    assert not Authenticator.objects.filter(confirmed=True).exists()
    assert browser.get("/admin/").status_code == 302


def test_codes_to_confirm_can_be_tried_a_few_times_only(new: User) -> None:
    browser = after_the_password()
    for _ in range(5):
        browser.post(ENROL, {"code": wrong_code(new, confirmed=False)})

    right = browser.post(ENROL, {"code": code_of(new, confirmed=False)})

    assertContains(right, "Too many tries", status_code=422)


def test_the_right_to_set_up_a_phone_ends_after_ten_minutes(new: User) -> None:
    browser = after_the_password()
    with time_machine.travel(timedelta(minutes=10)):
        assert browser.get(ENROL)["Location"] == "/admin/"


def test_the_right_to_set_up_a_phone_ends_with_the_password(new: User) -> None:
    browser = after_the_password()
    new.set_password("a-new-one-of-length")
    new.save()

    assert browser.get(ENROL)["Location"] == "/admin/"


def test_who_has_a_phone_by_now_is_not_given_another_by_the_password(new: User) -> None:
    first, second = after_the_password(), after_the_password()
    secret = Authenticator.objects.get(user=new).secret

    assert first.get(ENROL)["Location"] == "/admin/", "only the latest can be confirmed"
    second.post(ENROL, {"code": code_of(new, confirmed=False)})

    assert after_nothing(first)
    assert Authenticator.objects.get(user=new, confirmed=True).secret == secret


def after_nothing(browser: Client) -> bool:
    return browser.get(ENROL)["Location"] == "/admin/" and browser.post(ENROL, {"code": "123456"}).status_code == 303


def test_a_secret_that_was_shown_and_not_confirmed_is_never_shown_again(new: User) -> None:
    secret = re.compile(r'<code class="secret">([A-Z2-7 ]+)</code>')
    first = secret.search(after_the_password().get(ENROL).content.decode())[1]

    assert secret.search(after_the_password().get(ENROL).content.decode())[1] != first


def test_nobody_sets_up_a_phone_without_a_password() -> None:
    assert stranger().get(ENROL)["Location"] == "/admin/"


# -- one's own page ----------------------------------------------------------------------------------------------------


def test_another_phone_takes_the_place_of_the_old_one_and_ends_other_sign_ins(new: User) -> None:
    here, there = signed_in(new), signed_in(new)
    old = Authenticator.objects.get(user=new).secret
    assertContains(here.get("/admin/second-factor/"), "no recovery code left")

    assert here.post("/admin/second-factor/", {"authenticator": "new"})["Location"] == ENROL
    here.post(ENROL, {"code": code_of(new, confirmed=False)})

    assert Authenticator.objects.get(user=new).secret != old
    assert here.get("/admin/").status_code == 200
    assert there.get("/admin/").status_code == 302


def test_the_old_phone_works_until_the_new_one_is_confirmed(new: User) -> None:
    here = signed_in(new)
    here.post("/admin/second-factor/", {"authenticator": "new"})

    assert here.get("/admin/").status_code == 200
    assert Authenticator.objects.filter(user=new, confirmed=True).count() == 1


def test_new_recovery_codes_make_the_old_ones_worthless(new: User) -> None:
    here = signed_in(new)
    codes = re.compile(r"<code>([a-z2-7]{4}-[a-z2-7]{4})</code>")
    old = codes.findall(here.post("/admin/second-factor/", {"codes": "new"}).content.decode())
    newer = codes.findall(here.post("/admin/second-factor/", {"codes": "new"}).content.decode())

    enter = {"username": "new", "password": PASSWORD}
    assert stranger().post("/admin/login/", enter | {"code": old[0]}).status_code == 422
    assert stranger().post("/admin/login/", enter | {"code": newer[0]}).status_code == 302
    assertContains(here.get("/admin/second-factor/"), "9 of your ten recovery codes are left")
    assertNotContains(here.get("/admin/second-factor/"), newer[1])


def test_ones_own_page_needs_a_fresh_code(new: User) -> None:
    here = signed_in(new)
    with time_machine.travel(timedelta(minutes=11)):
        for reply in (here.get("/admin/second-factor/"), here.post("/admin/second-factor/", {"codes": "new"})):
            assert asks_for_code(reply)
