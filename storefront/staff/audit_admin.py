"""What the admin writes into the audit log by itself.

``StaffSite.register`` puts ``LogsChanges`` on every ``ModelAdmin``, so nobody can forget it. ``LogsReads`` is for pages
whose reading is worth an entry as well.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.db.models import Model
from django.http import HttpRequest, HttpResponse

from storefront.staff.audit import about, record
from storefront.staff.change_page import ChangePage
from storefront.staff.models import Action, StaffEvent

SHOWN = 200


class LogsChanges(admin.ModelAdmin):  # type: ignore[type-arg]
    """Instead of Django's own log, whose rows can be changed and know no clinic."""

    def log_addition(self, request: HttpRequest, obj: Model, message: Any) -> None:  # type: ignore[override]
        record(request, Action.ADDED, subject=obj, detail=in_words(message))

    def log_change(self, request: HttpRequest, obj: Model, message: Any) -> None:  # type: ignore[override]
        if message:  # saved as it was: nothing happened
            record(request, Action.CHANGED, subject=obj, detail=in_words(message))

    def log_deletions(self, request: HttpRequest, queryset: Iterable[Model]) -> None:  # type: ignore[override]
        for row in queryset:
            record(request, Action.DELETED, subject=row, going=True)

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        its = StaffEvent.objects.filter(about=about(self.model, unquote(object_id))).select_related("user")
        return super().history_view(request, object_id, {"events": its[:SHOWN]} | (extra_context or {}))


class LogsReads(ChangePage):
    """For a ``ModelAdmin`` with what patients did: each showing of a row's page is written down."""

    def on_page_shown(self, request: HttpRequest, obj: Any) -> None:
        if obj is not None:
            record(request, Action.READ, subject=obj)


def in_words(message: Any) -> str:
    """Names of fields and rows, never what was typed: ``Name, Logo; added coupon SPRING``.

    ``message`` is Django's: a text, or a list of ``{"changed": {"fields": [...], "name": ..., "object": ...}}``.
    """
    if isinstance(message, str):
        return message
    return "; ".join(filter(None, (_part(how, what) for each in message for how, what in each.items())))


def _part(how: str, what: dict[str, Any]) -> str:
    row = f"{how} {what['name']} {what['object']}" if "name" in what else ""
    return ": ".join(filter(None, (row, ", ".join(what.get("fields", ())))))
