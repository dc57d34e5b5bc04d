"""What staff do in the admin is written down by itself, and told on the page of the row."""

from __future__ import annotations

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.test import Client

from storefront.clinics.models import Clinic
from storefront.staff.audit_admin import in_words
from storefront.staff.models import Action, StaffEvent
from tests.staff.people import platform_staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff() -> Client:
    return platform_staff()


def written() -> list[tuple[str, str, str]]:
    return [(event.action, event.subject, event.detail) for event in StaffEvent.objects.order_by("pk")]


def test_changes_are_written_with_the_names_of_fields_and_never_what_was_typed(staff: Client) -> None:
    staff.post(
        "/admin/auth/user/add/",
        {"username": "claire", "password1": "a-long-sentence-1", "password2": "a-long-sentence-1"},
    )
    claire = User.objects.get(username="claire")
    form = {
        "username": "claire",
        "email": "claire@clinic.example",
        "is_active": "on",
        "memberships-TOTAL_FORMS": "0",
        "memberships-INITIAL_FORMS": "0",
    }
    staff.post(f"/admin/auth/user/{claire.pk}/change/", form)
    staff.post(
        f"/admin/auth/user/{claire.pk}/password/",
        {"password1": "another-sentence-2", "password2": "another-sentence-2"},
    )

    assert written() == [
        (Action.ADDED, "person claire", ""),
        (Action.CHANGED, "person claire", "Email address"),
        (Action.CHANGED, "person claire", "password"),
    ]
    event = StaffEvent.objects.earliest("pk")
    assert event.user == User.objects.get(username="pat")
    assert event.address
    assert len(event.request_id) == 32
    assert not LogEntry.objects.exists()


def test_saving_a_page_as_it_was_writes_nothing(staff: Client) -> None:
    claire = User.objects.create_user("claire", is_staff=True)
    form = {"username": "claire", "is_active": "on", "memberships-TOTAL_FORMS": "0", "memberships-INITIAL_FORMS": "0"}

    assert staff.post(f"/admin/auth/user/{claire.pk}/change/", form).status_code == 302

    assert written() == []


def test_rows_within_a_page_are_named() -> None:
    message = [
        {"changed": {"fields": ["Name", "Logo"]}},
        {"added": {"name": "coupon", "object": "SPRING"}},
        {"changed": {"name": "coupon", "object": "TAKE20", "fields": ["Percent"]}},
        {"deleted": {"name": "coupon", "object": "OLD"}},
    ]
    assert in_words(message) == "Name, Logo; added coupon SPRING; changed coupon TAKE20: Percent; deleted coupon OLD"
    assert in_words([{"added": {}}]) == ""


def test_the_history_of_a_row_tells_who_did_what(staff: Client, harbour: Clinic) -> None:
    StaffEvent.objects.create(action=Action.CHANGED, about=f"clinics.clinic/{harbour.pk}", detail="Closed message")
    StaffEvent.objects.create(action=Action.CHANGED, about=f"clinics.clinic/{harbour.pk}1", detail="Something else")

    page = staff.get(f"/admin/clinics/clinic/{harbour.pk}/history/").content.decode()

    assert "Closed message" in page
    assert "Something else" not in page


def test_what_is_deleted_leaves_an_entry(staff: Client, harbour: Clinic) -> None:
    before = StaffEvent.objects.count()
    domain = harbour.domains.get()

    staff.post(f"/admin/clinics/domain/{domain.pk}/delete/", {"post": "yes"})

    event = StaffEvent.objects.order_by("pk")[before]
    assert (event.action, event.clinic, event.about) == (Action.DELETED, harbour, f"clinics.domain/{domain.pk}")
