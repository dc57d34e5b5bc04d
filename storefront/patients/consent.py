"""What a patient read and answered when they signed up: wording, version and language, kept as it was shown.

A clinic without words of its own in the page's language asks in ours: who is asked must be able to read it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext_lazy, override

from storefront.clinics.branding.texts import own, page_language
from storefront.clinics.models import Clinic, ConsentWording
from storefront.patients.models import Consent

MARKETING = "marketing"
OURS = "standard-2026-11"  # raise it whenever the next line or one of its translations changes
WORDING = gettext_lazy("Send me news and offers by email. I can stop this at any time.")


@dataclass(frozen=True, slots=True)
class Asked:
    """Words beside the box. ``version`` names them for good: ``fr-3`` of a clinic, ``standard-2026-11-fr`` of ours."""

    version: str
    language: str
    wording: str


def asked_now(clinic: Clinic) -> Asked:
    language = page_language()
    text = own(clinic, language)
    if text and text.consent:
        return Asked(f"{language}-{text.consent_version}", language, text.consent)
    return _ours(language)


def as_read(clinic: Clinic, version: str) -> Asked:
    """What stood on the page that was sent, also where the wording has changed meanwhile. An unknown one is today's."""
    if (ours := version.removeprefix(f"{OURS}-")) in dict(settings.LANGUAGES):
        return _ours(ours)
    if found := re.fullmatch(r"([a-z]{2})-([1-9][0-9]{0,5})", version, re.ASCII):
        kept = ConsentWording.objects.filter(clinic=clinic, language=found[1], version=int(found[2])).first()
        if kept:
            return Asked(version, kept.language, kept.wording)
    return asked_now(clinic)


def record_marketing(clinic: Clinic, patient_ref: str, asked: Asked, *, given: bool) -> None:
    Consent.objects.create(
        clinic=clinic,
        patient_ref=patient_ref,
        kind=MARKETING,
        version=asked.version,
        language=asked.language,
        wording=asked.wording,
        given=given,
    )


def _ours(language: str) -> Asked:
    with override(language):
        return Asked(f"{OURS}-{language}", language, str(WORDING))
