"""The page of one row, as each ``ModelAdmin`` here fills it."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse


class ChangePage(admin.ModelAdmin):  # type: ignore[type-arg]
    """For a ``ModelAdmin`` whose page of a row shows more than a form, or does something when it is shown."""

    def page_context(self, request: HttpRequest, obj: Any) -> dict[str, Any]:
        """What the page's template gets beside Django's own; ``obj`` is None on the page that adds a row."""
        return {}

    def on_page_shown(self, request: HttpRequest, obj: Any) -> None:
        """Once for each showing, also of a form that was refused."""

    def render_change_form(
        self,
        request: HttpRequest,
        context: dict[str, Any],
        add: bool = False,
        change: bool = False,
        form_url: str = "",
        obj: Any = None,
    ) -> HttpResponse:
        self.on_page_shown(request, obj)
        context |= self.page_context(request, obj)
        return super().render_change_form(request, context, add, change, form_url, obj)
