"""The session store, through the browser's door where that is possible and at the row where it is not."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.conf import settings as configured
from django.contrib.sessions.backends.base import UpdateError
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from storefront.clinics.models import Clinic
from storefront.sessions.models import StoredSession
from storefront.sessions.store import SessionStore

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("bare_pages")]
COOKIE = configured.SESSION_COOKIE_NAME


@pytest.fixture
def browser(harbour: Clinic) -> Any:
    return Client(headers={"host": "harbour.localhost"})


@pytest.fixture
def kept() -> SessionStore:
    session = SessionStore(clinic="harbour")
    session.update({"name": "Ada Lovelace", "cart": {"lines": [1, 2]}})
    session.save()
    return session


def reopened(session: SessionStore) -> SessionStore:
    return SessionStore(session.session_key, clinic="harbour")


def test_a_session_comes_back_with_its_cookie(browser: Any) -> None:
    browser.post("/session/", {"name": "Ada"})

    assert browser.get("/session/").json() == {"name": "Ada"}


def test_the_row_shows_nothing_and_its_key_is_no_cookie(kept: SessionStore) -> None:
    row = StoredSession.objects.get()

    assert "Ada" not in row.sealed
    assert "cart" not in row.sealed
    assert kept.session_key not in (row.key, row.sealed)
    assert SessionStore(row.key, clinic="harbour").is_empty() is False  # not opened yet
    assert dict(SessionStore(row.key, clinic="harbour").items()) == {}


def test_swapped_rows_open_empty(kept: SessionStore) -> None:
    other = SessionStore(clinic="harbour")
    other["name"] = "Grace"
    other.save()
    ada, grace = (StoredSession.objects.get(key=key) for key in StoredSession.objects.values_list("key", flat=True))
    ada.sealed, grace.sealed = grace.sealed, ada.sealed
    ada.save()
    grace.save()

    assert dict(reopened(kept).items()) == dict(reopened(other).items()) == {}


def test_a_row_moved_to_another_clinic_opens_empty(kept: SessionStore) -> None:
    StoredSession.objects.update(clinic="meadow")

    assert dict(SessionStore(kept.session_key, clinic="meadow").items()) == {}


def test_a_session_that_cannot_be_opened_gets_a_new_key(kept: SessionStore) -> None:
    StoredSession.objects.update(sealed="v1.broken")
    session = reopened(kept)
    session["name"] = "Grace"
    session.save()

    assert session.session_key != kept.session_key


def test_keys_rotate_without_ending_sessions(kept: SessionStore, settings: Settings) -> None:
    settings.FIELD_KEYS = ("a new key that seals from now on, long enough", *settings.FIELD_KEYS)

    assert reopened(kept)["name"] == "Ada Lovelace"


def test_a_planted_key_is_not_kept(browser: Any) -> None:
    browser.cookies[COOKIE] = "planted-by-somebody-else-00000000"
    browser.post("/session/", {"name": "Ada"})

    assert browser.cookies[COOKIE].value != "planted-by-somebody-else-00000000"


def test_a_new_key_keeps_the_content_and_kills_the_old_cookie(kept: SessionStore) -> None:
    old = kept.session_key
    session = reopened(kept)
    session.cycle_key()
    session["patient"] = "p1"
    session.save()

    assert dict(reopened(session).items()) == {"name": "Ada Lovelace", "cart": {"lines": [1, 2]}, "patient": "p1"}
    assert dict(SessionStore(old, clinic="harbour").items()) == {}


def test_two_tabs_never_undo_each_other(kept: SessionStore) -> None:
    first, second = reopened(kept), reopened(kept)
    _ = first["cart"], second["cart"]

    first["cart"]["lines"].append(3)
    first["seen"] = "first"
    first.save()
    second["coupon"] = "WELCOME"
    del second["name"]
    second.save()

    assert dict(reopened(kept).items()) == {"cart": {"lines": [1, 2, 3]}, "seen": "first", "coupon": "WELCOME"}


def test_a_key_that_one_tab_removed_is_not_brought_back_by_the_other(kept: SessionStore) -> None:
    first, second = reopened(kept), reopened(kept)
    _ = first["cart"], second["cart"]
    first.pop("cart")
    first.save()
    second["name"] = "Grace"
    second.save()

    assert dict(reopened(kept).items()) == {"name": "Grace"}


@pytest.mark.django_db(transaction=True)
def test_many_requests_at_once_lose_nothing(kept: SessionStore) -> None:
    def write(number: int) -> None:
        try:
            session = reopened(kept)
            _ = session["name"]
            session[f"key{number}"] = number
            session.save()
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(write, range(24)))

    assert {f"key{number}" for number in range(24)} <= set(reopened(kept).keys())


def test_one_session_can_be_saved_twice_in_a_request(kept: SessionStore) -> None:
    session = reopened(kept)
    session["step"] = 1
    session.save()
    reopened_meanwhile = reopened(kept)
    reopened_meanwhile["other"] = True
    reopened_meanwhile.save()
    session["step"] = 2
    session.save()

    assert reopened(kept)["step"] == 2
    assert reopened(kept)["other"] is True


def test_a_session_that_was_ended_is_not_brought_back(kept: SessionStore) -> None:
    late = reopened(kept)
    late["cart"] = {}
    reopened(kept).flush()

    with pytest.raises(UpdateError):
        late.save()
    assert not StoredSession.objects.exists()


def test_sessions_end_by_themselves_and_are_cleared_away(kept: SessionStore) -> None:
    with time_machine.travel(timezone.now() + timedelta(days=15)):
        assert dict(reopened(kept).items()) == {}
        call_command("clearsessions")

    assert not StoredSession.objects.exists()


def test_an_expiry_of_its_own_is_kept(kept: SessionStore) -> None:
    kept.set_expiry(600)
    kept.save()

    assert StoredSession.objects.get().expires_at < timezone.now() + timedelta(minutes=11)


def test_only_json_is_kept() -> None:
    session = SessionStore(clinic="harbour")
    session["x"] = object()

    with pytest.raises(TypeError):
        session.save()
    assert json.dumps(list(StoredSession.objects.values())) == "[]"
