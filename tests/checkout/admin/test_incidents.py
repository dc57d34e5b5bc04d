"""An incident is resolved once, with a note that stays."""

from __future__ import annotations

import pytest
from django.test import Client
from pytest_django.asserts import assertContains

from checkout.models import Incident, OrderAttempt
from storefront.clinics.models import Clinic
from storefront.staff.models import Action, StaffEvent
from tests.staff.people import clinic_staff


@pytest.fixture
def incident(attempt: OrderAttempt) -> Incident:
    Incident.note(Incident.Kind.NOT_FOUND, attempt.clinic, attempt=attempt)
    return Incident.objects.get()


def test_an_incident_is_resolved_with_a_note(staff: Client, incident: Incident) -> None:
    path = f"/admin/checkout/incident/{incident.pk}/"
    assertContains(staff.get(f"{path}change/"), "Look for the order in the upstream")

    staff.post(f"{path}resolve/", {"note": "deleted there by mistake, ordered anew"})

    incident.refresh_from_db()
    assert incident.resolved_at is not None
    assert (incident.resolved_by, incident.resolution) == ("claire", "deleted there by mistake, ordered anew")
    assert StaffEvent.objects.get(action=Action.RESOLVED).clinic == incident.clinic
    assertContains(staff.get(f"{path}change/"), "deleted there by mistake")


def test_an_incident_is_not_resolved_without_a_note(staff: Client, incident: Incident) -> None:
    answer = staff.post(f"/admin/checkout/incident/{incident.pk}/resolve/", {"note": "  "})

    assertContains(answer, "Say what you found and what you did", status_code=422)
    incident.refresh_from_db()
    assert incident.resolved_at is None


def test_who_comes_second_is_told_and_changes_nothing(staff: Client, incident: Incident) -> None:
    other = clinic_staff(incident.clinic, name="cleo")
    path = f"/admin/checkout/incident/{incident.pk}/resolve/"
    staff.post(path, {"note": "mine"})

    second = other.post(path, {"note": "theirs"}, follow=True)

    assertContains(second, "Somebody else had resolved this already")
    incident.refresh_from_db()
    assert incident.resolution == "mine"


def test_an_incident_of_another_clinic_does_not_exist(incident: Incident, neighbour: Clinic) -> None:
    stranger = clinic_staff(neighbour)

    assert stranger.post(f"/admin/checkout/incident/{incident.pk}/resolve/", {"note": "x"}).status_code == 404
    assert stranger.get(f"/admin/checkout/incident/{incident.pk}/change/").status_code in (302, 404)
