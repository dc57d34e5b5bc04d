"""What staff may do about an attempt: look it up again, and resolve it. Nothing here sends an order."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_http_methods, require_POST

from checkout.admin.forms import OutcomeForm
from checkout.models import OrderAttempt, Refusal, State
from checkout.orders import by_staff, lookups, transitions
from checkout.words.patients import refusal_words
from checkout.words.staff import LOOK_UP_RESULTS, amount_words, status_of
from storefront.staff.audit import record
from storefront.staff.models import Action
from storefront.staff.read_only import ReadOnly
from storefront.staff.reauthentication import needs_fresh_code

ANOTHER_IN_DOUBT = "It was paid, but another order of this patient is in doubt: resolve that one first, then retry."


class AttemptActions(ReadOnly):
    def get_urls(self) -> list[URLPattern]:
        look_up = require_POST(self.look_up)
        resolve = require_http_methods(["GET", "HEAD", "POST"])(needs_fresh_code(self.resolve))
        own = [
            path("<uuid:pk>/look-up/", self.admin_site.admin_view(look_up), name="checkout_orderattempt_look_up"),
            path("<uuid:pk>/resolve/", self.admin_site.admin_view(resolve), name="checkout_orderattempt_resolve"),
        ]
        return [*own, *super().get_urls()]

    def look_up(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        """The look-up that the schedule would have made, now. May be repeated as often as one likes."""
        attempt: OrderAttempt = self.own(request, pk)
        before = (attempt.state, attempt.step, attempt.refusal)
        try:
            result = lookups.look_up_unpaid(attempt) if attempt.is_unpaid else lookups.look_up(attempt)
        except transitions.AnotherOrderInQuestionError:
            messages.warning(request, ANOTHER_IN_DOUBT)
            return _to(attempt)
        same = (attempt.state, attempt.step, attempt.refusal) == before
        state = status_of(attempt).state
        record(
            request, Action.LOOKED_UP_AGAIN, subject=attempt, detail=f"as before, {state}" if same else f"now {state}"
        )
        tell = messages.success if result is lookups.LookUpResult.ANSWERED else messages.warning
        tell(request, f"{LOOK_UP_RESULTS[result]} {'As before' if same else 'Now'}: {state}.")
        return _to(attempt)

    def resolve(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        """Asked twice: first what was found, then with what the patient will read."""
        attempt: OrderAttempt = self.own(request, pk)
        if attempt.state != State.REVIEW:
            messages.warning(request, f"Not resolved: {attempt} is {status_of(attempt).state}.")
            return _to(attempt)
        form = OutcomeForm(request.POST or None, attempt=attempt)
        if not form.is_valid() or "change" in request.POST:
            return self._page(request, "resolve", attempt, form)
        if "confirmed" not in request.POST:
            return self._page(request, "confirm", attempt, form, _outcome(attempt, form))
        try:
            by_staff.resolve(attempt, form.decision(by=request.user.get_username()))
        except by_staff.NotResolvedError as refusal:
            messages.error(request, f"Not resolved. {refusal}")
            return _to(attempt)
        record(
            request, Action.RESOLVED_BY_STAFF, subject=attempt, detail=f"{form.verdict}: {form.cleaned_data['reason']}"
        )
        messages.success(request, f"Resolved by staff: {form.verdict}.")
        return _to(attempt)

    def _page(
        self,
        request: HttpRequest,
        name: str,
        attempt: OrderAttempt,
        form: OutcomeForm,
        more: dict[str, Any] | None = None,
    ) -> HttpResponse:
        context = self.admin_site.each_context(request) | {
            "title": f"Resolve {attempt}",
            "opts": self.opts,
            "attempt": attempt,
            "upstream": attempt.clinic.get_commerce_kind_display(),
            "status": status_of(attempt),
            "shown": amount_words(attempt.shown_total),
            "form": form,
        }
        return TemplateResponse(request, f"admin/checkout/orderattempt/{name}.html", context | (more or {}))


def _outcome(attempt: OrderAttempt, form: OutcomeForm) -> dict[str, Any]:
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
