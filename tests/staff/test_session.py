"""How long a staff sign-in lives."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.contrib.auth.models import User
from pytest_django import Settings
from pytest_django.asserts import assertContains

from tests.staff.people import ENROL, after_the_password, platform_staff, stranger

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


def test_thirty_minutes_without_a_page_end_it_and_the_next_page_says_so(clock: time_machine.Traveller) -> None:
    staff = platform_staff()
    clock.shift(timedelta(minutes=31))

    reply = staff.get("/admin/", follow=True)

    assert reply.request["PATH_INFO"] == "/admin/login/"
    assertContains(reply, "30 minutes went by without a page")


def test_whoever_goes_on_stays_in_for_twelve_hours_and_no_longer(clock: time_machine.Traveller) -> None:
    staff = platform_staff()
    for _ in range(28):
        clock.shift(timedelta(minutes=25))
        assert staff.get("/admin/").status_code == 200

    clock.shift(timedelta(minutes=25))
    assertContains(staff.get("/admin/", follow=True), "12 hours have passed")


@pytest.mark.parametrize(
    ("name", "length", "says"),
    [
        ("STAFF_IDLE", timedelta(minutes=5), "5 minutes went by without a page"),
        ("STAFF_IDLE", timedelta(hours=1), "1 hour went by without a page"),
        ("STAFF_ABSOLUTE", timedelta(minutes=90), "90 minutes have passed"),
    ],
)
def test_what_staff_read_follows_the_settings(
    clock: time_machine.Traveller, settings: Settings, name: str, length: timedelta, says: str
) -> None:
    settings.STAFF_IDLE = settings.STAFF_ABSOLUTE = timedelta(hours=2)
    setattr(settings, name, length)
    staff = platform_staff()

    clock.shift(length - timedelta(seconds=2))
    assert staff.get("/admin/").status_code == 200
    staff = platform_staff("another")
    clock.shift(length)

    assertContains(staff.get("/admin/", follow=True), says)


def test_the_page_that_asks_for_a_fresh_code_says_how_old_one_may_be(
    clock: time_machine.Traveller, settings: Settings
) -> None:
    settings.STAFF_FRESH_CODE = timedelta(minutes=3)
    staff = platform_staff()
    clock.shift(timedelta(minutes=3))

    assertContains(staff.get("/admin/auth/user/add/", follow=True), "A code of the last 3 minutes is needed")
    sent = staff.post("/admin/auth/user/add/", {"username": "x"})
    assertContains(sent, "more than 3 minutes old", status_code=422)


def test_what_was_asked_for_comes_after_the_new_sign_in(clock: time_machine.Traveller) -> None:
    staff = platform_staff()
    clock.shift(timedelta(hours=1))

    assert staff.get("/admin/auth/user/?q=pat")["Location"] == "/admin/login/?next=/admin/auth/user/%3Fq%3Dpat"


def test_nothing_is_done_by_a_form_that_comes_too_late(clock: time_machine.Traveller) -> None:
    staff = platform_staff()
    clock.shift(timedelta(hours=1))

    assert staff.post("/admin/auth/user/add/", {"username": "late"})["Location"].startswith("/admin/login/")


def test_the_right_to_set_up_an_app_ends_after_ten_minutes(new: User) -> None:
    browser = after_the_password()
    with time_machine.travel(timedelta(minutes=10)):
        assert browser.get(ENROL)["Location"] == "/admin/"


def test_the_right_to_set_up_an_app_ends_with_the_password(new: User) -> None:
    browser = after_the_password()
    new.set_password("a-new-one-of-length")
    new.save()

    assert browser.get(ENROL)["Location"] == "/admin/"


def test_nobody_sets_up_an_app_without_a_password() -> None:
    assert stranger().get(ENROL)["Location"] == "/admin/"
