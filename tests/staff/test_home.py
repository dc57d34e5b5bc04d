"""The first page: what needs somebody, then the rooms."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db.models import QuerySet
from pytest_django.asserts import assertContains, assertNotContains

from storefront.clinics.models import Clinic
from storefront.staff import attention
from storefront.staff.attention import Attention, register
from tests.staff.people import clinic_staff, platform_staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def providers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only those that a test registers."""
    monkeypatch.setattr(attention, "PROVIDERS", [])


def worries(clinics: QuerySet[Clinic]) -> Iterator[Attention]:
    yield Attention("clinics to worry about", clinics.count(), "/admin/clinics/clinic/?state=bad", "Have a look.")
    yield Attention("things that are fine", 0, "/admin/")


def test_on_a_good_day_nothing_needs_you() -> None:
    assertContains(platform_staff().get("/admin/"), "Nothing needs you")


def test_what_needs_somebody_is_counted_and_leads_to_the_list(providers: None, harbour: Clinic) -> None:
    register(worries)
    register(worries)

    page = platform_staff().get("/admin/")

    assertContains(page, "Needs somebody")
    assertContains(page, "Clinics to worry about", count=1)
    assertContains(page, 'href="/admin/clinics/clinic/?state=bad"')
    assertContains(page, "Have a look.")
    assertNotContains(page, "things that are fine")


def test_counts_are_of_ones_own_clinics(providers: None, harbour: Clinic, make_clinic) -> None:
    make_clinic("zebra")
    register(worries)

    assertContains(platform_staff().get("/admin/"), "<strong>2</strong>")
    assertContains(clinic_staff(harbour).get("/admin/"), "<strong>1</strong>")
    assertContains(clinic_staff(name="nobody").get("/admin/"), "Nothing needs you")


def test_the_rooms_come_in_the_order_of_a_days_work(harbour: Clinic) -> None:
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
