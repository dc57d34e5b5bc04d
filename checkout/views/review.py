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
from checkout.orders.coupons import CouponUsedUpError
from checkout.orders.promise import Promise
from checkout.orders.requests import request_for
from checkout.steps import payment_methods
from checkout.steps.order import first_unfinished, is_reached, place_in_steps
from checkout.views.decorators import address_use_of, own_attempt, tell, to_question, with_shopping
from checkout.words.address import address_words
from checkout.words.charging import fee_words, when_charged
from checkout.words.patients import refusal_words
from checkout.words.promise import differences
from storefront.commerce import commerce_for
from storefront.patients.decorators import patient_required
from storefront.statistics import visits
from storefront.statistics.models import FunnelStep
from storefront.upstream.types import AddressUse, Cart, OrderRequest, PaymentMethod, Preparation
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
    if (unfinished := _unfinished(shopping)) is not None:
        return go(request, unfinished)
    preparation = shopping.prepare(request.patient.access)
    if preparation is None:
        tell(request, shopping.notes)
        return go(request, reverse("checkout:cart"))
    if (unfinished := _unfinished(shopping)) is not None:  # an item that is sent has come into the cart
        return go(request, unfinished)
    return _review_page(request, shopping, preparation)


def _unfinished(shopping: Shopping) -> str | None:
    """The page of the step that comes before the review, where one is not done."""
    use = address_use_of(shopping)
    return None if is_reached("review", shopping.draft, use) else reverse(first_unfinished(shopping.draft, use))


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
    if (unfinished := _unfinished(shopping)) is not None:
        return go(request, unfinished)
    preparation = shopping.prepare(request.patient.access)
    if preparation is None:
        tell(request, shopping.notes)
        return go(request, reverse("checkout:cart"))
    if (unfinished := _unfinished(shopping)) is not None:  # an item that is sent has come into the cart
        return go(request, unfinished)
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
    except CouponUsedUpError:
        return _without_coupon(request, shopping, promise)
    shopping.answer(declined=shopping.draft.payment_method if attempt.refusal == Refusal.DECLINED else "")
    if attempt.state == State.PLACED or attempt.order_ref:
        shopping.forget_ordered(attempt)
    return go(request, attempt.get_absolute_url())


def _without_coupon(request: PatientRequest, shopping: Shopping, shown: Promise) -> HttpResponse:
    """Somebody else was first with a code that had one use left: the order is shown anew, without it."""
    preparation = shopping.prepare(request.patient.access)
    if preparation is None:
        tell(request, shopping.notes)
        return go(request, reverse("checkout:cart"))
    return _review_page(request, shopping, preparation, shown=shown, status=409)


def _what_was_chosen(request: PatientRequest, shopping: Shopping, attempt: OrderAttempt) -> OrderRequest:
    draft, use = shopping.draft, address_use_of(shopping)
    known = draft.known_address.place if draft.known_address else None
    address = draft.address if use else None
    return request_for(
        attempt,
        request,
        address=address,
        save_address=draft.save_address and address is not None and address.place != known,
        ships=use == AddressUse.DELIVERY,
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
        "address": promise.address,
        "address_words": address_words(address_use_of(shopping)),
        "method": method,
        "coupon": shopping.coupon,
        "coupon_fell": preparation.coupon_refused,
        "attempt": attempt,
        "promise": promise.dump(),
        "when_charged": when_charged(cart.total, method),
        "card_fee": fee_words(method, request.clinic.country),
        "stopped": status == 409,
        "differences": differences(shown, promise, request.clinic.country) if shown else (),
        "unpaid": shopping.unpaid,
        "problem": refusal_words(attempt.refusal) if attempt.refusal else "",
        "notes": shopping.notes,
        **place_in_steps("review", address_use_of(shopping)),
    }
    return render_swap(request, "checkout/review.html", "checkout/_review.html", context, status)


def _promise(shopping: Shopping, preparation: Preparation, method: PaymentMethod) -> Promise:
    address = shopping.draft.address if address_use_of(shopping) else None
    return Promise.of(preparation.cart, shopping.coupon, address, method)


def _no_such_method(request: PatientRequest) -> HttpResponse:
    messages.warning(request, _("This way to pay is no longer offered. Choose another one."))
    return go(request, reverse("checkout:payment"))


def _method(shopping: Shopping, preparation: Preparation) -> PaymentMethod | None:
    chosen = shopping.draft.payment_method
    methods = payment_methods.offered(shopping.can, preparation.payment_methods, preparation.cart, shopping.draft)
    return next((method for method in methods if method.ref == chosen), None)
