"""Staff end a patient's sessions: a lost telephone, a shared computer, a sign-in that was not theirs."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_http_methods

from storefront.sessions.store import end_sessions
from storefront.staff.audit import record
from storefront.staff.models import Action
from storefront.staff.read_only import ReadOnly


class EndsSessions(ReadOnly):
    """For a ``ModelAdmin`` whose rows have a ``clinic`` and a ``patient_ref``. The page asks first."""

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(require_http_methods(["GET", "HEAD", "POST"])(self.end_sessions))
        return [path("<path:pk>/end-sessions/", view, name=f"{self._admin_name}_end_sessions"), *super().get_urls()]

    def end_sessions(self, request: HttpRequest, pk: str) -> HttpResponse:
        row = self.own(request, pk)
        back = reverse(f"admin:{self._admin_name}_change", args=[row.pk])
        if request.method == "POST":
            ended = end_sessions(row.clinic.slug, row.patient_ref)
            record(request, Action.ENDED_SESSIONS, subject=row, clinic=row.clinic, detail=f"{ended} ended")
            messages.success(request, sentence(ended))
            return HttpResponseRedirect(back)
        context = self.admin_site.each_context(request) | {
            "title": "End this patient's sessions",
            "opts": self.opts,
            "row": row,
            "back": back,
        }
        return TemplateResponse(request, "admin/patients/end_sessions.html", context)

    @property
    def _admin_name(self) -> str:
        return f"{self.opts.app_label}_{self.opts.model_name}"


def sentence(ended: int) -> str:
    if not ended:
        return "This patient was signed in nowhere."
    return f"{ended} session{'s' if ended > 1 else ''} ended. The patient has to sign in again."
