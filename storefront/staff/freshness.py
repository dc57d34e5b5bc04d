"""What is worth a second look at the phone: a code within the last 10 minutes, whatever the sign-in's age.

``@needs_fresh_code`` guards a view, ``FreshToChange`` the forms of a ``ModelAdmin``. Who has none is sent to give one
and comes back to the same page. Forms ask before they are filled in, so nothing typed is lost.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec
from urllib.parse import urlencode

from django.contrib import admin
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from storefront.staff.session import fresh

__all__ = ["FreshToChange", "ask_for_code", "fresh", "needs_fresh_code"]

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]


def ask_for_code(request: HttpRequest, back: str = "") -> HttpResponse:
    """``back`` is where to go on afterwards: this page, unless told."""
    query = urlencode({"next": back or request.get_full_path()})
    return HttpResponseRedirect(f"{reverse('admin:again')}?{query}")


def needs_fresh_code(view: View[P]) -> View[P]:
    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        return view(request, *args, **kwargs) if fresh(request) else ask_for_code(request)

    return guarded


class FreshToChange(admin.ModelAdmin):  # type: ignore[type-arg]
    """For a ``ModelAdmin`` whose adding, changing and deleting need a fresh code. Reading does not."""

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        may = self.has_change_permission(request) if object_id else self.has_add_permission(request)
        if may and not fresh(request):
            return ask_for_code(request)
        return super().changeform_view(request, object_id, form_url, extra_context)

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Actions on many rows at once are sent from the list."""
        if request.method == "POST" and not fresh(request):
            return ask_for_code(request)
        return super().changelist_view(request, extra_context)

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        if self.has_delete_permission(request) and not fresh(request):
            return ask_for_code(request)
        return super().delete_view(request, object_id, extra_context)
