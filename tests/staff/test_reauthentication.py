"""What matters most asks for a fresh code."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import User
from django.test import Client
from pytest_django.asserts import assertContains, assertNotContains

from storefront.staff.models import Action, StaffEvent
from tests.patterns import first
from tests.staff.people import latest, platform_staff, signed_in, wrong_code

pytestmark = pytest.mark.django_db
ADD = "/admin/auth/user/add/"
AGAIN = "/admin/again/?next=%2Fadmin%2Fauth%2Fuser%2Fadd%2F"


@pytest.fixture
def later() -> Iterator[Client]:
    """Eleven minutes after the code."""
    staff = platform_staff()
    with time_machine.travel(timedelta(minutes=11)):
        yield staff


def test_right_after_signing_in_nothing_is_asked() -> None:
    assert platform_staff().get(ADD).status_code == 200


def test_eleven_minutes_later_a_fresh_code_leads_back_to_what_was_wanted(later: Client) -> None:
    assert later.get(ADD)["Location"] == AGAIN
    assertContains(later.get(AGAIN), 'autocomplete="one-time-code"')

    reply = later.post("/admin/again/", {"code": latest(User.objects.get()), "next": ADD})

    assert reply["Location"] == ADD
    assert later.get(ADD).status_code == 200
    assert StaffEvent.objects.get().action == Action.CODE_GIVEN


NEW = {"username": "new-person", "password1": "a-long-sentence-1", "password2": "a-long-sentence-1"}


def held(reply: Any) -> str:
    return first(r'name="_held" value="([^"]+)"', reply.content.decode())


def test_what_is_sent_without_a_fresh_code_changes_nothing_and_is_not_shown_in_clear(later: Client) -> None:
    reply = later.post(ADD, NEW)

    assertContains(reply, "Nothing is lost", status_code=422)
    assert "no-store" in reply["Cache-Control"]
    for typed in ("a-long-sentence", "new-person"):
        assertNotContains(reply, typed, status_code=422)
    assert User.objects.count() == 1


def test_what_was_sent_goes_on_with_the_code(later: Client) -> None:
    kept = held(later.post(ADD, NEW))

    reply = later.post(ADD, {"_held": kept, "code": latest(User.objects.get())})

    new = User.objects.get(username="new-person")
    assert new.check_password("a-long-sentence-1")
    assert reply["Location"] == f"/admin/auth/user/{new.pk}/change/"
    assert [event.action for event in StaffEvent.objects.order_by("pk")] == [Action.CODE_GIVEN, Action.ADDED]


def test_a_mistake_in_what_was_sent_is_told_beside_it_after_the_code(later: Client) -> None:
    kept = held(later.post(ADD, NEW | {"password2": "another-sentence"}))

    reply = later.post(ADD, {"_held": kept, "code": latest(User.objects.get())})

    assertContains(reply, 'value="new-person"')
    assert User.objects.count() == 1


def test_after_a_wrong_code_it_is_still_there(later: Client) -> None:
    kept = held(later.post(ADD, NEW))

    wrong = later.post(ADD, {"_held": kept, "code": wrong_code(User.objects.get())})
    assertContains(wrong, "This code did not work", status_code=422)
    assert User.objects.count() == 1
    later.post(ADD, {"_held": held(wrong), "code": latest(User.objects.get(username="pat"))})

    assert User.objects.filter(username="new-person").exists()


def test_a_code_given_in_another_tab_counts(later: Client) -> None:
    kept = held(later.post(ADD, NEW))
    later.post("/admin/again/", {"code": latest(User.objects.get()), "next": "/admin/"})

    later.post(ADD, {"_held": kept, "code": ""})

    assert User.objects.filter(username="new-person").exists()


@pytest.mark.parametrize("where", ["another page", "another session", "nowhere"])
def test_what_was_held_is_worth_nothing_elsewhere(later: Client, where: str) -> None:
    kept, pat = held(later.post(ADD, NEW)), User.objects.get()
    browser = signed_in(pat) if where == "another session" else later
    page = f"/admin/auth/user/{pat.pk}/password/" if where == "another page" else ADD
    kept = "v1.0.x" if where == "nowhere" else kept

    reply = browser.post(page, {"_held": kept, "code": latest(pat)})

    assert (reply.status_code, reply["Location"]) == (302, page)
    assert User.objects.count() == 1


def test_views_of_their_own_hold_what_was_sent_too(later: Client) -> None:
    pat, page = User.objects.get(), f"/admin/auth/user/{User.objects.get().pk}/password/"
    kept = held(later.post(page, {"password1": "a-new-sentence-1", "password2": "a-new-sentence-1"}))

    later.post(page, {"_held": kept, "code": latest(pat)})

    pat.refresh_from_db()
    assert pat.check_password("a-new-sentence-1")


def test_a_wrong_code_is_refused_written_down_and_counted(later: Client) -> None:
    for _ in range(5):
        assertContains(
            later.post("/admin/again/", {"code": wrong_code(User.objects.get())}), "did not work", status_code=422
        )

    tired = later.post("/admin/again/", {"code": latest(User.objects.get())})

    assertContains(tired, "Too many tries", status_code=422)
    assert later.get(ADD)["Location"] == AGAIN
    assert {event.action for event in StaffEvent.objects.all()} == {Action.CODE_REFUSED}


def test_reading_needs_no_fresh_code(later: Client) -> None:
    assert later.get("/admin/auth/user/").status_code == 200
