"""From the cart to the review: where to, and how it is paid."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from checkout.cart.session import Draft
from checkout.cart.shopping import Shopping
from checkout.steps import payment_methods
from checkout.steps.forms import AddressForm, PaymentMethodForm
from checkout.steps.order import first_unfinished, is_reached, steps_at
from checkout.views.decorators import tell, with_shopping
from storefront.cards import allow_card_script
from storefront.commerce import commerce_for
from storefront.failure_words import note_for
from storefront.patients.decorators import patient_required
from storefront.statistics import visits
from storefront.statistics.models import FunnelStep
from storefront.upstream.errors import PaymentDeclined, SignedOut, UpstreamError
from storefront.upstream.types import Address, Preparation
from storefront.web.request import PatientRequest
from storefront.web.retyping import typed_before
from storefront.web.swaps import go, is_swap

get_or_post = require_http_methods(["GET", "HEAD", "POST"])


@patient_required(back="checkout:start")
@require_safe
@with_shopping
def start(request: PatientRequest, shopping: Shopping) -> HttpResponse:
    if shopping.reference is None:
        return _nothing_to_buy(request)
    return go(request, reverse(first_unfinished(shopping.draft)))


@patient_required(back="checkout:details")
@get_or_post
@with_shopping
def details(request: PatientRequest, shopping: Shopping) -> HttpResponse:
    if shopping.reference is None:
        return _nothing_to_buy(request)
    if request.method == "POST":
        return _save_details(request, shopping)
    visits.reached(request, FunnelStep.DETAILS)
    draft = shopping.draft
    if draft.address is None and draft.known_address is None:
        draft = shopping.answer(known_address=_known_address(request))
    typed = typed_before(request)
    form = AddressForm.retyped(typed, clinic=request.clinic) if typed else None
    return _details_page(
        request, form or AddressForm(clinic=request.clinic, address=draft.address or draft.known_address)
    )


@patient_required(back="checkout:payment")
@get_or_post
@with_shopping
def payment(request: PatientRequest, shopping: Shopping) -> HttpResponse:
    if shopping.reference is None:
        return _nothing_to_buy(request)
    if not is_reached("payment", shopping.draft):
        return go(request, reverse(first_unfinished(shopping.draft)))
    preparation = shopping.prepare(request.patient.access)
    if preparation is None:
        tell(request, shopping.notes)
        return go(request, reverse("checkout:cart"))
    if request.method == "POST":
        return _save_payment(request, shopping, preparation)
    visits.reached(request, FunnelStep.PAYMENT)
    return _payment_page(request, shopping, preparation)


def _save_details(request: PatientRequest, shopping: Shopping) -> HttpResponse:
    if "country_changed" in request.POST:
        return _details_page(request, AddressForm.retyped(request.POST, clinic=request.clinic))
    form = AddressForm(request.POST, clinic=request.clinic)
    if not form.is_valid():
        return _details_page(request, form, status=422)
    draft = shopping.answer(address=form.address())
    return go(request, _onward(request, draft))


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
        "nothing_to_pay": methods == (payment_methods.FREE,),
        "card_script": script,
        "cart": preparation.cart,
        "coupon": shopping.coupon,
        "notes": shopping.notes,
        "step": 2,
        "steps": steps_at("payment"),
    }
    return allow_card_script(render(request, "checkout/payment.html", context, status=status), script)


def _details_page(request: PatientRequest, form: AddressForm, status: int = 200) -> HttpResponse:
    template = "checkout/_address_fields.html" if is_swap(request) else "checkout/details.html"
    context = {"form": form, "step": 1, "steps": steps_at("details"), "return_to": _return_to(request)}
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


def _onward(request: PatientRequest, draft: Draft) -> str:
    return reverse("checkout:payment") if not _return_to(request) else reverse(first_unfinished(draft))


def _nothing_to_buy(request: PatientRequest) -> HttpResponse:
    messages.info(request, _("Your cart is empty. Put something into it first."))
    return go(request, reverse("checkout:cart"))
