"""The background jobs, for platform staff: what ran, and what did not."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse

from storefront.jobs.lateness import troubled
from storefront.jobs.models import JobState
from storefront.staff.attention import Attention
from storefront.staff.read_only import ReadOnly
from storefront.staff.scoping import is_platform

HINT = "Orders in doubt, domains or old data wait for them: see docs/jobs.md."


@admin.register(JobState)
class JobStateAdmin(ReadOnly):
    """No clinic has jobs of its own, so clinic staff see none."""

    clinic_staff_may = ()
    list_display = ("name", "result", "detail", "ended_at", "succeeded_at", "next_run_at", "failures")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return JobState.objects.all() if is_platform(request.user) else JobState.objects.none()


def jobs_in_trouble() -> list[Attention]:
    """For the first page of platform staff."""
    url = reverse("admin:jobs_jobstate_changelist", urlconf=settings.STAFF_URLCONF)
    count = len(troubled())
    label = "background job late or failing" if count == 1 else "background jobs late or failing"
    return [Attention(label, count, url, HINT)]
