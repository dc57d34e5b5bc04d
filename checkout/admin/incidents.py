"""Differences between us and an upstream: what each means, and how it was resolved."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from checkout.models import Incident
from checkout.words.staff import INCIDENTS, age_words, status_of
from storefront.staff.audit import record
from storefront.staff.audit_admin import LogsReads
from storefront.staff.models import Action
from storefront.staff.read_only import ReadOnly
from storefront.staff.scoping import OwnClinics


class ResolveForm(forms.Form):
    note = forms.CharField(
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        label="What did you find and do?",
        help_text="It is kept for ever; no names, no health data",
        error_messages={"required": "Say what you found and what you did about it."},
    )


class ResolvedFilter(admin.SimpleListFilter):
    title = parameter_name = "resolved"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("no", "Not yet"), ("yes", "Resolved")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Incident]) -> QuerySet[Incident]:
        known = self.value() in ("no", "yes")
        return queryset.filter(resolved_at__isnull=self.value() == "no") if known else queryset


@admin.register(Incident)
class IncidentAdmin(LogsReads, ReadOnly):
    list_display = ("kind", "clinic", "attempt", "upstream_order_id", "age", "resolved")
    list_filter = (ResolvedFilter, "kind", ("clinic", OwnClinics))
    list_select_related = ("clinic", "attempt")
    list_per_page = 50
    search_fields = ("attempt__reference__iexact", "upstream_order_id__exact")
    search_help_text = "Reference of an order, or the upstream's order id"
    fields = ("kind",)  # the page is ours: change_form.html

    @admin.display(description="Age", ordering="at")
    def age(self, incident: Incident) -> str:
        return age_words(incident.at)

    @admin.display(description="Resolved", ordering="resolved_at")
    def resolved(self, incident: Incident) -> str:
        if incident.resolved_at is None:
            return "not yet"
        return f"{incident.resolved_at:%Y-%m-%d %H:%M} UTC by {incident.resolved_by or 'somebody'}"

    def page_context(self, request: HttpRequest, obj: Any) -> dict[str, Any]:
        return _about(obj) | {"form": ResolveForm(use_required_attribute=False)}

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(require_POST(self.resolve))
        return [path("<int:pk>/resolve/", view, name="checkout_incident_resolve"), *super().get_urls()]

    def resolve(self, request: HttpRequest, pk: int) -> HttpResponse:
        """One conditional UPDATE: of two people who resolve it, the second is told."""
        incident: Incident = self.own(request, pk)
        form = ResolveForm(request.POST, use_required_attribute=False)
        if not form.is_valid():
            context = self.admin_site.each_context(request) | {"opts": self.opts, "original": incident, "form": form}
            context |= _about(incident)
            return TemplateResponse(request, "admin/checkout/incident/change_form.html", context, status=422)
        note, by = form.cleaned_data["note"], request.user.get_username()
        unresolved = Incident.objects.filter(pk=incident.pk, resolved_at=None)
        if unresolved.update(resolved_at=timezone.now(), resolved_by=by, resolution=note):
            record(request, Action.RESOLVED, subject=incident, detail=note)
            messages.success(request, "Marked as resolved.")
        else:
            messages.warning(request, "Somebody else had resolved this already: see their note.")
        return HttpResponseRedirect(reverse("admin:checkout_incident_change", args=[incident.pk]))


def _about(incident: Incident) -> dict[str, Any]:
    return {
        "title": incident.get_kind_display(),
        "subtitle": None,
        "incident": incident,
        "advice": INCIDENTS[incident.kind],
        "status": status_of(incident.attempt) if incident.attempt else None,
    }
