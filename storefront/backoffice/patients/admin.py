"""What staff may read about patients: what they agreed to, and the accounts that are kept here."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import admin, messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from storefront.backoffice.patients.data import HandlesData
from storefront.backoffice.patients.end_sessions import EndsSessions
from storefront.local_accounts.models import AccountEvent, LocalAccount
from storefront.patients.models import Consent
from storefront.sessions.digests import email_digests
from storefront.staff.audit_admin import LogsReads
from storefront.staff.read_only import ReadOnly
from storefront.staff.scoping import OwnClinics, clinics_of
from storefront.staff.search import LONGEST, FindsByPost, as_uuid, is_email

MOST = 50
NOTHING_FOUND = (
    "No account was found. An email address is found as the patient has it today; at clinics whose upstream keeps the "
    "accounts, look there."
)


@admin.register(Consent)
class ConsentAdmin(LogsReads, ReadOnly):
    list_display = ("at", "clinic", "patient_ref", "kind", "given", "version", "language")
    list_filter = ("kind", "given", "version", "language", ("clinic", OwnClinics))
    list_select_related = ("clinic",)
    list_per_page = 50
    search_fields = ("patient_ref__exact",)
    search_help_text = "The upstream's own id of the patient"
    fields = ("clinic", "patient_ref", "kind", "given", "at", "version", "language", "wording")


@admin.register(LocalAccount)
class LocalAccountAdmin(LogsReads, FindsByPost, EndsSessions, HandlesData):
    """Accounts at clinics whose upstream has none. Names and email addresses stay sealed."""

    list_display = ("external_id", "clinic", "patient_ref", "created_at", "is_confirmed")
    list_filter = (("clinic", OwnClinics), ("email_verified_at", admin.EmptyFieldListFilter))
    list_select_related = ("clinic",)
    list_per_page = 50
    search_fields = ("patient_ref",)  # switches ?q= on; what it finds is said below
    fields = ("external_id", "clinic", "patient_ref", "created_at", "email_verified_at", "linked_at", "history")
    readonly_fields = ("history",)
    change_form_template = "admin/patients/local_account.html"

    def email_of(self, row: LocalAccount) -> str:
        return row.person.email

    def find(self, request: HttpRequest) -> HttpResponse:
        """An email address has one account at each clinic, so mostly straight on to it. Their ids may be in a URL."""
        typed = request.POST.get("what", "").strip()[:LONGEST]
        found = list(self._find(request, typed)[:MOST]) if typed and typed.isprintable() else []
        everything = reverse("admin:patients_localaccount_changelist")
        if request.method != "POST":
            return HttpResponseRedirect(everything)
        self.log_search(request, typed, len(found))
        if len(found) == 1:
            return HttpResponseRedirect(reverse("admin:patients_localaccount_change", args=[found[0].pk]))
        if not found:
            messages.warning(request, NOTHING_FOUND)
            return HttpResponseRedirect(everything)
        ids = ",".join(str(account.external_id) for account in found)
        return HttpResponseRedirect(f"{everything}?{urlencode({'external_id__in': ids})}")

    def _find(self, request: HttpRequest, typed: str) -> QuerySet[LocalAccount]:
        accounts: QuerySet[LocalAccount] = self.get_queryset(request)
        if not is_email(typed):
            return accounts.filter(known_by(typed))
        slugs = clinics_of(request.user).values_list("slug", flat=True)
        return accounts.filter(email_digest__in=[each for slug in slugs for each in email_digests(slug, typed)])

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        if not search_term or is_email(search_term):
            return super().get_search_results(request, queryset, search_term)
        return queryset.filter(known_by(search_term)), False

    @admin.display(description="Email confirmed", boolean=True)
    def is_confirmed(self, account: LocalAccount) -> bool:
        return account.email_verified_at is not None

    @admin.display(description="What happened")
    def history(self, account: LocalAccount) -> str:
        events = AccountEvent.objects.filter(clinic=account.clinic, account=account.external_id)
        return "\n".join(f"{event.at:%Y-%m-%d %H:%M} UTC: {event.get_kind_display()}" for event in events[:100])


def known_by(typed: str) -> Q:
    """An id of ours or of the upstream."""
    ours = as_uuid(typed)
    return Q(patient_ref=typed) | Q(external_id=ours) if ours else Q(patient_ref=typed)
