"""What a patient asks the clinic to do, where no call of its upstream lets a shop do it."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.db.models import QuerySet

from checkout.models import ClinicRequest, OrderAttempt
from storefront.clinics.models import Clinic
from storefront.sessions.digests import email_digests
from storefront.sessions.patient import PatientSession


def ask(
    clinic: Clinic,
    patient: PatientSession,
    kind: ClinicRequest.Kind,
    subject: str,
    *,
    attempt: OrderAttempt | None = None,
    wanted_date: date | None = None,
) -> ClinicRequest:
    """The open request for this, which is made where there is none. Another date takes the place of the one before."""
    facts = {
        "attempt": attempt,
        "wanted_date": wanted_date,
        "email_digest": email_digests(clinic.slug, patient.email)[0] if patient.email else "",
    }
    with transaction.atomic():
        asked, _new = ClinicRequest.objects.update_or_create(
            clinic=clinic,
            patient_ref=patient.access.patient_ref,
            kind=kind,
            subject=subject,
            done_at=None,
            defaults=facts,
        )
    return asked


def open_requests(clinic: Clinic, patient: PatientSession, subject: str) -> QuerySet[ClinicRequest]:
    """What this patient asked about it, and nobody has done yet."""
    mine = ClinicRequest.objects.filter(clinic=clinic, patient_ref=patient.access.patient_ref, subject=subject)
    return mine.filter(done_at=None)
