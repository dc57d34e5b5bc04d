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
from checkout.orders import placing, transitions
from checkout.views.decorators import the_patient, to_question, with_shopping
from checkout.words.patients import refusal_words
from storefront.commerce import commerce_for
from storefront.patients.decorators import patient_required
from storefront.upstream.errors import Busy, NotFound, Refused
from storefront.upstream.ports import Quotes
from storefront.upstream.types import Access, Address, OrderRequest, Quote
from storefront.web.request import ShopRequest
from storefront.web.swaps import go, posted


@patient_required(back="checkout:quotes")
@require_safe
def list_quotes(request: ShopRequest) -> HttpResponse:
    quotes = _quotes(request).list(_access(request))
    return render(request, "checkout/quotes.html", {"quotes": quotes})


@patient_required(back="checkout:quotes")
@require_safe
def show(request: ShopRequest, ref: str) -> HttpResponse:
    return _quote_page(request, _quotes(request).show(ref, _access(request)))


@posted(back="checkout:quotes")
@patient_required(back="checkout:quotes")
def answer_quote(request: ShopRequest, ref: str) -> HttpResponse:
    """Accept or decline what the page showed, and nothing else."""
    quotes, access = _quotes(request), _access(request)
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
def order_quote(request: ShopRequest, shopping: Shopping, ref: str) -> HttpResponse:
    """One press of the button: every later one lands on the same order."""
    attempt = _attempt_of(request, ref)
    if attempt and not attempt.may_be_sent:
        return go(request, attempt.get_absolute_url())
    quote = _quotes(request).show(ref, _access(request))
    if not quote.can_be_ordered:
        messages.warning(request, _("This quote cannot be ordered."))
        return go(request, reverse("checkout:quote", args=[ref]))
    if _changed(request, quote):
        return _quote_page(request, quote, changed=True)
    attempt = transitions.attempt_for_quote(request.clinic, quote, the_patient(request))
    try:
        placing.place(attempt, _order_request(request, attempt), commerce_for(request.clinic), _access(request))
    except transitions.AnotherQuestionOpen:
        return to_question(request, shopping)
    return go(request, attempt.get_absolute_url())


def _quote_page(request: ShopRequest, quote: Quote, *, changed: bool = False) -> HttpResponse:
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


def _order_request(request: ShopRequest, attempt: OrderAttempt) -> OrderRequest:
    """No address and no way to pay yet: the clinic knows where its patient lives, and paying comes next."""
    assert request.patient is not None  # noqa: S101 - patient_required saw to it
    return OrderRequest(
        key=attempt.key,
        try_number=attempt.try_number + 1,
        cart_ref=attempt.cart_ref,
        address=Address("", "", "", "", ""),
        payment_method="",
        email=request.patient.email,
        name=request.patient.name,
        return_url=request.build_absolute_uri(attempt.get_absolute_url()),
        reference=attempt.reference,
    )


def _attempt_of(request: ShopRequest, ref: str) -> OrderAttempt | None:
    mine = OrderAttempt.objects.of_patient(request.clinic, _access(request).patient_ref)
    return mine.of_quote(request.clinic, ref).first()


def _changed(request: ShopRequest, quote: Quote) -> bool:
    """Whether the clinic offers something else by now than the page that was pressed."""
    return request.POST.get("shown") != transitions.quote_fingerprint(quote)


def _quotes(request: ShopRequest) -> Quotes:
    """404 at clinics whose upstream has none."""
    quotes = commerce_for(request.clinic).quotes
    if quotes is None:
        raise Http404
    return quotes


def _access(request: ShopRequest) -> Access:
    assert request.patient is not None  # noqa: S101 - patient_required saw to it
    return request.patient.access
