"""The outbox in the staff pages: what was sent and what was not. What an email says stands on its own page only."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.views.decorators.http import require_POST

from storefront.mail import outbox
from storefront.mail.models import EmailState, OutgoingEmail
from storefront.staff.audit import record
from storefront.staff.audit_admin import LogsReads
from storefront.staff.models import Action
from storefront.staff.read_only import ReadOnly
from storefront.staff.scoping import OwnClinics

TONES = {
    EmailState.SENT: "good",
    EmailState.GIVEN_UP: "bad",
    EmailState.PERHAPS_SENT: "warn",
    EmailState.WITHDRAWN: "calm",
}
MEANINGS = {
    EmailState.WAITING: "It leaves at the time below, or as soon as the mail server takes it.",
    EmailState.SENDING: "A process is handing it to the mail server.",
    EmailState.SENT: "The mail server took it. Whether it was delivered is not known here.",
    EmailState.PERHAPS_SENT: "The connection broke while it was handed over. Ask the patient, or send it again.",
    EmailState.GIVEN_UP: "The mail server refused it for good, or could not be reached for too long.",
    EmailState.WITHDRAWN: "Before it left, what it tells was no longer true.",
}


@admin.register(OutgoingEmail)
class OutgoingEmailAdmin(LogsReads, ReadOnly):
    list_display = ("created_at", "what", "state_now", "clinic", "tries", "ended_at")
    list_filter = ("state", "kind", ("clinic", OwnClinics))
    list_select_related = ("clinic",)
    list_per_page = 50
    show_full_result_count = False
    fields = ("kind",)  # the page is ours: change_form.html

    def get_urls(self) -> list[URLPattern]:
        again = self.admin_site.admin_view(require_POST(self.again))
        return [path("<uuid:pk>/again/", again, name="mail_outgoingemail_again"), *super().get_urls()]

    def again(self, request: HttpRequest, pk: Any) -> HttpResponse:
        email: OutgoingEmail = self.own(request, pk)
        if outbox.send_again(email):
            record(request, Action.SENT_AGAIN, subject=email, clinic=email.clinic)
            messages.success(request, "It is sent again now.")
        else:
            messages.warning(request, "It cannot be sent again.")
        return HttpResponseRedirect(reverse("admin:mail_outgoingemail_change", args=[email.pk]))

    @admin.display(description="Email", ordering="kind")
    def what(self, email: OutgoingEmail) -> str:
        return email.label

    @admin.display(description="State", ordering="state")
    def state_now(self, email: OutgoingEmail) -> str:
        return state_badge(email)

    def page_context(self, request: HttpRequest, obj: Any) -> dict[str, Any]:
        email: OutgoingEmail = obj
        kind = email.known_kind
        return {
            "title": email.label,
            "subtitle": None,
            "email": email,
            "badge": state_badge(email),
            "meaning": MEANINGS[EmailState(email.state)],
            "content": None if kind is None or kind.opens_account else email.content(),
        }


def state_badge(email: OutgoingEmail) -> str:
    state = EmailState(email.state)
    return format_html('<span class="state state--{}">{}</span>', TONES.get(state, "calm"), state.label)
