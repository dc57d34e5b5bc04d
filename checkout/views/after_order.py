"""What a patient does with an order that exists: buy it again, or cancel it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from checkout.cart.again import buy_again
from checkout.cart.shopping import Shopping
from checkout.cart.tries import TooOften
from checkout.mail import orders as emails
from checkout.models import ClinicRequest, OrderAttempt
from checkout.orders import cancelling, clinic_requests
from checkout.views.decorators import own_attempt, tell, with_shopping
from checkout.words import orders as words
from storefront.commerce import commerce_for
from storefront.failure_words import note_for
from storefront.limits.words import please_wait
from storefront.patients.decorators import patient_required
from storefront.upstream.errors import Refused, SignedOut, UpstreamError
from storefront.upstream.types import Order
from storefront.web.request import PatientRequest
from storefront.web.swaps import go, posted


@posted(back="checkout:orders")
@patient_required(back="checkout:orders")
@with_shopping
def again(request: PatientRequest, shopping: Shopping, attempt: UUID) -> HttpResponse:
    """The same items in the cart, in one press; what is no longer sold is named."""
    mine = own_attempt(request, attempt)
    lines = [line for order in cancelling.orders_of(mine, request.patient.access) for line in order.lines]
    try:
        had = buy_again(shopping, request.clinic, lines)
    except TooOften as often:
        messages.warning(request, please_wait(often.seconds))
        return go(request, mine.get_absolute_url())
    if had.added or had.fewer:
        messages.success(request, _("The items of your order are in your cart, at today's prices."))
    for said in words.not_again(had.fewer, had.gone):
        messages.warning(request, said)
    tell(request, shopping.notes)
    return go(request, "/cart/" if had.added or had.fewer else mine.get_absolute_url())


@posted(back="checkout:orders")
@patient_required(back="checkout:orders")
def cancel(request: PatientRequest, attempt: UUID) -> HttpResponse:
    """First a page that says what it does; with ``confirmed`` it is done, or the clinic is asked to do it."""
    mine = own_attempt(request, attempt)
    orders = cancelling.orders_of(mine, request.patient.access)
    way = cancelling.way_for(mine, orders)
    if way is None:
        messages.warning(request, _("This order cannot be cancelled any more."))
        return go(request, mine.get_absolute_url())
    if "confirmed" not in request.POST:
        return _confirming(request, mine, orders, way)
    if request.POST.get("shown") != cancelling.fingerprint(mine, orders):
        return _confirming(request, mine, orders, way, changed=True)
    if way is cancelling.Way.UPSTREAM and _cancelled_upstream(request, mine):
        emails.order_cancelled(mine)
        messages.success(request, _("Your order is cancelled. Nothing was charged."))
        return go(request, mine.get_absolute_url())
    for order in orders:
        kind = ClinicRequest.Kind.CANCEL_ORDER
        asked = clinic_requests.ask(request.clinic, request.patient, kind, order.ref, attempt=mine)
        said = _("The clinic has your request. Its reference is %(reference)s.") % {"reference": asked.reference}
        messages.success(request, said)
    return go(request, mine.get_absolute_url())


def _cancelled_upstream(request: PatientRequest, attempt: OrderAttempt) -> bool:
    try:
        cancelling.cancel(attempt, commerce_for(request.clinic), request.patient.access)
    except SignedOut:
        raise
    except Refused:
        return False
    except UpstreamError as error:
        note_for(request.clinic, error)
        return False
    return True


def _confirming(
    request: PatientRequest,
    attempt: OrderAttempt,
    orders: tuple[Order, ...],
    way: cancelling.Way,
    *,
    changed: bool = False,
) -> HttpResponse:
    request.here = attempt.get_absolute_url()
    context = {
        "attempt": attempt,
        "orders": orders,
        "does": words.cancelling(by_clinic=way is cancelling.Way.CLINIC),
        "by_clinic": way is cancelling.Way.CLINIC,
        "shown": cancelling.fingerprint(attempt, orders),
        "changed": changed,
    }
    return render(request, "checkout/order_cancel.html", context, status=409 if changed else 200)
