"""Order attempts in the staff pages: the list with its queues, and an attempt's page."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html

from checkout.admin.actions import AttemptActions
from checkout.admin.export import AttemptExport
from checkout.admin.search import AttemptSearch
from checkout.admin.timeline import timeline
from checkout.models import OrderAttempt, PlacedOrder, State
from checkout.orders.queues import QUEUES, SUBMITTED
from checkout.words.staff import address_words, amount_words, status_of
from storefront.backoffice.patients.data import HandlesData
from storefront.backoffice.patients.end_sessions import EndsSessions
from storefront.mail.models import OutgoingEmail
from storefront.staff.audit_admin import LogsReads
from storefront.staff.scoping import OwnClinics, only_clinic_of


class QueueFilter(admin.SimpleListFilter):
    """Unless told otherwise, what nobody ever submitted is left out: every visit of a review page writes an attempt."""

    title = "queue"
    parameter_name = "queue"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(queue.key, queue.label) for queue in QUEUES]

    def queryset(self, request: HttpRequest, queryset: QuerySet[OrderAttempt]) -> QuerySet[OrderAttempt]:
        for queue in QUEUES:
            if queue.key == self.value():
                return queryset.filter(queue.rows(timezone.now()))
        return queryset.filter(SUBMITTED)


@admin.register(OrderAttempt)
class OrderAttemptAdmin(LogsReads, AttemptSearch, AttemptActions, AttemptExport, EndsSessions, HandlesData):
    list_display = ("reference", "state_now", "to_do", "amount", "at_clinic", "seen")
    list_filter = (QueueFilter, ("clinic", OwnClinics))
    list_select_related = ("clinic",)
    list_per_page = 50
    show_full_result_count = False
    empty_value_display = ""
    date_hierarchy = "created_at"
    fields = ("reference",)  # the page is ours: change_form.html

    def get_list_display(self, request: HttpRequest) -> tuple[str, ...]:
        """Who works for one clinic knows which."""
        hidden = {"at_clinic"} if only_clinic_of(request.user) else set()
        return tuple(column for column in self.list_display if column not in hidden)

    def email_of(self, row: OrderAttempt) -> str:
        contact = row.contact()
        return contact.email if contact else ""

    @admin.display(description="Clinic", ordering="clinic__name")
    def at_clinic(self, attempt: OrderAttempt) -> str:
        upstream = attempt.clinic.get_commerce_kind_display()
        mark = ", sandbox" if attempt.clinic.is_sandbox else ""
        return format_html('{}<br><span class="small">{}{}</span>', attempt.clinic.name, upstream, mark)

    @admin.display(description="State", ordering="state")
    def state_now(self, attempt: OrderAttempt) -> str:
        now = status_of(attempt)
        return format_html('<span class="state state--{}">{}</span>', now.tone, now.state)

    @admin.display(description="What to do")
    def to_do(self, attempt: OrderAttempt) -> str:
        return status_of(attempt).next

    @admin.display(description="Amount", ordering="shown_minor")
    def amount(self, attempt: OrderAttempt) -> str:
        return amount_words(attempt.charged_total or attempt.shown_total)

    @admin.display(description="Seen (UTC)", ordering="created_at")
    def seen(self, attempt: OrderAttempt) -> str:
        return date_format(attempt.created_at, "Y-m-d H:i")

    def page_context(self, request: HttpRequest, obj: Any) -> dict[str, Any]:
        attempt: OrderAttempt = obj
        return {
            "title": f"Order {attempt}",
            "subtitle": None,
            "attempt": attempt,
            "upstream": attempt.clinic.get_commerce_kind_display(),
            "status": status_of(attempt),
            "shown": amount_words(attempt.shown_total),
            "charged": amount_words(attempt.charged_total),
            "orders": [(order, _order_amount(order)) for order in attempt.placed_orders.all()],
            "address": address_words(attempt.address),
            "address_label": "Sent to" if attempt.ships else "Billing address",
            "incidents": attempt.incidents.all(),
            "emails": OutgoingEmail.objects.filter(clinic=attempt.clinic, order=str(attempt.pk)).order_by("created_at"),
            "agreements": attempt.agreements.all(),
            "timeline": timeline(attempt),
            "may_look_up": attempt.in_question or attempt.is_unpaid,
            "may_resolve": attempt.state == State.REVIEW,
        }


def _order_amount(order: PlacedOrder) -> str:
    """The order's total, and the card fee that the patient paid beside it."""
    fee = f" and a card fee of {amount_words(order.fee)}" if order.fee_minor else ""
    return f"{amount_words(order.total)}{fee}"
