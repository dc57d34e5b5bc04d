"""The review: what will be ordered, and placing the order."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from checkout.cart.shopping import Shopping
from checkout.models import OrderAttempt, Refusal, State
from checkout.orders import agreements, placing, transitions
from checkout.orders.promise import Promise
from checkout.orders.requests import request_for
from checkout.steps import payment_methods
from checkout.steps.order import first_unfinished, is_reached, steps_at
from checkout.views.decorators import own_attempt, tell, to_question, with_shopping
from checkout.words.charging import when_charged
from checkout.words.patients import refusal_words
from checkout.words.promise import differences
from storefront.commerce import commerce_for
from storefront.patients.decorators import patient_required
from storefront.statistics import visits
from storefront.statistics.models import FunnelStep
from storefront.upstream.types import Cart, OrderRequest, PaymentMethod, Preparation
from storefront.web.request import PatientRequest
from storefront.web.swaps import go, render_swap

LATELY = timedelta(minutes=30)


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
        messages.warning(request, _("Nothing was ordered: your cart changed, perhaps in another tab. Here it is."))
        return go(request, reverse("checkout:cart"))
    if not is_reached("review", shopping.draft):
        return go(request, reverse(first_unfinished(shopping.draft)))
    preparation = shopping.prepare(request.patient.access)
    if preparation is None:
        tell(request, shopping.notes)
        return go(request, reverse("checkout:cart"))
    method = _method(shopping, preparation)
    if method is None:
        return _no_such_method(request)
    promise, shown = _promise(shopping, preparation, method), Promise.load(request.POST.get("promise", ""))
    if not promise.holds(shown):
        return _review_page(request, shopping, preparation, shown=shown, status=409)
    if shown and promise.total < shown.total:
        messages.info(request, _("The price went down since you looked: you pay the lower one."))
    return _order(request, shopping, promise, preparation.cart)


def _order(request: PatientRequest, shopping: Shopping, promise: Promise, cart: Cart) -> HttpResponse:
    attempt = transitions.attempt_for(request.clinic, cart.ref, promise, request.patient)
    agreements.accept_cart(attempt, cart)
    try:
        placing.place(
            attempt,
            _what_was_chosen(request, shopping, attempt),
            commerce_for(request.clinic),
            request.patient.access,
        )
    except transitions.AnotherOrderInQuestionError:
        return to_question(request, shopping)
    shopping.answer(declined=shopping.draft.payment_method if attempt.refusal == Refusal.DECLINED else "")
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


def _review_page(
    request: PatientRequest,
    shopping: Shopping,
    preparation: Preparation,
    *,
    shown: Promise | None = None,
    status: int = 200,
) -> HttpResponse:
    """With 409 as the answer to a submission that ``shown`` no longer covers; None where the form held no promise."""
    cart = preparation.cart
    method = _method(shopping, preparation)
    if method is None:
        return _no_such_method(request)
    promise = _promise(shopping, preparation, method)
    attempt = transitions.attempt_for(request.clinic, cart.ref, promise, request.patient)
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
        "promise": promise.dump(),
        "when_charged": when_charged(cart.total, method),
        "stopped": status == 409,
        "differences": differences(shown, promise, request.clinic.country) if shown else (),
        "unpaid": shopping.unpaid,
        "problem": refusal_words(attempt.refusal) if attempt.refusal else "",
        "notes": shopping.notes,
        "step": 3,
        "steps": steps_at("review"),
    }
    return render_swap(request, "checkout/review.html", "checkout/_review.html", context, status)


def _promise(shopping: Shopping, preparation: Preparation, method: PaymentMethod) -> Promise:
    return Promise.of(preparation.cart, shopping.coupon, shopping.draft.address, method)


def _no_such_method(request: PatientRequest) -> HttpResponse:
    messages.warning(request, _("This way to pay is no longer offered. Choose another one."))
    return go(request, reverse("checkout:payment"))


def _method(shopping: Shopping, preparation: Preparation) -> PaymentMethod | None:
    chosen = shopping.draft.payment_method
    methods = payment_methods.offered(shopping.can, preparation.payment_methods, preparation.cart, shopping.draft)
    return next((method for method in methods if method.ref == chosen), None)
