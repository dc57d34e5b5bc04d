"""Password and code in one step; nothing else opens a page of staff."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.contrib.sessions.backends.base import SessionBase
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from pytest_django.asserts import assertContains, assertNotContains

from storefront.staff import second_factor
from storefront.staff.models import Action, StaffEvent
from storefront.staff.signing_in import REFUSED
from storefront.staff.totp import Authenticator
from tests.staff.people import PASSWORD, clinic_person, code_of, platform_staff, signed_in, stranger, wrong_code

pytestmark = pytest.mark.django_db
LOGIN = "/admin/login/"


@pytest.fixture
def pat() -> User:
    """Platform staff, with an authenticator app."""
    user = User.objects.create_superuser("pat", password=PASSWORD)
    Authenticator.give(user)
    return user


def come_in(browser: Client, name: str = "pat", password: str = PASSWORD, code: str = "", **more: str) -> Any:
    return browser.post(LOGIN, {"username": name, "password": password, "code": code} | more)


def test_password_and_code_open_the_staff_pages(pat: User) -> None:
    browser = stranger()

    reply = come_in(browser, code=code_of(pat))

    assert (reply.status_code, reply["Location"]) == (302, "/admin/")
    assert browser.get("/admin/").status_code == 200
    assert StaffEvent.objects.get().action == Action.SIGNED_IN


def test_a_code_may_be_typed_as_the_app_shows_it(pat: User) -> None:
    code = code_of(pat)
    assert come_in(stranger(), code=f" {code[:3]} {code[3:]} ").status_code == 302


def test_a_code_signs_in_once_only(pat: User) -> None:
    code = code_of(pat)
    assert come_in(stranger(), code=code).status_code == 302

    assert come_in(stranger(), code=code).status_code == 422


@pytest.mark.parametrize(
    "typed",
    [
        {"name": "nobody", "code": "000000"},
        {"password": "wrong", "code": "right"},
        {"code": "wrong"},
        {"code": ""},
        {"code": "abcd-efgh"},
        {"code": "٠٠٠٠٠٠"},
        {"code": "1" * 21},
        {"name": "pat\x00"},
        {"name": ""},
        {"password": ""},
    ],
)
def test_every_refusal_reads_the_same(pat: User, typed: dict[str, str]) -> None:
    codes = {"right": code_of(pat), "wrong": wrong_code(pat)}
    typed = typed | {"code": codes.get(typed.get("code", ""), typed.get("code", ""))}
    browser = stranger()

    reply = come_in(browser, **typed)

    assertContains(reply, REFUSED, status_code=422)
    assert "<title>Error:" in reply.content.decode()
    assert "_auth_user_id" not in browser.session
    assert StaffEvent.objects.get().action == Action.SIGN_IN_FAILED


def test_a_wrong_password_uses_no_code_up(pat: User) -> None:
    come_in(stranger(), password="wrong", code=code_of(pat))

    assert come_in(stranger(), code=code_of(pat)).status_code == 302


@pytest.mark.parametrize("field", ["is_active", "is_staff"])
def test_who_is_no_staff_any_more_does_not_come_in(pat: User, field: str) -> None:
    User.objects.update(**{field: False})

    assertContains(come_in(stranger(), code=code_of(pat)), REFUSED, status_code=422)


def test_what_was_typed_stays_but_password_and_log_keep_no_secret(pat: User) -> None:
    reply = come_in(stranger(), password="my-other-secret", code=code_of(pat))

    assertContains(reply, 'value="pat"', status_code=422)
    assertNotContains(reply, "my-other-secret", status_code=422)
    event = StaffEvent.objects.get()
    assert (event.user, event.subject, event.detail) == (pat, "", "")


def test_a_password_typed_as_the_name_is_not_written_down(pat: User) -> None:
    come_in(stranger(), name=PASSWORD, code="000000")

    event = StaffEvent.objects.get()
    assert PASSWORD not in f"{event.user}{event.subject}{event.detail}"


@pytest.mark.parametrize(
    ("wanted", "goes_to"),
    [
        ("/admin/auth/user/", "/admin/auth/user/"),
        ("https://evil.example/", "/admin/"),
        ("//evil.example/admin/", "/admin/"),
        ("/admin/login/?next=/admin/", "/admin/"),
        ("/elsewhere/", "/admin/"),
    ],
)
def test_signing_in_goes_on_to_a_page_of_staff_only(pat: User, wanted: str, goes_to: str) -> None:
    assert come_in(stranger(), code=code_of(pat), next=wanted)["Location"] == goes_to


def test_signing_in_changes_the_session_key_and_ends_with_the_browser(pat: User) -> None:
    browser = stranger()
    planted: SessionBase = browser.session
    planted["x"] = 1
    planted.save()
    browser.cookies["session"] = str(planted.session_key)

    reply = come_in(browser, code=code_of(pat))

    assert browser.cookies["session"].value != planted.session_key
    assert reply.cookies["session"]["max-age"] == ""
    assert not planted.exists(str(planted.session_key))


# -- how often ---------------------------------------------------------------------------------------------------------


def test_after_five_mistakes_the_waiting_time_is_told_and_even_the_right_answer_waits(pat: User) -> None:
    for _ in range(5):
        come_in(stranger(), code=wrong_code(pat))

    reply = come_in(stranger(), code=code_of(pat))

    assertContains(reply, "Too many tries. Please wait", status_code=422)
    assert "minutes and try again" in reply.content.decode()


def test_a_stranger_does_not_keep_the_owner_out(pat: User) -> None:
    for _ in range(8):
        come_in(stranger(), code=wrong_code(pat))

    owner = stranger()
    owner.defaults["REMOTE_ADDR"] = "203.0.113.9"
    assert come_in(owner, code=code_of(pat)).status_code == 302


def test_strangers_on_many_networks_do_not_keep_the_owner_out(pat: User) -> None:
    for number in range(20):
        for _ in range(4):
            come_in(at(f"203.0.{number}.9"), password="wrong", code="000000")

    assertContains(come_in(at("203.0.3.9"), code=code_of(pat)), "Too many tries", status_code=422)
    assert come_in(at("198.51.100.7"), code=code_of(pat)).status_code == 302


def test_one_ipv6_network_is_one_visitor(pat: User) -> None:
    for number in range(1, 6):
        come_in(at(f"2001:db8:1:2::{number}"), password="wrong", code="000000")

    assertContains(come_in(at("2001:db8:1:2::ffff"), code=code_of(pat)), "Too many tries", status_code=422)
    assert come_in(at("2001:db8:1:3::1"), code=code_of(pat)).status_code == 302


def test_who_has_the_password_does_not_find_the_code_from_many_networks(pat: User) -> None:
    """The answer is the one for a wrong code: another one would tell that the password is right."""
    assert come_in(at("198.51.100.7"), code=code_of(pat)).status_code == 302
    for number in range(30):
        come_in(at(f"203.0.{number}.9"), code=wrong_code(pat))
    Authenticator.objects.update(last_step=-1)

    assertContains(come_in(at("203.0.99.9"), code=code_of(pat)), REFUSED, status_code=422)
    assert come_in(at("198.51.100.7"), code=code_of(pat)).status_code == 302  # signed in from there before


def at(ip: str) -> Client:
    browser: Client = stranger()
    browser.defaults["REMOTE_ADDR"] = ip
    return browser


def test_one_address_cannot_try_many_names(pat: User) -> None:
    for n in range(20):
        come_in(stranger(), name=f"name{n}")

    assertContains(come_in(stranger(), code=code_of(pat)), "Too many tries", status_code=422)


def test_signing_in_rightly_uses_no_tries_up(pat: User) -> None:
    for later in range(6):
        Authenticator.objects.update(last_step=-1)
        assert come_in(stranger(), code=code_of(pat)).status_code == 302, later


# -- recovery codes ----------------------------------------------------------------------------------------------------


def test_a_recovery_code_signs_in_once(pat: User) -> None:
    first, second, *_others = second_factor.new_recovery_codes(pat)

    assert come_in(stranger(), code=first).status_code == 302
    assert come_in(stranger(), code=first).status_code == 422
    assert come_in(stranger(), code=second.replace("-", " ").upper()).status_code == 302
    assert "with a recovery code, 9 left" in StaffEvent.objects.earliest("pk").detail


def test_recovery_codes_are_nobody_elses_and_not_to_be_read_from_the_database(pat: User) -> None:
    codes = second_factor.new_recovery_codes(clinic_person(name="other"))

    assert come_in(stranger(), code=codes[0]).status_code == 422
    device = StaticDevice.objects.create(user=pat, name="recovery codes")
    from_the_table = StaticToken.objects.filter(device__user__username="other").first().token
    assert from_the_table not in [code.replace("-", "") for code in codes]
    assert device.verify_token(from_the_table) is False


# -- a password alone --------------------------------------------------------------------------------------------------


def addresses(patterns: list[URLPattern | URLResolver], before: str = "/") -> Iterator[str]:
    """Every address of the staff host, with 1 in place of ids."""
    for each in patterns:
        route = before + _filled(str(each.pattern))
        if isinstance(each, URLResolver):
            yield from addresses(each.url_patterns, route)
        else:
            yield route


def _filled(route: str) -> str:
    import re

    route = route.removeprefix("^").removesuffix("$").removesuffix(r"\Z")
    route = re.sub(r"\(\?P<app_label>([a-z_]+)[^)]*\)", r"\1", route)
    route = re.sub(r"\(\?P<url>.*\)", "anything/", route)
    return re.sub(r"<[^>]+>", "1", route)


def all_addresses() -> list[str]:
    return sorted(set(addresses(get_resolver("storefront.staff_urls").url_patterns)))


OPEN = {"/", "/favicon.ico", "/admin/login/", "/admin/enrol/"}


def password_only() -> Client:
    """Right password, no second factor yet: the right to set one up, and no more."""
    clinic_person(name="new")
    browser = stranger()
    assert come_in(browser, name="new")["Location"] == "/admin/enrol/"
    return browser


def without_code() -> Client:
    """As if some other way in had signed this person in."""
    browser = stranger()
    browser.force_login(User.objects.create_superuser("half", password=PASSWORD))
    return browser


@pytest.mark.parametrize("who", [stranger, password_only, without_code])
def test_no_page_of_staff_opens_without_a_code(who: Callable[[], Client]) -> None:
    pages = [address for address in all_addresses() if address not in OPEN]
    assert len(pages) > 30
    browser = who()
    for page in pages:
        for reply in (browser.get(page), browser.post(page, {"post": "yes"})):
            led = reply.get("Location", "")
            assert reply.status_code in (301, 302), (page, reply.status_code)
            assert led.startswith(LOGIN) or led in ("/admin/", f"{page}/", "/admin/anything/"), (page, led)


# -- the end -----------------------------------------------------------------------------------------------------------


def test_signing_out_ends_the_session_and_is_written_down() -> None:
    browser = platform_staff()
    cookie = browser.cookies["session"].value

    reply = browser.post("/admin/logout/", follow=True)

    assertContains(reply, "You are signed out.")
    browser.cookies["session"] = cookie
    assert browser.get("/admin/").status_code == 302
    assert [event.action for event in StaffEvent.objects.all()] == [Action.SIGNED_OUT]


def test_signing_out_is_a_post() -> None:
    browser = platform_staff()
    assert browser.get("/admin/logout/").status_code == 302
    assert browser.get("/admin/").status_code == 200


def test_who_is_signed_in_is_not_asked_again() -> None:
    assert platform_staff().get(LOGIN)["Location"] == "/admin/"


def test_a_new_password_keeps_its_rules_and_this_session_and_ends_the_others(pat: User) -> None:
    here, there = signed_in(pat), signed_in(pat)
    new = "another-long-sentence"

    short = here.post(
        "/admin/password_change/",
        {"old_password": PASSWORD, "new_password1": "short", "new_password2": "short"},
    )
    assertContains(short, "at least 12 characters")
    here.post("/admin/password_change/", {"old_password": PASSWORD, "new_password1": new, "new_password2": new})

    assert here.get("/admin/").status_code == 200
    assert there.get("/admin/").status_code == 302
    assert StaffEvent.objects.get().action == Action.PASSWORD
