"""Statistics in the staff pages: how far visits get, what stops them, and how the upstreams are doing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import URLPattern, path
from django.utils import timezone
from django.views.decorators.http import require_safe

from storefront.backoffice.statistics import funnel
from storefront.backoffice.statistics.drawing import Drawing, columns_drawing, day_drawing, funnel_drawing
from storefront.backoffice.statistics.forms import FunnelForm
from storefront.clinics.models import Clinic
from storefront.staff import csv
from storefront.staff.audit import record
from storefront.staff.models import Action
from storefront.staff.read_only import ReadOnly
from storefront.staff.scoping import clinics_of
from storefront.statistics.health import RECORDER, SLOW, Health, failing, health_since
from storefront.statistics.models import Kind, StepCount, UpstreamFailure, UpstreamHour

HOURS = 24
HOURS_HIGH = 120
COLUMNS = ("clinic", "day", "step", "device", "language", "count")


@admin.register(StepCount)
class StepCountAdmin(ReadOnly):
    """The list of counts is shown as what it means."""

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(require_safe(self.as_file))
        return [path("file/", view, name="figures_stepcount_file"), *super().get_urls()]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        self._stop_strangers(request)
        form = FunnelForm(request.GET, clinics=clinics_of(request.user))
        valid = form.is_valid()
        context = self.admin_site.each_context(request) | {"title": "Statistics", "form": form}
        if valid:
            context |= _statistics(form.query()) | {"query": request.GET.urlencode()}
        return render(request, "admin/statistics/statistics.html", context, status=200 if valid else 422)

    def as_file(self, request: HttpRequest) -> HttpResponseBase:
        """The counts that the page with the same query shows, one by one."""
        self._stop_strangers(request)
        form = FunnelForm(request.GET, clinics=clinics_of(request.user))
        if not form.is_valid():
            return self.changelist_view(request)
        query = form.query()
        detail = f"{query.since} to {query.until}, {query.steps.count()} rows"
        record(request, Action.EXPORTED, subject="statistics", clinic=form.cleaned_data["clinic"], detail=detail)
        return csv.as_download(
            csv.lines(COLUMNS, funnel.counted_rows(query)), f"statistics-{query.since}-{query.until}"
        )

    def _stop_strangers(self, request: HttpRequest) -> None:
        if not self.has_view_permission(request):
            raise PermissionDenied


@admin.register(UpstreamHour)
class UpstreamHourAdmin(ReadOnly):
    """The list of hours is shown as the health of each clinic's upstream."""

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        RECORDER.flush()  # what this process knows belongs to what is shown
        now = timezone.now()
        context = self.admin_site.each_context(request) | {
            "title": "Upstream health",
            "reports": _reports(request, now),
            "since": now.replace(minute=0) - timedelta(hours=1),
            "slow_seconds": SLOW // 1000,
        }
        return render(request, "admin/statistics/health.html", context)


@dataclass(frozen=True, slots=True)
class Report:
    clinic: Clinic
    upstream: str
    lately: Health
    day: Health
    is_failing: bool
    last_failure: UpstreamFailure | None
    drawing: Drawing


def _statistics(query: funnel.FunnelQuery) -> dict[str, Any]:
    stages = funnel.stages(query)
    days = funnel.days(query)
    return {
        "stages": stages,
        "loss": funnel.biggest_loss(stages),
        "drawing": funnel_drawing(stages),
        "days": days,
        "by_week": len(days) <= (query.until - query.since).days,
        "day_drawing": day_drawing(days),
        "most_a_day": max((day.carts for day in days), default=0),
        "coupons": funnel.most_shown(query, Kind.COUPON),
        "errors": funnel.most_shown(query, Kind.FIELD, Kind.ORDER, Kind.TROUBLE),
        "device": query.device,
        "anything": any(stage.count for stage in stages),
    }


def _reports(request: HttpRequest, now: datetime) -> list[Report]:
    """Those that fail first, then those with the most calls."""
    clinics = clinics_of(request.user)
    lately, day = (health_since(clinics, now - timedelta(hours=hours)) for hours in (1, HOURS - 1))
    bad = failing(clinics, now)
    failures = {
        failure.clinic_id: failure for failure in UpstreamFailure.objects.filter(clinic__in=clinics).order_by("at")
    }
    hours = _hours(clinics, now)
    reports = [
        Report(
            clinic,
            clinic.get_commerce_kind_display(),
            lately.get(clinic.pk, Health()),
            day.get(clinic.pk, Health()),
            clinic.pk in bad,
            failures.get(clinic.pk),
            columns_drawing(hours.get(clinic.pk, []), ("figure-calls", "figure-failures"), HOURS_HIGH),
        )
        for clinic in clinics
    ]
    return sorted(reports, key=lambda report: (not report.is_failing, -report.day.calls, report.clinic.name))


def _hours(clinics: Any, now: datetime) -> dict[int, list[tuple[int, int]]]:
    """Calls and failures of each of the last hours, the present one last, by clinic."""
    first = now.replace(minute=0, second=0, microsecond=0) - timedelta(hours=HOURS - 1)
    found: dict[int, list[tuple[int, int]]] = {}
    for row in UpstreamHour.objects.filter(clinic__in=clinics, hour__gte=first):
        hours = found.setdefault(row.clinic_id, [(0, 0)] * HOURS)
        n = int((row.hour - first).total_seconds() // 3600)
        if n < HOURS:
            calls, failures = hours[n]
            hours[n] = (calls + row.calls, failures + row.failures)
    return found
