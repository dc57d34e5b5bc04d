"""The search over order attempts: a box that is sent as a POST, and ``?q=`` for links, which takes no addresses."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse

from checkout.admin import finding
from checkout.models import OrderAttempt
from checkout.staff_words import amount_words, standing
from storefront.staff.finding import LONGEST, FindsByPost, is_address
from storefront.staff.scoping import clinics_of

FOUND = "orders_found"  # in the staff session: {"words": what was looked for, "found": {id: what matched}}


class Searches(FindsByPost):
    search_fields = ("reference",)  # switches ?q= on; what it finds is said below

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        if not search_term or is_address(search_term):
            return super().get_search_results(request, queryset, search_term)
        return queryset.filter(pk__in=list(self._find(request, search_term))), False

    def find(self, request: HttpRequest) -> HttpResponse:
        """What was found is kept for the page that follows, so that Back and reload work without sending it again."""
        if request.method == "POST":
            self._remember(request, request.POST.get("what", ""))
            return HttpResponseRedirect(reverse("admin:checkout_orderattempt_find"))
        last = request.session.get(FOUND, {"words": "", "found": {}})
        rows = self.get_queryset(request).filter(pk__in=list(last["found"])).select_related("clinic")
        by_pk = {str(attempt.pk): attempt for attempt in rows}
        context = self.admin_site.each_context(request) | {
            "title": "Find an order",
            "opts": self.opts,
            "words": last["words"],
            "rows": [_row(by_pk[pk], why) for pk, why in last["found"].items() if pk in by_pk],
            "most": finding.MOST,
        }
        return TemplateResponse(request, "admin/checkout/orderattempt/find.html", context)

    def _remember(self, request: HttpRequest, typed: str) -> None:
        found = self._find(request, typed)
        words = "this e-mail address" if is_address(typed) else f"“{typed.strip()[:LONGEST]}”"
        request.session[FOUND] = {"words": words, "found": found}
        self.log_search(request, typed, len(found))

    def _find(self, request: HttpRequest, typed: str) -> dict[str, str]:
        attempts: QuerySet[OrderAttempt] = self.get_queryset(request)
        return finding.find(attempts, list(clinics_of(request.user)), typed)


def _row(attempt: OrderAttempt, why: str) -> dict[str, Any]:
    amount = amount_words(attempt.charged_total or attempt.shown_total)
    return {"attempt": attempt, "why": why, "standing": standing(attempt), "amount": amount}
