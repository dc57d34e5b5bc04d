"""What staff may do about an attempt: look again, and settle by hand. Nothing here sends an order."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_http_methods, require_POST

from checkout.admin.forms import SettleForm
from checkout.models import OrderAttempt, Refusal, State
from checkout.orders import by_staff, lookups, transitions
from checkout.words.patients import refusal_words
from checkout.words.staff import LOOKED, amount_words, standing
from storefront.staff.audit import record
from storefront.staff.models import Action
from storefront.staff.read_only import ReadOnly
from storefront.staff.reauthentication import needs_fresh_code

ANOTHER_IN_DOUBT = "It was paid, but another order of this patient is in doubt: settle that one first, then look again."


class Acts(ReadOnly):
    def get_urls(self) -> list[URLPattern]:
        look = require_POST(self.look)
        settle = require_http_methods(["GET", "HEAD", "POST"])(needs_fresh_code(self.settle))
        own = [
            path("<uuid:pk>/look/", self.admin_site.admin_view(look), name="checkout_orderattempt_look"),
            path("<uuid:pk>/settle/", self.admin_site.admin_view(settle), name="checkout_orderattempt_settle"),
        ]
        return [*own, *super().get_urls()]

    def look(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        """The look that the clock would have made, now. May be pressed as often as one likes."""
        attempt: OrderAttempt = self.own(request, pk)
        before = (attempt.state, attempt.step, attempt.refusal)
        try:
            looked = lookups.look_at_unpaid(attempt) if attempt.is_unpaid else lookups.look(attempt)
        except transitions.AnotherQuestionOpen:
            messages.warning(request, ANOTHER_IN_DOUBT)
            return _to(attempt)
        same = (attempt.state, attempt.step, attempt.refusal) == before
        state = standing(attempt).state
        record(request, Action.LOOKED_AGAIN, subject=attempt, detail=f"as before, {state}" if same else f"now {state}")
        tell = messages.success if looked is lookups.Looked.ANSWERED else messages.warning
        tell(request, f"{LOOKED[looked]} {'As before' if same else 'Now'}: {state}.")
        return _to(attempt)

    def settle(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        """Asked twice: first what was found, then with what the patient will read."""
        attempt: OrderAttempt = self.own(request, pk)
        if attempt.state != State.REVIEW:
            messages.warning(request, f"Not settled: {attempt} is {standing(attempt).state}.")
            return _to(attempt)
        form = SettleForm(request.POST or None, attempt=attempt)
        if not form.is_valid() or "change" in request.POST:
            return self._page(request, "settle", attempt, form)
        if "confirmed" not in request.POST:
            return self._page(request, "confirm", attempt, form, _outcome(attempt, form))
        try:
            by_staff.settle(attempt, form.decision(by=request.user.get_username()))
        except by_staff.NotSettled as refusal:
            messages.error(request, f"Not settled. {refusal}")
            return _to(attempt)
        record(request, Action.SETTLED, subject=attempt, detail=f"{form.verdict}: {form.cleaned_data['reason']}")
        messages.success(request, f"Settled by hand: {form.verdict}.")
        return _to(attempt)

    def _page(
        self,
        request: HttpRequest,
        name: str,
        attempt: OrderAttempt,
        form: SettleForm,
        more: dict[str, Any] | None = None,
    ) -> HttpResponse:
        context = self.admin_site.each_context(request) | {
            "title": f"Settle {attempt} by hand",
            "opts": self.opts,
            "attempt": attempt,
            "upstream": attempt.clinic.get_commerce_kind_display(),
            "standing": standing(attempt),
            "shown": amount_words(attempt.shown_total),
            "form": form,
        }
        return TemplateResponse(request, f"admin/checkout/orderattempt/{name}.html", context | (more or {}))


def _outcome(attempt: OrderAttempt, form: SettleForm) -> dict[str, Any]:
    """What the patient's page will say."""
    refusal = refusal_words(Refusal.NOT_PLACED, ordered=bool(attempt.order_ref))
    return {
        "placed": form.placed,
        "verdict": form.verdict,
        "total": amount_words(form.found_total) if form.placed else "",
        "differs": form.placed and form.found_total != attempt.shown_total,
        "refusal": refusal,
    }


def _to(attempt: OrderAttempt) -> HttpResponse:
    return HttpResponseRedirect(reverse("admin:checkout_orderattempt_change", args=[attempt.pk]))
