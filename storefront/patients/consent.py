"""What a patient read and answered when they signed up: wording, version and language, kept as it was shown."""

from __future__ import annotations

from django.utils.translation import get_language

from storefront.clinics.models import Clinic
from storefront.patients.models import Consent

MARKETING = "marketing"
VERSION = "2026-11"  # raise it whenever the wording of the box changes


def record_marketing(clinic: Clinic, patient_ref: str, wording: str, *, given: bool) -> None:
    Consent.objects.create(
        clinic=clinic,
        patient_ref=patient_ref,
        kind=MARKETING,
        version=VERSION,
        language=get_language() or "en",
        wording=wording,
        given=given,
    )
