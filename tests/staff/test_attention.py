"""What needs somebody is counted on the first page, of one's own clinics."""

from __future__ import annotations

from collections.abc import Callable, Iterator

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


def test_counts_are_of_ones_own_clinics(providers: None, harbour: Clinic, make_clinic: Callable[..., Clinic]) -> None:
    make_clinic("zebra")
    register(worries)

    assertContains(platform_staff().get("/admin/"), "<strong>2</strong>")
    assertContains(clinic_staff(harbour).get("/admin/"), "<strong>1</strong>")
    assertContains(clinic_staff(name="nobody").get("/admin/"), "Nothing needs you")
