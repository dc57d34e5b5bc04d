"""An authenticator app for who has none yet, another one for who has, and recovery codes."""

from __future__ import annotations

import re
from base64 import b32decode
from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.models import User
from django.test import Client
from django_otp.plugins.otp_static.models import StaticToken
from pytest_django import Settings
from pytest_django.asserts import assertContains, assertNotContains

from storefront.staff import second_factor
from storefront.staff.models import Action, StaffEvent
from storefront.staff.totp import Authenticator
from tests.patterns import first
from tests.staff.people import (
    ENROL,
    PASSWORD,
    after_the_password,
    asks_for_code,
    clinic_person,
    code_of,
    signed_in,
    stranger,
    wrong_code,
)

pytestmark = pytest.mark.django_db
SECRET = r'<code class="secret">([A-Z2-7 ]+)</code>'


def test_the_first_sign_in_leads_through_the_app_to_ten_codes_and_in(new: User) -> None:
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

    typed = first(SECRET, page)
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


def test_who_has_an_app_by_now_is_not_given_another_by_the_password(new: User) -> None:
    first, second = after_the_password(), after_the_password()
    secret = Authenticator.objects.get(user=new).secret

    assert first.get(ENROL)["Location"] == "/admin/", "only the latest can be confirmed"
    second.post(ENROL, {"code": code_of(new, confirmed=False)})

    assert after_nothing(first)
    assert Authenticator.objects.get(user=new, confirmed=True).secret == secret


def after_nothing(browser: Client) -> bool:
    return browser.get(ENROL)["Location"] == "/admin/" and browser.post(ENROL, {"code": "123456"}).status_code == 303


def test_a_secret_that_was_shown_and_not_confirmed_is_never_shown_again(new: User) -> None:
    shown = [first(SECRET, after_the_password().get(ENROL).content.decode()) for _ in range(2)]

    assert shown[0] != shown[1]


# -- one's own page ----------------------------------------------------------------------------------------------------


def test_another_app_takes_the_place_of_the_old_one_and_ends_other_sign_ins(new: User) -> None:
    here, there = signed_in(new), signed_in(new)
    old = Authenticator.objects.get(user=new).secret
    assertContains(here.get("/admin/second-factor/"), "no recovery code left")

    assert here.post("/admin/second-factor/", {"authenticator": "new"})["Location"] == ENROL
    here.post(ENROL, {"code": code_of(new, confirmed=False)})

    assert Authenticator.objects.get(user=new).secret != old
    assert here.get("/admin/").status_code == 200
    assert there.get("/admin/").status_code == 302


def test_the_old_app_works_until_the_new_one_is_confirmed(new: User) -> None:
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


# -- recovery codes ----------------------------------------------------------------------------------------------------


def test_a_code_is_read_as_people_type_it_and_taken_once(new: User) -> None:
    code = second_factor.new_recovery_codes(new)[0]

    device = second_factor.verify(new, f" {code.upper().replace('-', ' ')} ")

    assert device is not None
    assert second_factor.recovery_codes_left(new) == 9
    assert second_factor.verify(new, code) is None


def test_the_database_holds_no_code_and_the_hash_of_one_is_its_owners(new: User) -> None:
    other = clinic_person(name="other")
    codes = [code.replace("-", "") for code in second_factor.new_recovery_codes(new)]
    stored = set(StaticToken.objects.values_list("token", flat=True))

    assert stored == {second_factor.recovery_code_hashes(new, code)[0] for code in codes}
    assert stored.isdisjoint(codes)
    assert second_factor.recovery_code_hashes(other, codes[0])[0] not in stored


def test_a_code_outlives_a_change_of_the_secret_key(new: User, settings: Settings) -> None:
    codes = second_factor.new_recovery_codes(new)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "a new secret key", [settings.SECRET_KEY]

    assert second_factor.verify(new, codes[0]) is not None
    settings.SECRET_KEY_FALLBACKS = []
    assert second_factor.verify(new, codes[1]) is None


def test_after_a_reset_nothing_of_it_is_left(new: User) -> None:
    Authenticator.give(new)
    code = second_factor.new_recovery_codes(new)[0]

    second_factor.reset(new)

    assert not second_factor.has_authenticator(new)
    assert (second_factor.recovery_codes_left(new), second_factor.verify(new, code)) == (0, None)


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "١٢٣٤٥٦", "abcdef", "12 34"])
def test_what_is_no_six_digits_is_no_code_of_an_app(typed: str) -> None:
    assert not second_factor.is_digits(typed)


def test_an_app_that_was_not_confirmed_lets_nobody_in(new: User) -> None:
    waiting = second_factor.new_authenticator(new)
    code = code_of(new, confirmed=False)

    assert second_factor.verify(new, code) is None
    assert second_factor.confirm(waiting, code)
    assert not second_factor.confirm(waiting, code), "it is confirmed already"
