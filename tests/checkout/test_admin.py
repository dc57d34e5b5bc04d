"""Staff find an order by what a patient tells them, and can change nothing of it."""

from __future__ import annotations

import pytest
from django.test import Client
from pytest_django.asserts import assertContains, assertNotContains

from checkout.models import Incident, OrderAttempt
from tests.staff.people import platform_staff
from tests.world import Shopper


@pytest.fixture
def staff(db: None) -> Client:
    return platform_staff("staff")


@pytest.fixture
def attempt(shopper: Shopper) -> OrderAttempt:
    shopper.add("Calm Evening Magnesium")
    shopper.sign_in()
    shopper.choose("4242")
    shopper.press()
    return shopper.attempt()


def test_an_order_is_found_by_its_reference_and_tells_what_happened(staff: Client, attempt: OrderAttempt) -> None:
    found = staff.get("/admin/checkout/orderattempt/", {"q": attempt.reference.lower()})
    page = staff.get(f"/admin/checkout/orderattempt/{attempt.pk}/change/")

    assertContains(found, attempt.reference)
    assertContains(page, "pressed")
    assertContains(page, attempt.placed_orders.get().number)
    assertNotContains(page, "sealed")


def test_nothing_of_an_order_can_be_changed_or_deleted(staff: Client, attempt: OrderAttempt) -> None:
    for action in ("delete", "change"):
        assert staff.post(f"/admin/checkout/orderattempt/{attempt.pk}/{action}/", {"post": "yes"}).status_code == 403
    assert staff.get("/admin/checkout/orderattempt/add/").status_code == 403


def test_an_incident_is_worked_off(staff: Client, attempt: OrderAttempt) -> None:
    Incident.note(Incident.Kind.NOT_FOUND, attempt.clinic, attempt=attempt)

    staff.post(
        "/admin/checkout/incident/",
        {"action": "mark_resolved", "_selected_action": [str(Incident.objects.get().pk)]},
    )

    assert Incident.objects.get().resolved_at is not None


def test_there_is_no_admin_on_a_clinics_host(shopper: Shopper) -> None:
    assert shopper.get("/admin/").status_code == 404
