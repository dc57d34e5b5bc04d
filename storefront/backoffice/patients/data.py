"""Staff do it on a patient's behalf: hand out what is held about them, and erase it. Both need a fresh code."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_http_methods

from storefront.patients import data
from storefront.staff.audit import record
from storefront.staff.models import Action
from storefront.staff.read_only import ReadOnly
from storefront.staff.reauthentication import needs_fresh_code

MUST_WAIT = "Nothing was erased: an order of this patient is in question, or not paid. Resolve it first."
NOBODY = "This row no longer says whose it is."


class HandlesData(ReadOnly):
    """For a ``ModelAdmin`` whose rows have a ``clinic`` and a ``patient_ref``; ``email_of`` a row may be empty."""

    def email_of(self, row: Any) -> str:
        raise NotImplementedError

    def get_urls(self) -> list[URLPattern]:
        wrap, name = self.admin_site.admin_view, f"{self.opts.app_label}_{self.opts.model_name}"
        export = require_http_methods(["GET", "HEAD", "POST"])(needs_fresh_code(self.export_data))
        erase = require_http_methods(["GET", "HEAD", "POST"])(needs_fresh_code(self.erase_data))
        return [
            path("<path:pk>/export-data/", wrap(export), name=f"{name}_export_data"),
            path("<path:pk>/erase-data/", wrap(erase), name=f"{name}_erase_data"),
            *super().get_urls(),
        ]

    def export_data(self, request: HttpRequest, pk: str) -> HttpResponse:
        row = self.own(request, pk)
        if not row.patient_ref:
            return self._nobody(request, row)
        record(request, Action.EXPORTED, subject=row, clinic=row.clinic, detail="all data of this patient")
        told = data.export(data.Subject(row.clinic, row.patient_ref, self.email_of(row)))
        response = JsonResponse(told, json_dumps_params={"ensure_ascii": False, "indent": 2})
        response["Content-Disposition"] = 'attachment; filename="patient-data.json"'
        return response

    def erase_data(self, request: HttpRequest, pk: str) -> HttpResponse:
        row = self.own(request, pk)
        if not row.patient_ref:
            return self._nobody(request, row)
        if request.method == "POST":
            return self._erase(request, row)
        context = self.admin_site.each_context(request) | {
            "title": "Erase this patient's data",
            "opts": self.opts,
            "row": row,
            "back": self._page_of(row),
        }
        return TemplateResponse(request, "admin/patients/erase_data.html", context)

    def _erase(self, request: HttpRequest, row: Any) -> HttpResponse:
        subject = data.Subject(row.clinic, row.patient_ref, self.email_of(row))
        try:
            data.erase(subject)
        except data.MustWaitError:
            messages.error(request, MUST_WAIT)
            return HttpResponseRedirect(self._page_of(row))
        record(request, Action.ERASED, subject=row, clinic=row.clinic, going=True)
        messages.success(request, "Erased. The patient's record and orders at the upstream are not touched.")
        changelist = f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist"
        return HttpResponseRedirect(reverse(changelist))

    def _nobody(self, request: HttpRequest, row: Any) -> HttpResponse:
        messages.warning(request, NOBODY)
        return HttpResponseRedirect(self._page_of(row))

    def _page_of(self, row: Any) -> str:
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", args=[row.pk])
