"""A request to the clinic is one as long as it is open, and belongs to one patient."""

from __future__ import annotations

from datetime import date

import pytest
from django.utils import timezone

from checkout.models import ClinicRequest
from checkout.orders.clinic_requests import ask, open_requests
from storefront.clinics.models import Clinic
from storefront.sessions.patient import PatientSession
from storefront.upstream.types import Access

KIND = ClinicRequest.Kind.MOVE


@pytest.fixture
def patient(harbour: Clinic) -> PatientSession:
    now = timezone.now()
    return PatientSession(Access("ana", "token"), "Ana", "ana@harbour.example", now, now)


def test_asked_twice_is_one_request_with_the_last_date(harbour: Clinic, patient: PatientSession) -> None:
    first = ask(harbour, patient, KIND, "s-1", wanted_date=date(2027, 1, 1))
    second = ask(harbour, patient, KIND, "s-1", wanted_date=date(2027, 2, 1))

    assert first.reference == second.reference
    assert ClinicRequest.objects.get().wanted_date == date(2027, 2, 1)
    assert second.email_digest
    assert list(open_requests(harbour, patient, "s-1")) == [second]


def test_what_is_done_can_be_asked_anew(harbour: Clinic, patient: PatientSession) -> None:
    ask(harbour, patient, KIND, "s-1")
    ClinicRequest.objects.update(done_at=timezone.now())

    ask(harbour, patient, KIND, "s-1")

    assert ClinicRequest.objects.count() == 2
    assert open_requests(harbour, patient, "s-1").count() == 1
