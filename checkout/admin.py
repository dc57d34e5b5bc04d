"""Staff look orders up here; nothing can be edited or deleted by hand."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from checkout.models import AttemptEvent, Incident, OrderAttempt, PlacedOrder


class ReadOnly(admin.options.BaseModelAdmin):  # type: ignore[type-arg]
    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


class PlacedOrderInline(ReadOnly, admin.TabularInline):  # type: ignore[type-arg]
    model = PlacedOrder
    extra = 0
    fields = readonly_fields = ("number", "upstream_order_id", "total", "payment")


class EventInline(ReadOnly, admin.TabularInline):  # type: ignore[type-arg]
    model = AttemptEvent
    extra = 0
    fields = ("at", "from_state", "to_state", "cause", "http_status", "error_class", "request_id", "note")


@admin.register(OrderAttempt)
class OrderAttemptAdmin(ReadOnly, admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("reference", "clinic", "state", "step", "refusal", "shown_total", "created_at", "looks")
    list_filter = ("state", "step", "clinic", "upstream")
    list_select_related = ("clinic",)
    search_fields = (
        "reference__iexact",
        "cart_ref__exact",
        "patient_ref__exact",
        "placed_orders__upstream_order_id__exact",
    )
    search_help_text = "Reference, cart, patient reference or the upstream's order id"
    date_hierarchy = "created_at"
    inlines = (PlacedOrderInline, EventInline)
    exclude = ("sealed",)


@admin.register(Incident)
class IncidentAdmin(ReadOnly, admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("at", "clinic", "kind", "attempt", "upstream_order_id", "resolved_at")
    list_filter = ("kind", "clinic", ("resolved_at", admin.EmptyFieldListFilter))
    list_select_related = ("clinic", "attempt")
    actions = ("mark_resolved",)

    @admin.action(description="Mark as resolved", permissions=["view"])
    def mark_resolved(self, request: HttpRequest, incidents: QuerySet[Incident]) -> None:
        incidents.filter(resolved_at=None).update(resolved_at=timezone.now())
