"""The list of attempts as it is filtered, as a file for a spreadsheet."""

from __future__ import annotations

from django.contrib.admin.options import IncorrectLookupParameters
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from checkout.admin import csv_file
from storefront.staff import csv
from storefront.staff.log import record
from storefront.staff.models import Action
from storefront.staff.read_only import ReadOnly
from storefront.staff.scoping import only_clinic_of


class Exports(ReadOnly):
    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(require_safe(self.export))
        return [path("export/", view, name="checkout_orderattempt_export"), *super().get_urls()]

    def export(self, request: HttpRequest) -> HttpResponseBase:
        """All pages of the list, with its filters; with nonsense among them there is no file."""
        try:
            chosen = self.get_changelist_instance(request).get_queryset(request)
        except IncorrectLookupParameters:
            return HttpResponseRedirect(f"{reverse('admin:checkout_orderattempt_changelist')}?e=1")
        filters = ", ".join(f"{name} {value}" for name, value in request.GET.items() if name != "q")
        record(
            request,
            Action.EXPORTED,
            subject="order attempts",
            clinic=only_clinic_of(request.user),
            detail=f"{chosen.count()} rows" + (f", filtered by {filters}" if filters else ""),
        )
        return csv.as_download(csv_file.lines(chosen), f"orders-{timezone.now():%Y-%m-%d-%H%M}")
