"""The review: what will be ordered, and placing the order."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from checkout.cart.shopping import Shopping
from checkout.models import OrderAttempt, State
from checkout.orders import placing, transitions
from checkout.orders.requests import request_for
from checkout.steps import payment_methods
from checkout.steps.order import first_unfinished, is_reached, steps_at
from checkout.views.decorators import own_attempt, tell, to_question, with_shopping
from checkout.words.patients import refusal_words
from storefront.commerce import commerce_for
from storefront.money import Money
from storefront.patients.decorators import patient_required
from storefront.statistics import visits
from storefront.statistics.models import FunnelStep
from storefront.upstream.types import OrderRequest, PaymentMethod, Preparation
from storefront.web.request import PatientRequest
from storefront.web.swaps import go, render_swap

LATELY = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class PriceChange:
    before: Money
    now: Money


@patient_required(back="checkout:review")
@require_http_methods(["GET", "HEAD", "POST"])
@with_shopping
def review(request: PatientRequest, shopping: Shopping) -> HttpResponse:
    if request.method == "POST":
        return _submit(request, shopping)
    if shopping.reference is None:
        return _ordered_or_empty(request)
    if not is_reached("review", shopping.draft):
        return go(request, reverse(first_unfinished(shopping.draft)))
    preparation = shopping.prepare(request.patient.access)
    if preparation is None:
        tell(request, shopping.notes)
        return go(request, reverse("checkout:cart"))
    return _review_page(request, shopping, preparation)


def _ordered_or_empty(request: PatientRequest) -> HttpResponse:
    """Nobody comes here with an empty cart, but by the back button after an order: that order is what they want."""
    lately = timezone.now() - LATELY
    mine = OrderAttempt.objects.of_patient(request.clinic, request.patient.access.patient_ref).filter(
        sent_at__gte=lately
    )
    if (last := mine.order_by("-sent_at").first()) and not last.may_be_sent:
        return go(request, last.get_absolute_url())
    messages.info(request, _("Your cart is empty. Put something into it first."))
    return go(request, reverse("checkout:cart"))


def _submit(request: PatientRequest, shopping: Shopping) -> HttpResponse:
    """Place the order once: every later submission leads to the same order."""
    attempt = own_attempt(request, request.POST.get("attempt", ""))
    if not attempt.may_be_sent:
        return go(request, attempt.get_absolute_url())
    if shopping.reference is None or shopping.reference.ref != attempt.cart_ref:
        return go(request, reverse("checkout:cart"))
    if not is_reached("review", shopping.draft):
        return go(request, reverse(first_unfinished(shopping.draft)))
    preparation = shopping.prepare(request.patient.access)
    if preparation is None:
        tell(request, shopping.notes)
        return go(request, reverse("checkout:cart"))
    if (page := _not_what_was_shown(request, shopping, preparation)) is not None:
        return page
    if not _method(shopping, preparation):
        messages.warning(request, _("This way to pay is no longer offered. Choose another one."))
        return go(request, reverse("checkout:payment"))
    return _order(request, shopping, attempt, preparation)


def _order(
    request: PatientRequest, shopping: Shopping, attempt: OrderAttempt, preparation: Preparation
) -> HttpResponse:
    if preparation.cart.total < _shown_total(request, preparation):
        messages.info(request, _("The price went down since you looked: you pay the lower one."))
    attempt = transitions.attempt_for(request.clinic, preparation.cart, request.patient, shopping.coupon)
    try:
        placing.place(
            attempt,
            _what_was_chosen(request, shopping, attempt),
            commerce_for(request.clinic),
            request.patient.access,
        )
    except transitions.AnotherOrderInQuestionError:
        return to_question(request, shopping)
    if attempt.state == State.PLACED or attempt.order_ref:
        shopping.forget_ordered(attempt)
    return go(request, attempt.get_absolute_url())


def _what_was_chosen(request: PatientRequest, shopping: Shopping, attempt: OrderAttempt) -> OrderRequest:
    draft = shopping.draft
    return request_for(
        attempt,
        request,
        address=draft.address,
        save_address=draft.save_address,
        payment_method=draft.payment_method,
        coupon=shopping.coupon,
    )


def _not_what_was_shown(request: PatientRequest, shopping: Shopping, preparation: Preparation) -> HttpResponse | None:
    """The review again when the patient would pay more, or for something else, than the page said."""
    shown = _shown_total(request, preparation)
    changed = request.POST.get("fingerprint") != transitions.fingerprint(preparation.cart, shopping.coupon)
    if changed or preparation.cart.total > shown:
        return _review_page(request, shopping, preparation, before=shown, changed=changed, status=409)
    return None


def _shown_total(request: PatientRequest, preparation: Preparation) -> Money:
    """The total on the page that was submitted; nonsense counts as nothing, which is never what a cart costs."""
    typed = request.POST.get("shown_total", "")
    minor = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 15 else 0
    return Money.from_minor(minor, preparation.cart.total.currency)


def _review_page(
    request: PatientRequest,
    shopping: Shopping,
    preparation: Preparation,
    *,
    before: Money | None = None,
    changed: bool = False,
    status: int = 200,
) -> HttpResponse:
    cart = preparation.cart
    method = _method(shopping, preparation)
    if method is None:
        messages.warning(request, _("This way to pay is no longer offered. Choose another one."))
        return go(request, reverse("checkout:payment"))
    attempt = transitions.attempt_for(request.clinic, cart, request.patient, shopping.coupon)
    if not attempt.may_be_sent:
        return go(request, attempt.get_absolute_url())
    visits.reached(request, FunnelStep.REVIEW)
    context = {
        "cart": cart,
        "address": shopping.draft.address,
        "method": method,
        "coupon": shopping.coupon,
        "coupon_fell": preparation.coupon_refused,
        "attempt": attempt,
        "shown_total": cart.total.minor,
        "fingerprint": attempt.fingerprint,
        "price_change": PriceChange(before, cart.total) if before is not None and before != cart.total else None,
        "cart_changed": changed,
        "problem": refusal_words(attempt.refusal) if attempt.refusal else "",
        "notes": shopping.notes,
        "step": 3,
        "steps": steps_at("review"),
    }
    return render_swap(request, "checkout/review.html", "checkout/_review.html", context, status)


def _method(shopping: Shopping, preparation: Preparation) -> PaymentMethod | None:
    chosen = shopping.draft.payment_method
    methods = payment_methods.offered(shopping.can, preparation.payment_methods, preparation.cart, shopping.draft)
    return next((method for method in methods if method.ref == chosen), None)
