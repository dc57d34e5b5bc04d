"""The list of attempts as it is filtered, as CSV for a spreadsheet: references and amounts, nothing about a person."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime

from django.contrib.admin.options import IncorrectLookupParameters
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from checkout.models import OrderAttempt
from checkout.words.staff import status_of
from storefront.money import Money
from storefront.staff import csv
from storefront.staff.audit import record
from storefront.staff.models import Action
from storefront.staff.read_only import ReadOnly
from storefront.staff.scoping import only_clinic_of

AT_ONCE = 500

COLUMNS: dict[str, Callable[[OrderAttempt], str]] = {
    "reference": lambda attempt: attempt.reference,
    "clinic": lambda attempt: attempt.clinic.slug,
    "upstream": lambda attempt: attempt.upstream,
    "state": lambda attempt: attempt.state,
    "step": lambda attempt: attempt.step,
    "refusal": lambda attempt: attempt.refusal,
    "in_words": lambda attempt: status_of(attempt).state,
    "seen_at": lambda attempt: _time(attempt.created_at),
    "submitted_at": lambda attempt: _time(attempt.sent_at),
    "resolved_at": lambda attempt: _time(attempt.resolved_at),
    "tries": lambda attempt: str(attempt.try_number),
    "shown": lambda attempt: _amount(attempt.shown_total),
    "charged": lambda attempt: _amount(attempt.charged_total),
    "currency": lambda attempt: attempt.currency,
    "coupon": lambda attempt: attempt.coupon,
    "cart": lambda attempt: attempt.cart_ref,
    "order_ids": lambda attempt: " ".join(order.upstream_order_id for order in attempt.placed_orders.all()),
    "order_numbers": lambda attempt: " ".join(order.number for order in attempt.placed_orders.all()),
}


class AttemptExport(ReadOnly):
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
        return csv.as_download(lines(chosen), f"orders-{timezone.now():%Y-%m-%d-%H%M}")


def lines(attempts: QuerySet[OrderAttempt]) -> Iterator[str]:
    """The file, line by line, with the database read in pieces."""
    rows = attempts.select_related("clinic").prefetch_related("placed_orders").iterator(chunk_size=AT_ONCE)
    return csv.lines(COLUMNS, ([cell(attempt) for cell in COLUMNS.values()] for attempt in rows))


def _time(at: datetime | None) -> str:
    return at.isoformat(timespec="seconds") if at else ""


def _amount(amount: Money | None) -> str:
    return str(amount.amount) if amount is not None else ""
