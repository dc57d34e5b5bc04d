"""What matters most asks for the phone again."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.models import User
from pytest_django.asserts import assertContains

from storefront.staff.models import Action, StaffEvent
from tests.staff.people import latest, platform_staff, wrong_code

pytestmark = pytest.mark.django_db
ADD = "/admin/auth/user/add/"
AGAIN = "/admin/again/?next=%2Fadmin%2Fauth%2Fuser%2Fadd%2F"


@pytest.fixture
def later():
    """Eleven minutes after the code."""
    staff = platform_staff()
    with time_machine.travel(timedelta(minutes=11)):
        yield staff


def test_right_after_signing_in_nothing_is_asked() -> None:
    assert platform_staff().get(ADD).status_code == 200


def test_eleven_minutes_later_a_fresh_code_leads_back_to_what_was_wanted(later) -> None:
    assert later.get(ADD)["Location"] == AGAIN
    assertContains(later.get(AGAIN), 'autocomplete="one-time-code"')

    reply = later.post("/admin/again/", {"code": latest(User.objects.get()), "next": ADD})

    assert reply["Location"] == ADD
    assert later.get(ADD).status_code == 200
    assert StaffEvent.objects.get().action == Action.CODE_GIVEN


def test_what_is_sent_without_a_fresh_code_changes_nothing(later) -> None:
    new = {"username": "new", "password1": "a-long-sentence-1", "password2": "a-long-sentence-1"}

    assert later.post(ADD, new)["Location"] == AGAIN

    assert User.objects.count() == 1


def test_a_wrong_code_is_refused_written_down_and_counted(later) -> None:
    for _ in range(5):
        assertContains(
            later.post("/admin/again/", {"code": wrong_code(User.objects.get())}), "did not work", status_code=422
        )

    tired = later.post("/admin/again/", {"code": latest(User.objects.get())})

    assertContains(tired, "Too many tries", status_code=422)
    assert later.get(ADD)["Location"] == AGAIN
    assert {event.action for event in StaffEvent.objects.all()} == {Action.CODE_REFUSED}


def test_reading_needs_no_fresh_code(later) -> None:
    assert later.get("/admin/auth/user/").status_code == 200
