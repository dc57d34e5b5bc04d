"""What a patient asked for is seen by the staff of that clinic, and marked as done once."""

from __future__ import annotations

import pytest
from django.test import Client
from pytest_django.asserts import assertContains

from checkout.models import ClinicRequest
from storefront.clinics.models import Clinic
from storefront.staff.models import Action, StaffEvent
from tests.staff.people import clinic_staff


@pytest.fixture
def asked(harbour: Clinic) -> ClinicRequest:
    return ClinicRequest.objects.create(clinic=harbour, patient_ref="ana", kind="cancel", subject="s-1")


def test_a_request_is_marked_as_done_with_a_note(staff: Client, asked: ClinicRequest) -> None:
    path = f"/admin/checkout/clinicrequest/{asked.pk}/"
    assertContains(staff.get("/admin/checkout/clinicrequest/?done=no"), asked.reference)
    assertContains(staff.get(f"{path}change/"), "Cancel a renewal")

    assert staff.post(f"{path}done/", {"note": " "}).status_code == 422
    staff.post(f"{path}done/", {"note": "cancelled in the CRM"})

    asked.refresh_from_db()
    assert (asked.done_by, asked.note) == ("claire", "cancelled in the CRM")
    assert StaffEvent.objects.get(action=Action.RESOLVED).clinic == asked.clinic
    assertContains(staff.get(f"{path}change/"), "cancelled in the CRM")


def test_who_comes_second_is_told(staff: Client, asked: ClinicRequest) -> None:
    path = f"/admin/checkout/clinicrequest/{asked.pk}/done/"
    staff.post(path, {"note": "mine"})

    second = clinic_staff(asked.clinic, name="cleo").post(path, {"note": "theirs"}, follow=True)

    assertContains(second, "Somebody else had marked this as done already")
    asked.refresh_from_db()
    assert asked.note == "mine"


def test_a_request_at_another_clinic_does_not_exist(asked: ClinicRequest, neighbour: Clinic) -> None:
    stranger = clinic_staff(neighbour)

    assert stranger.post(f"/admin/checkout/clinicrequest/{asked.pk}/done/", {"note": "x"}).status_code == 404
