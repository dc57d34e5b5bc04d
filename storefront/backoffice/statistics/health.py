"""Upstreams that fail, for the first page of staff."""

from __future__ import annotations

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse

from storefront.clinics.models import Clinic
from storefront.staff.attention import Attention
from storefront.statistics.health import failing


def upstreams_failing(clinics: QuerySet[Clinic]) -> list[Attention]:
    """For the first page of staff."""
    url = reverse("admin:figures_upstreamhour_changelist", urlconf=settings.STAFF_URLCONF)
    return [Attention("upstreams failing", len(failing(clinics)), url, "Patients there read that the shop is away.")]
