"""The demo's staff sign in like any others: their codes are a page of the guide."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from pytest_django import Settings
from pytest_django.asserts import assertContains

from storefront.clinics.models import Clinic
from storefront.demo import views
from tests.staff.people import stranger

pytestmark = pytest.mark.django_db


@pytest.fixture
def prepared(settings: Settings, harbour: Clinic, make_clinic: Callable[..., Clinic]) -> Client:
    make_clinic("meadow")
    settings.DEMO = True
    views.prepare()
    return Client(headers={"host": "localhost"})


def shown(guide: Client) -> list[str]:
    return re.findall(r'class="headline">(\d{6})<', guide.get("/authenticator-codes/").content.decode())


@pytest.mark.parametrize(("n", "sees_meadow"), [(0, True), (1, False)])
def test_the_guide_shows_what_it_takes_to_come_in(prepared: Client, n: int, sees_meadow: bool) -> None:
    person, browser = views.STAFF[n], stranger()
    assertContains(prepared.get("/"), person.password)

    enter = {"username": person.name, "password": person.password, "code": shown(prepared)[n]}
    assert browser.post("/admin/login/", enter)["Location"] == "/admin/"

    assert ("Meadow Health" in browser.get("/admin/clinics/clinic/").content.decode()) is sees_meadow


def test_the_page_of_codes_comes_again_when_they_change(prepared: Client) -> None:
    assert 1 <= int(prepared.get("/authenticator-codes/")["Refresh"]) <= 30


def test_outside_the_demo_nobody_of_it_exists(settings: Settings) -> None:
    settings.DEMO = False
    with pytest.raises(ImproperlyConfigured, match="DEMO=1"):
        views.prepare()
    assert Client(headers={"host": "localhost"}).get("/authenticator-codes/").status_code == 400
