"""The search over order attempts: one box for everything that a patient or an upstream may have said about an order.

An email address is looked for by its keyed digest. It must not get into URLs, histories or logs, so the box is sent as
a POST, and what was found, not what was typed, is kept for the next page. ``?q=`` is for links, and takes no email.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse

from checkout.models import KEY_PREFIX, QUOTE, OrderAttempt
from checkout.words.staff import amount_words, status_of
from storefront.clinics.models import Clinic
from storefront.sessions.digests import email_digests
from storefront.staff.scoping import clinics_of
from storefront.staff.search import LONGEST, FindsByPost, as_uuid, is_email

FOUND = "orders_found"  # in the staff session: {"words": what was looked for, "found": {id: what matched}}
MOST = 50
REFERENCE = re.compile(r"[0-9A-Z]{8}")


class AttemptSearch(FindsByPost):
    search_fields = ("reference",)  # switches ?q= on; what it finds is said below

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        if not search_term or is_email(search_term):
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
            "most": MOST,
        }
        return TemplateResponse(request, "admin/checkout/orderattempt/find.html", context)

    def _remember(self, request: HttpRequest, typed: str) -> None:
        found = self._find(request, typed)
        words = "this email address" if is_email(typed) else f"“{typed.strip()[:LONGEST]}”"
        request.session[FOUND] = {"words": words, "found": found}
        self.log_search(request, typed, len(found))

    def _find(self, request: HttpRequest, typed: str) -> dict[str, str]:
        attempts: QuerySet[OrderAttempt] = self.get_queryset(request)
        return find(attempts, list(clinics_of(request.user)), typed)


def _row(attempt: OrderAttempt, why: str) -> dict[str, Any]:
    amount = amount_words(attempt.charged_total or attempt.shown_total)
    return {"attempt": attempt, "why": why, "status": status_of(attempt), "amount": amount}


def find(attempts: QuerySet[OrderAttempt], clinics: Sequence[Clinic], typed: str) -> dict[str, str]:
    """Ids of at most ``MOST`` attempts of these clinics, the newest of a kind first, each with what matched."""
    typed, attempts = typed.strip()[:LONGEST], attempts.filter(clinic__in=clinics)
    found: dict[str, str] = {}
    for why, rows in _matches(clinics, typed) if typed.isprintable() and typed else ():
        for pk in attempts.filter(rows).order_by("-created_at").values_list("pk", flat=True).distinct()[:MOST]:
            found.setdefault(str(pk), why)
    return dict(list(found.items())[:MOST])


def _matches(clinics: Sequence[Clinic], typed: str) -> Iterable[tuple[str, Q]]:
    """From the surest to the widest."""
    if is_email(typed):
        digests = [digest for clinic in clinics for digest in email_digests(clinic.slug, typed)]
        yield "email address", Q(email_digest__in=digests)
        return
    plain = re.sub(r"[\s–—-]+", "", typed).upper()
    if REFERENCE.fullmatch(plain):
        yield "reference", Q(reference=f"{plain[:4]}-{plain[4:]}")
    if key := as_uuid(typed.removeprefix(KEY_PREFIX)):
        yield "our key at the upstream", Q(pk=key)
    yield "the upstream's order id", Q(placed_orders__upstream_order_id=typed)
    yield "the upstream's order number", Q(placed_orders__number__iexact=typed)
    yield "order id of an incident", Q(incidents__upstream_order_id=typed)
    yield "cart", Q(cart_ref=typed)
    yield "quote", Q(cart_ref=f"{QUOTE}{typed}")
    yield "patient reference", Q(patient_ref=typed)
