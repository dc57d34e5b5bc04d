"""Clinics where many networks together have made too many mistakes, for the first page of staff."""

from __future__ import annotations

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse

from storefront.clinics.models import Clinic
from storefront.limits.policy import LIMITERS
from storefront.staff.attention import Attention

HINT = "Somebody may be trying passwords or coupon codes from many places. Patients still get in; see docs/limits.md."


def limits_reached(clinics: QuerySet[Clinic]) -> list[Attention]:
    slugs = clinics.values_list("slug", flat=True)
    count = sum(any(each.alarms(clinic=slug) for each in LIMITERS) for slug in slugs)
    url = reverse("admin:clinics_clinic_changelist", urlconf=settings.STAFF_URLCONF)
    return [Attention("clinics with far more wrong tries than usual", count, url, HINT)]
