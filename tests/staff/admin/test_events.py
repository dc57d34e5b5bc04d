"""The audit log is read and searched in the staff pages, and never written there."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.test import Client

from storefront.clinics.models import Clinic
from storefront.staff.models import Action, StaffEvent
from tests.staff.people import clinic_staff, platform_staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff() -> Client:
    return platform_staff()


def test_the_log_can_be_searched_and_not_written(staff: Client) -> None:
    event = StaffEvent.objects.create(action=Action.RESOLVED_BY_STAFF, subject="order attempt H7K2-9QXM")
    StaffEvent.objects.create(action=Action.RESOLVED_BY_STAFF, subject="order attempt AAAA-AAAA")

    found = staff.get("/admin/staff/staffevent/", {"q": "H7K2-9QXM"}).content.decode()
    assert "H7K2-9QXM" in found
    assert "AAAA-AAAA" not in found
    one = f"/admin/staff/staffevent/{event.pk}"
    assert staff.get(f"{one}/change/").status_code == 200
    for address in (f"{one}/change/", f"{one}/delete/", "/admin/staff/staffevent/add/"):
        assert staff.post(address, {"post": "yes", "subject": "forged"}).status_code == 403
    staff.post("/admin/staff/staffevent/", {"action": "delete_selected", "_selected_action": [event.pk], "post": "yes"})
    assert StaffEvent.objects.get(pk=event.pk).subject == "order attempt H7K2-9QXM"


@pytest.fixture
def zebra(make_clinic: Callable[..., Clinic]) -> Clinic:
    return make_clinic("zebra")


@pytest.fixture
def claire(harbour: Clinic) -> Client:
    return clinic_staff(harbour)


def test_the_log_shows_ones_clinics_and_oneself(harbour: Clinic, zebra: Clinic, claire: Client) -> None:
    other = User.objects.create_user("other")
    me = User.objects.get(username="claire")
    for clinic, user, subject in (
        (harbour, other, "done at harbour"),
        (zebra, other, "done at z"),
        (zebra, me, "mine at z"),
        (None, other, "sign-in of other"),
        (None, me, "my sign-in"),
    ):
        StaffEvent.objects.create(clinic=clinic, user=user, action="changed", subject=subject)

    page = claire.get("/admin/staff/staffevent/").content.decode()

    assert [each in page for each in ("done at harbour", "my sign-in")] == [True, True]
    assert [each in page for each in ("done at z", "mine at z", "sign-in of other")] == [False] * 3
