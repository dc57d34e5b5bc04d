"""What staff may read about patients: what they agreed to, and the accounts that are kept here."""

from __future__ import annotations

from django.contrib import admin

from storefront.patients.ending import EndsSessions
from storefront.patients.local.models import AccountEvent, LocalAccount
from storefront.patients.models import Consent
from storefront.staff.read_only import ReadOnly
from storefront.staff.scoping import OwnClinics
from storefront.staff.trail import LogsReads


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
class LocalAccountAdmin(LogsReads, EndsSessions):
    """Accounts at clinics whose upstream has none. Names and addresses stay sealed."""

    list_display = ("external_id", "clinic", "patient_ref", "created_at", "email_verified_at", "linked_at")
    list_filter = (("clinic", OwnClinics), ("email_verified_at", admin.EmptyFieldListFilter))
    list_select_related = ("clinic",)
    list_per_page = 50
    search_fields = ("patient_ref__exact", "external_id__exact")
    search_help_text = "The upstream's own id of the patient, or the account's id"
    fields = ("external_id", "clinic", "patient_ref", "created_at", "email_verified_at", "linked_at", "history")
    readonly_fields = ("history",)
    change_form_template = "admin/patients/local_account.html"

    @admin.display(description="What happened")
    def history(self, account: LocalAccount) -> str:
        events = AccountEvent.objects.filter(clinic=account.clinic, account=account.external_id)
        return "\n".join(f"{event.at:%Y-%m-%d %H:%M} UTC: {event.get_kind_display()}" for event in events[:100])
