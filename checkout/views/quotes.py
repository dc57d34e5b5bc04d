"""What the clinic offered: seen, accepted or declined, and ordered. The order is paid on its own page."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from checkout.cart.shopping import Shopping
from checkout.models import OrderAttempt
from checkout.orders import agreements, placing, transitions
from checkout.orders.requests import request_for
from checkout.views.decorators import to_question, with_shopping
from checkout.words.patients import refusal_words
from storefront.commerce import commerce_for
from storefront.patients.decorators import patient_required
from storefront.upstream.errors import Busy, NotFound, Refused
from storefront.upstream.ports import Quotes
from storefront.upstream.types import Quote
from storefront.web.request import PatientRequest
from storefront.web.swaps import go, posted


@patient_required(back="checkout:quotes")
@require_safe
def list_quotes(request: PatientRequest) -> HttpResponse:
    quotes = _quotes(request).list(request.patient.access)
    return render(request, "checkout/quotes.html", {"quotes": quotes})


@patient_required(back="checkout:quotes")
@require_safe
def show(request: PatientRequest, ref: str) -> HttpResponse:
    return _quote_page(request, _quotes(request).show(ref, request.patient.access))


@posted(back="checkout:quotes")
@patient_required(back="checkout:quotes")
def answer_quote(request: PatientRequest, ref: str) -> HttpResponse:
    """Accept or decline what the page showed, and nothing else."""
    quotes, access = _quotes(request), request.patient.access
    quote = quotes.show(ref, access)
    answer = request.POST.get("answer")
    if answer not in ("accept", "decline"):
        return go(request, reverse("checkout:quote", args=[ref]))
    if quote.can_be_answered and _changed(request, quote):
        return _quote_page(request, quote, changed=True)
    accepts = answer == "accept"
    try:
        (quotes.accept if accepts else quotes.decline)(ref, access)
    except (NotFound, Busy):
        raise
    except Refused:
        messages.warning(request, _("This quote can no longer be answered."))
    else:
        messages.success(request, _("You accepted this quote.") if accepts else _("You declined this quote."))
    return go(request, reverse("checkout:quote", args=[ref]))


@posted(back="checkout:quotes")
@patient_required(back="checkout:quotes")
@with_shopping
def order_quote(request: PatientRequest, shopping: Shopping, ref: str) -> HttpResponse:
    """Order the quote once: every later submission leads to the same order."""
    attempt = _attempt_of(request, ref)
    if attempt and not attempt.may_be_sent:
        return go(request, attempt.get_absolute_url())
    quote = _quotes(request).show(ref, request.patient.access)
    if not quote.can_be_ordered:
        messages.warning(request, _("This quote cannot be ordered."))
        return go(request, reverse("checkout:quote", args=[ref]))
    if _changed(request, quote):
        return _quote_page(request, quote, changed=True)
    # Without address and payment method: the clinic knows where its patient lives, and paying comes next.
    attempt = transitions.attempt_for_quote(request.clinic, quote, request.patient)
    agreements.accept_quote(attempt, quote)
    try:
        placing.place(attempt, request_for(attempt, request), commerce_for(request.clinic), request.patient.access)
    except transitions.AnotherOrderInQuestionError:
        return to_question(request, shopping)
    return go(request, attempt.get_absolute_url())


def _quote_page(request: PatientRequest, quote: Quote, *, changed: bool = False) -> HttpResponse:
    attempt = _attempt_of(request, quote.ref)
    request.here = reverse("checkout:quote", args=[quote.ref])
    context = {
        "quote": quote,
        "shown": transitions.quote_fingerprint(quote),
        "changed": changed,
        "order": attempt if attempt and not attempt.may_be_sent else None,
        "problem": refusal_words(attempt.refusal) if attempt and attempt.may_be_sent and attempt.refusal else "",
    }
    return render(request, "checkout/quote.html", context, status=409 if changed else 200)


def _attempt_of(request: PatientRequest, ref: str) -> OrderAttempt | None:
    mine = OrderAttempt.objects.of_patient(request.clinic, request.patient.access.patient_ref)
    return mine.of_quote(request.clinic, ref).first()


def _changed(request: PatientRequest, quote: Quote) -> bool:
    """Whether the clinic offers something else by now than the page that was submitted."""
    return request.POST.get("shown") != transitions.quote_fingerprint(quote)


def _quotes(request: PatientRequest) -> Quotes:
    """404 at clinics whose upstream has none."""
    quotes = commerce_for(request.clinic).quotes
    if quotes is None:
        raise Http404
    return quotes
