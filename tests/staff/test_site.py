"""The staff site: its sections, and what it leaves out."""

from __future__ import annotations

import pytest
from django.contrib import admin
from django.contrib.auth.models import User
from pytest_django.asserts import assertContains, assertNotContains

from storefront.clinics.models import Clinic
from tests.staff.people import clinic_staff, platform_staff

REGISTERED = sorted(admin.site._registry, key=lambda model: model._meta.label)

pytestmark = pytest.mark.django_db


def test_the_sections_come_in_the_order_of_a_days_work(harbour: Clinic) -> None:
    page = platform_staff().get("/admin/").content.decode()
    places = [page.index(f">{name}</h2>") for name in ("Orders", "Clinics", "Staff")]
    assert places == sorted(places)
    for library in ("Authentication", "OTP", "Groups"):
        assert library not in page


def test_ones_last_steps_are_ones_own(harbour: Clinic) -> None:
    claire, pat = clinic_staff(harbour), platform_staff()
    pat.post("/admin/auth/user/add/", {"username": "x", "password1": "long-sentence-1", "password2": "long-sentence-1"})

    assertContains(pat.get("/admin/"), "added person x")
    assertNotContains(claire.get("/admin/"), "user x")


def test_what_libraries_register_is_left_out() -> None:
    """Second factors with their secrets, groups that mean nothing here."""
    assert {model._meta.app_label for model in REGISTERED}.isdisjoint({"otp_static", "sessions"})
    assert [model for model in REGISTERED if model._meta.app_label == "auth"] == [User]
