"""From the cart to the review: where to, and how it is paid."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from checkout.cart.shopping import Shopping
from checkout.steps import payment_methods
from checkout.steps.forms import AddressForm, PaymentMethodForm, Recipient
from checkout.steps.order import first_unfinished, is_reached, place_in_steps
from checkout.views.decorators import address_use_of, tell, with_shopping
from checkout.words.address import address_words
from checkout.words.charging import fee_words_of
from storefront.cards import allow_card_script
from storefront.commerce import commerce_for
from storefront.failure_words import note_for
from storefront.patients.decorators import patient_required
from storefront.statistics import visits
from storefront.statistics.models import FunnelStep
from storefront.upstream.errors import PaymentDeclined, SignedOut, UpstreamError
from storefront.upstream.types import Address, AddressUse, Preparation
from storefront.web.request import PatientRequest
from storefront.web.retyping import typed_before
from storefront.web.swaps import go, is_swap

ABOUT_DELIVERY = frozenset({"phone", "instructions"})
get_or_post = require_http_methods(["GET", "HEAD", "POST"])


@patient_required(back="checkout:start")
@require_safe
@with_shopping
def start(request: PatientRequest, shopping: Shopping) -> HttpResponse:
    if shopping.reference is None:
        return _nothing_to_buy(request)
    return go(request, reverse(first_unfinished(shopping.draft, address_use_of(shopping))))


@patient_required(back="checkout:details")
@get_or_post
@with_shopping
def details(request: PatientRequest, shopping: Shopping) -> HttpResponse:
    if shopping.reference is None:
        return _nothing_to_buy(request)
    if not address_use_of(shopping):
        return go(request, reverse(first_unfinished(shopping.draft, AddressUse.NONE)))
    if request.method == "POST":
        return _save_details(request, shopping)
    visits.reached(request, FunnelStep.DETAILS)
    draft = shopping.draft
    if draft.address is None and draft.known_address is None:
        draft = shopping.answer(known_address=_known_address(request))
    asked = _asked(request, shopping)
    if typed := typed_before(request):
        return _details_page(request, shopping, AddressForm.retyped(typed, **asked))
    known = draft.address or draft.known_address
    form = AddressForm(address=known, initial={"save_address": draft.save_address}, **asked)
    return _details_page(request, shopping, form)


@patient_required(back="checkout:payment")
@get_or_post
@with_shopping
def payment(request: PatientRequest, shopping: Shopping) -> HttpResponse:
    if shopping.reference is None:
        return _nothing_to_buy(request)
    use = address_use_of(shopping)
    if not is_reached("payment", shopping.draft, use):
        return go(request, reverse(first_unfinished(shopping.draft, use)))
    preparation = shopping.prepare(request.patient.access)
    if preparation is None:
        tell(request, shopping.notes)
        return go(request, reverse("checkout:cart"))
    if request.method == "POST":
        return _save_payment(request, shopping, preparation)
    visits.reached(request, FunnelStep.PAYMENT)
    return _payment_page(request, shopping, preparation)


def _save_details(request: PatientRequest, shopping: Shopping) -> HttpResponse:
    asked = _asked(request, shopping)
    if "country_changed" in request.POST:
        return _details_page(request, shopping, AddressForm.retyped(request.POST, **asked))
    form = AddressForm(request.POST, **asked)
    if not form.is_valid():
        return _details_page(request, shopping, form, status=422)
    shopping.answer(address=form.address(), save_address=form.wants_saving)
    return go(request, _onward(request, shopping))


def _asked(request: PatientRequest, shopping: Shopping) -> dict[str, Any]:
    """What the form of the address has to know."""
    patient = Recipient(request.patient.given_name, request.patient.family_name)
    needs = shopping.can.address
    if address_use_of(shopping) == AddressUse.BILLING:
        needs = replace(needs, takes=needs.takes - ABOUT_DELIVERY)
    return {"clinic": request.clinic, "needs": needs, "patient": patient}


def _save_payment(request: PatientRequest, shopping: Shopping, preparation: Preparation) -> HttpResponse:
    methods = payment_methods.offered(shopping.can, preparation.payment_methods, preparation.cart, shopping.draft)
    if methods == (payment_methods.FREE,):
        shopping.answer(payment_method=payment_methods.FREE.ref)
        tell(request, shopping.notes)
        return go(request, reverse("checkout:review"))
    typed = payment_methods.with_test_card(request.POST, shopping.can)
    form = payment_methods.form(shopping.can, methods, request.clinic.country, typed)
    if not form.is_valid():
        return _payment_page(request, shopping, preparation, form, status=422)
    try:
        shopping.answer(**payment_methods.answer(form, commerce_for(request.clinic), request.patient.access))
    except PaymentDeclined:
        form.add_error("payment_method", _("This card was not accepted. Please try another one."), code="not_accepted")
        return _payment_page(request, shopping, preparation, form, status=422)
    tell(request, shopping.notes)
    return go(request, reverse("checkout:review"))


def _payment_page(
    request: PatientRequest,
    shopping: Shopping,
    preparation: Preparation,
    form: PaymentMethodForm | None = None,
    status: int = 200,
) -> HttpResponse:
    script = shopping.can.card_script
    methods = payment_methods.offered(shopping.can, preparation.payment_methods, preparation.cart, shopping.draft)
    draft, country = shopping.draft, request.clinic.country
    unasked = payment_methods.form(shopping.can, methods, country, chosen=draft.payment_method, declined=draft.declined)
    context = {
        "form": form or unasked.retype(typed_before(request)),
        "methods": methods,
        "card_fee": fee_words_of(methods, request.clinic.country),
        "nothing_to_pay": methods == (payment_methods.FREE,),
        "card_script": script,
        "cart": preparation.cart,
        "coupon": shopping.coupon,
        "notes": shopping.notes,
        **place_in_steps("payment", address_use_of(shopping)),
    }
    return allow_card_script(render(request, "checkout/payment.html", context, status=status), script)


def _details_page(request: PatientRequest, shopping: Shopping, form: AddressForm, status: int = 200) -> HttpResponse:
    template = "checkout/_address_fields.html" if is_swap(request) else "checkout/details.html"
    use = address_use_of(shopping)
    context = {
        "form": form,
        "words": address_words(use),
        "return_to": _return_to(request),
        **place_in_steps("details", use),
    }
    return render(request, template, context, status=status)


def _known_address(request: PatientRequest) -> Address | None:
    """What the upstream has on file, to save typing; without it the form is simply empty."""
    try:
        return commerce_for(request.clinic).accounts.profile(request.patient.access).address
    except SignedOut:
        raise
    except UpstreamError as error:
        note_for(request.clinic, error)
        return None


def _return_to(request: PatientRequest) -> str:
    asked = request.POST.get("return") or request.GET.get("return")
    return "review" if asked == "review" else ""


def _onward(request: PatientRequest, shopping: Shopping) -> str:
    if not _return_to(request):
        return reverse("checkout:payment")
    return reverse(first_unfinished(shopping.draft, address_use_of(shopping)))


def _nothing_to_buy(request: PatientRequest) -> HttpResponse:
    messages.info(request, _("Your cart is empty. Put something into it first."))
    return go(request, reverse("checkout:cart"))
