"""What patients asked their clinic to do: staff do it in the upstream, and mark it as done here."""

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

from checkout.models import ClinicRequest
from checkout.words.staff import age_words
from storefront.staff.audit import record
from storefront.staff.audit_admin import LogsReads
from storefront.staff.models import Action
from storefront.staff.read_only import ReadOnly
from storefront.staff.scoping import OwnClinics


class DoneForm(forms.Form):
    note = forms.CharField(
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        label="What did you do?",
        help_text="It is kept for ever; no names, no health data",
        error_messages={"required": "Say what you did about it."},
    )


class DoneFilter(admin.SimpleListFilter):
    title = parameter_name = "done"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("no", "Not yet"), ("yes", "Done")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[ClinicRequest]) -> QuerySet[ClinicRequest]:
        known = self.value() in ("no", "yes")
        return queryset.filter(done_at__isnull=self.value() == "no") if known else queryset


@admin.register(ClinicRequest)
class ClinicRequestAdmin(LogsReads, ReadOnly):
    list_display = ("reference", "kind", "clinic", "subject", "wanted_date", "age", "done")
    list_filter = (DoneFilter, "kind", ("clinic", OwnClinics))
    list_select_related = ("clinic",)
    list_per_page = 50
    search_fields = ("reference__iexact", "subject__exact", "patient_ref__exact")
    search_help_text = "Reference of the request, or the upstream's id of the order, subscription or patient"
    fields = ("kind",)  # the page is ours: change_form.html

    @admin.display(description="Age", ordering="at")
    def age(self, asked: ClinicRequest) -> str:
        return age_words(asked.at)

    @admin.display(description="Done", ordering="done_at")
    def done(self, asked: ClinicRequest) -> str:
        return "not yet" if asked.done_at is None else f"{asked.done_at:%Y-%m-%d %H:%M} UTC by {asked.done_by}"

    def page_context(self, request: HttpRequest, obj: Any) -> dict[str, Any]:
        return _about(obj) | {"form": DoneForm(use_required_attribute=False)}

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(require_POST(self.mark_done))
        return [path("<int:pk>/done/", view, name="checkout_clinicrequest_done"), *super().get_urls()]

    def mark_done(self, request: HttpRequest, pk: int) -> HttpResponse:
        """One conditional UPDATE: of two people who did it, the second is told."""
        asked: ClinicRequest = self.own(request, pk)
        form = DoneForm(request.POST, use_required_attribute=False)
        if not form.is_valid():
            context = self.admin_site.each_context(request) | {"opts": self.opts, "original": asked, "form": form}
            context |= _about(asked)
            return TemplateResponse(request, "admin/checkout/clinicrequest/change_form.html", context, status=422)
        note, by = form.cleaned_data["note"], request.user.get_username()
        still_open = ClinicRequest.objects.filter(pk=asked.pk, done_at=None)
        if still_open.update(done_at=timezone.now(), done_by=by, note=note):
            record(request, Action.RESOLVED, subject=asked, detail=note)
            messages.success(request, "Marked as done. The patient no longer sees the request.")
        else:
            messages.warning(request, "Somebody else had marked this as done already: see their note.")
        return HttpResponseRedirect(reverse("admin:checkout_clinicrequest_change", args=[asked.pk]))


def _about(asked: ClinicRequest) -> dict[str, Any]:
    return {"title": f"{asked.get_kind_display()}: {asked.reference}", "subtitle": None, "asked": asked}
