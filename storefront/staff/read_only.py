"""Rows that staff read and never write: what is done about them goes through buttons of its own."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Model
from django.http import Http404, HttpRequest

from storefront.staff.scoping import ClinicScoped


class ReadOnly(ClinicScoped, admin.ModelAdmin):  # type: ignore[type-arg]
    """Nobody adds, changes or deletes, alone or in bulk; platform staff neither."""

    actions = None

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def own(self, request: HttpRequest, pk: Any) -> Any:
        """The row, for a view of its own: of another clinic it does not exist."""
        row = self.get_object(request, str(pk))
        if row is None:
            raise Http404
        return row
