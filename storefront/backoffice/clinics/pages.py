"""Pages of one clinic beside its form: ready to go live, commerce settings, test of the connection."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.helpers import AdminForm
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters

from storefront import commerce
from storefront.backoffice.clinics.commerce import KINDS, KindForm, SettingsForm, TableForm, label
from storefront.clinics.models import Clinic
from storefront.limits.policy import CONNECTION_TEST
from storefront.onboarding.checklist import checklist
from storefront.onboarding.commerce_settings import WHOSE, change_commerce, changed, stored_settings
from storefront.onboarding.connection_test import is_of_an_earlier_release, last_test, run_test, settings_mark
from storefront.staff.audit import record
from storefront.staff.models import Action
from storefront.staff.reauthentication import needs_fresh_code
from storefront.staff.scoping import is_platform

TOO_OFTEN = "It was tested {count} times within a minute: wait {wait} seconds, then test again."
IN_DOUBT = (
    "Nothing was changed: {count} of this clinic's orders wait to be looked up at the present upstream, and would "
    "never be found at another one. Wait until they are resolved, then change {names}."
)


class ClinicPages(admin.ModelAdmin):  # type: ignore[type-arg]
    def ready_page(self, request: HttpRequest, pk: str) -> HttpResponse:
        clinic = self._clinic(request, pk)
        return self._page(request, clinic, "ready", "Ready to go live", checklist=checklist(clinic))

    def connection_page(self, request: HttpRequest, pk: str) -> HttpResponse:
        """GET shows what came of the last test, POST (platform staff) asks anew."""
        clinic = self._clinic(request, pk)
        if request.method == "POST":
            self._platform_only(request)
            if wait := CONNECTION_TEST.wait(clinic=clinic.slug):
                messages.warning(request, TOO_OFTEN.format(count=CONNECTION_TEST.rules[0].hits, wait=wait))
            else:
                test = run_test(clinic)
                record(request, Action.TESTED, subject=clinic, detail="all worked" if test.passed else "not all worked")
            return HttpResponseRedirect(_url("connection", clinic))
        last = last_test(clinic)
        stale = last is not None and last.of != settings_mark(clinic)
        outdated = last is not None and is_of_an_earlier_release(last)
        return self._page(
            request, clinic, "connection", "Test of the connection", test=last, stale=stale, outdated=outdated
        )

    def commerce_page(self, request: HttpRequest, pk: str) -> HttpResponse:
        self._platform_only(request)
        guarded = sensitive_post_parameters()(needs_fresh_code(self._commerce))
        return guarded(request, self._clinic(request, pk))

    def _commerce(self, request: HttpRequest, clinic: Clinic) -> HttpResponse:
        forms = CommerceForms.of(request, clinic)
        sent = forms.sent()
        if sent and self._saved(request, clinic, forms.stored, sent.settings):
            return HttpResponseRedirect(_url("connection", clinic))
        lost = not clinic.is_draft and not forms.stored
        return self._page(request, clinic, "commerce", "Commerce settings", lost=lost, **forms.context())

    def _saved(self, request: HttpRequest, clinic: Clinic, before: dict[str, Any], after: dict[str, Any]) -> bool:
        names = changed(before, after)
        if not names:
            messages.info(request, "Nothing was changed: these are the settings that are stored.")
            return True
        doubts = commerce.orders_in_doubt(clinic) if before and WHOSE & {*names} else 0
        if doubts:
            told = ", ".join(label(name).lower() for name in names if name in WHOSE)
            messages.error(request, IN_DOUBT.format(count=doubts, names=told))
            return False
        with transaction.atomic():
            moved = change_commerce(clinic, after)
            clinic.save(update_fields=["commerce_kind", "sealed_commerce", "updated_at"])
        record(request, Action.CHANGED, subject=clinic, detail=f"Commerce settings: {', '.join(names)}")
        signed_out = " Its patients were signed out: what they were given is for the upstream it had." if moved else ""
        messages.success(request, f"The settings are stored. Test the connection now.{signed_out}")
        return True

    # -- what the pages share ------------------------------------------------------------------------------------------

    def _clinic(self, request: HttpRequest, pk: str) -> Clinic:
        """One that the member of staff may see, else 404."""
        clinic: Clinic | None = self.get_object(request, unquote(pk))
        if clinic is None:
            raise Http404
        return clinic

    def _platform_only(self, request: HttpRequest) -> None:
        if not is_platform(request.user):
            raise PermissionDenied

    def _page(self, request: HttpRequest, clinic: Clinic, name: str, title: str, **context: Any) -> HttpResponse:
        usual = self.admin_site.each_context(request) | {
            "title": title,
            "subtitle": str(clinic),
            "opts": self.opts,
            "media": self.media,
            "original": clinic,
            "is_platform": is_platform(request.user),
        }
        return TemplateResponse(request, f"admin/clinics/clinic/{name}.html", usual | context)


@dataclass(frozen=True, slots=True)
class CommerceForms:
    """The two ways to give settings: fields of the ``kind`` that was chosen, none at first, and a table to paste."""

    stored: dict[str, Any]
    kind: str
    settings: SettingsForm | None
    table: TableForm

    @classmethod
    def of(cls, request: HttpRequest, clinic: Clinic) -> CommerceForms:
        """The kind is chosen first (GET), because the fields depend on it."""
        stored = stored_settings(clinic)
        kind = request.GET.get("kind") or clinic.commerce_kind
        pasted = request.POST if "table" in request.POST else None
        typed = request.POST if request.POST and pasted is None else None
        if kind not in KINDS:
            return cls(stored, "", None, TableForm(pasted))
        of_kind = stored if stored.get("kind") == kind else {}
        return cls(stored, kind, SettingsForm(kind, of_kind, typed), TableForm(pasted))

    def sent(self) -> SettingsForm | TableForm | None:
        """The one that came in, when nothing in it is wrong."""
        forms = (self.settings, self.table)
        return next((form for form in forms if form and form.is_bound and form.is_valid()), None)

    def context(self) -> dict[str, Any]:
        form = self.settings
        return {
            "kind_form": KindForm(initial={"kind": self.kind}, label_suffix=""),
            "settings_form": form,
            "shown": AdminForm(form, form.sections, {}) if form else None,  # type: ignore[arg-type]
            "table_form": self.table,
            "changes_kind": bool(self.kind and self.stored and self.stored["kind"] != self.kind),
        }


def _url(name: str, clinic: Clinic) -> str:
    return reverse(f"admin:clinics_clinic_{name}", args=[clinic.pk])
