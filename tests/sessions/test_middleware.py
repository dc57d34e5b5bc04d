"""A session opens only on the hosts of the clinic where it began."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings as configured
from django.test import Client

from storefront.clinics.models import Clinic
from storefront.sessions.models import StoredSession

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("bare_pages")]


COOKIE = configured.SESSION_COOKIE_NAME


@pytest.fixture
def browser(harbour: Clinic) -> Any:
    return Client(headers={"host": "harbour.localhost"})


def test_a_visit_without_anything_to_keep_sets_no_cookie(browser: Any) -> None:
    assert not browser.get("/session/").cookies


@pytest.mark.parametrize("host", ["meadow.localhost", "staff.localhost"])
def test_a_session_replayed_on_another_host_is_ended_there_and_at_home(
    browser: Any, make_clinic: Callable[..., Clinic], host: str
) -> None:
    make_clinic("meadow")
    browser.post("/session/", {"name": "Ada"})

    replay = browser.get("/session/", headers={"host": host})

    assert replay.json() == {}
    assert replay.cookies[COOKIE].value == ""
    assert not StoredSession.objects.exists()


def test_a_staff_session_does_not_open_at_a_clinic(browser: Any) -> None:
    browser.post("/session/", {"name": "staff"}, headers={"host": "staff.localhost"})

    assert browser.get("/session/").json() == {}
