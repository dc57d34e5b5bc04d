"""How long a staff sign-in lives."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from pytest_django.asserts import assertContains

from tests.staff.people import platform_staff

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


@pytest.fixture
def clock():
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


def test_thirty_minutes_without_a_page_end_it_and_the_next_page_says_so(clock) -> None:
    staff = platform_staff()
    clock.shift(timedelta(minutes=31))

    reply = staff.get("/admin/", follow=True)

    assert reply.request["PATH_INFO"] == "/admin/login/"
    assertContains(reply, "30 minutes went by without a page")


def test_whoever_goes_on_stays_in_for_twelve_hours_and_no_longer(clock) -> None:
    staff = platform_staff()
    for _ in range(28):
        clock.shift(timedelta(minutes=25))
        assert staff.get("/admin/").status_code == 200

    clock.shift(timedelta(minutes=25))
    assertContains(staff.get("/admin/", follow=True), "12 hours have passed")


def test_what_was_asked_for_comes_after_the_new_sign_in(clock) -> None:
    staff = platform_staff()
    clock.shift(timedelta(hours=1))

    assert staff.get("/admin/auth/user/?q=pat")["Location"] == "/admin/login/?next=/admin/auth/user/%3Fq%3Dpat"


def test_nothing_is_done_by_a_form_that_comes_too_late(clock) -> None:
    staff = platform_staff()
    clock.shift(timedelta(hours=1))

    assert staff.post("/admin/auth/user/add/", {"username": "late"})["Location"].startswith("/admin/login/")
