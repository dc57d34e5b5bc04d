"""Searches by what must get into no address bar, history or log: a box that is sent as a POST."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path

from storefront.staff.audit import record
from storefront.staff.models import Action
from storefront.staff.read_only import ReadOnly
from storefront.staff.scoping import only_clinic_of

LONGEST = 254  # of an email address; no reference or id is longer
NO_EMAIL_HERE = (
    "An email address does not belong into the address bar, where the browser keeps it. Type it into the box above "
    "the list instead."
)


def is_email(typed: str) -> bool:
    return "@" in typed


def as_uuid(typed: str) -> UUID | None:
    try:
        return UUID(typed)
    except ValueError:
        return None


class FindsByPost(ReadOnly):
    """For a ``ModelAdmin`` whose rows are found by an email address too. ``?q=`` takes everything else, for links.

    The list's template includes ``admin/_find.html`` in place of Django's box.
    """

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.find)
        name = f"{self.opts.app_label}_{self.opts.model_name}_find"
        return [path("find/", view, name=name), *super().get_urls()]

    def find(self, request: HttpRequest) -> HttpResponse:
        raise NotImplementedError

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        if is_email(search_term):
            messages.error(request, NO_EMAIL_HERE)
            return queryset.none(), False
        return super().get_search_results(request, queryset, search_term)

    def log_search(self, request: HttpRequest, typed: str, found: int) -> None:
        """By what kind of thing was looked for, and never by what."""
        record(
            request,
            Action.READ,
            subject=str(self.opts.verbose_name_plural),
            clinic=only_clinic_of(request.user),
            detail=f"searched by {'email address' if is_email(typed) else 'reference or id'}: {found} found",
        )
