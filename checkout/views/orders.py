"""Orders, and what became of one."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from checkout.cart.shopping import Shopping
from checkout.cart.shortage import Shortage, shortages
from checkout.models import ClinicRequest, OrderAttempt, PlacedOrder, Refusal, State, Step
from checkout.orders import finishing, lookups, placing, transitions
from checkout.orders.overview import overview
from checkout.orders.promise import PaymentPromise
from checkout.orders.requests import request_for
from checkout.steps import payment_methods
from checkout.steps.forms import PaymentMethodForm
from checkout.views.decorators import own_attempt, to_question, with_shopping
from checkout.views.order_facts import page_facts, row_facts
from checkout.words.charging import fee_words_of
from checkout.words.orders import news_of
from checkout.words.patients import refusal_words
from checkout.words.requests import asked
from storefront.cards import allow_card_script, allow_frame
from storefront.catalogue.shelf import with_contents
from storefront.commerce import commerce_for
from storefront.failure_words import note_for
from storefront.money import Money
from storefront.patients.decorators import patient_required
from storefront.upstream.errors import PaymentDeclined, SignedOut, UpstreamError
from storefront.upstream.types import Order, Payment
from storefront.web.request import PatientRequest
from storefront.web.retyping import typed_before
from storefront.web.swaps import go, posted, render_swap

FIRST_MINUTE_POLL = 2  # seconds between status checks of the waiting page; slower as time goes by
LATER_POLL = 5
LATE_POLL = 15
BACK_FROM_BANK = {"payment_intent", "redirect_status"}  # https://docs.stripe.com/payments/payment-intents
ON_A_PAGE = 10  # orders: some upstreams are asked about each of them
REFRESH = 5  # without scripts the whole page comes anew: not as often


@patient_required(back="checkout:orders")
@require_safe
def list_orders(request: PatientRequest) -> HttpResponse:
    mine = OrderAttempt.objects.of_patient(request.clinic, request.patient.access.patient_ref)
    submitted = mine.exclude(state=State.OPEN, step=Step.ORDER).prefetch_related("placed_orders")
    page = Paginator(submitted, ON_A_PAGE).get_page(request.GET.get("page"))
    ours = PlacedOrder.of_patient(request.clinic, request.patient.access.patient_ref)
    seen = overview(request.clinic, list(page), {order.upstream_order_id for order in ours}, request.patient.access)
    bills = commerce_for(request.clinic).bills is not None
    context = {
        "page": page,
        "rows": [row_facts(row) for row in seen.rows],
        "others": [row_facts(row, bills=bills) for row in seen.others] if page.number == 1 else [],
        "incomplete": not seen.complete,
        "has_quotes": commerce_for(request.clinic).quotes is not None,
        "has_bills": bills,
        "has_subscriptions": commerce_for(request.clinic).subscriptions is not None,
    }
    return render(request, "checkout/orders.html", context)


@patient_required(back="checkout:orders")
@require_safe
@with_shopping
def show(request: PatientRequest, shopping: Shopping, attempt: UUID) -> HttpResponse:
    mine = own_attempt(request, attempt)
    if mine.state == State.OPEN and mine.may_be_sent and not mine.try_number:
        quote = mine.quote_ref
        return go(request, reverse("checkout:quote", args=[quote]) if quote else reverse("checkout:review"))
    if request.GET:
        # Back from the bank, which hangs its secret on the address: finish, and leave that address behind.
        if BACK_FROM_BANK & request.GET.keys():
            finishing.finish(mine, request.patient.access)
        return go(request, mine.get_absolute_url())
    if mine.in_question:
        lookups.look_up(mine, request.patient.access)
    if mine.state == State.PLACED or mine.order_ref:
        shopping.forget_ordered(mine)
    return _order_page(request, shopping, mine)


@posted(back="checkout:orders")
@patient_required(back="checkout:orders")
@with_shopping
def confirm(request: PatientRequest, shopping: Shopping, attempt: UUID) -> HttpResponse:
    """The patient says that the bank is content."""
    mine = own_attempt(request, attempt)
    finishing.finish(mine, request.patient.access)
    return go(request, mine.get_absolute_url())


@posted(back="checkout:orders")
@patient_required(back="checkout:orders")
@with_shopping
def pay(request: PatientRequest, shopping: Shopping, attempt: UUID) -> HttpResponse:
    """Pay the order that exists, again or with another method. Never makes a second one."""
    mine = own_attempt(request, attempt)
    if not mine.is_unpaid:
        return go(request, mine.get_absolute_url())
    orders = _orders_of(request, mine)
    if not orders:
        messages.warning(request, _("We cannot see what is to pay right now, so nothing was paid. Try again soon."))
        return go(request, mine.get_absolute_url())
    due = _to_pay(mine, orders)
    form = _pay_form(request, shopping, due, payment_methods.with_test_card(request.POST, shopping.can))
    if not form.is_valid():
        return _order_page(request, shopping, mine, form, status=422)
    shown = PaymentPromise.load(request.POST.get("promise", ""))
    promise = PaymentPromise.of(due, form.methods) if due else None
    if promise and not promise.holds(shown, form.cleaned_data["payment_method"]):
        return _order_page(request, shopping, mine, form, shown=shown, status=409)
    try:
        chosen = payment_methods.answer(form, commerce_for(request.clinic), request.patient.access)["payment_method"]
    except PaymentDeclined:
        form.add_error("payment_method", _("This card was not accepted. Please try another one."), code="not_accepted")
        return _order_page(request, shopping, mine, form, status=422)
    try:
        placing.pay(
            mine,
            request_for(mine, request, payment_method=chosen),
            commerce_for(request.clinic),
            request.patient.access,
        )
    except transitions.AnotherOrderInQuestionError:
        return to_question(request, shopping)
    shopping.answer(declined=chosen if mine.refusal == Refusal.DECLINED else "")
    return go(request, mine.get_absolute_url())


@posted(back="checkout:orders")
@patient_required(back="checkout:orders")
@with_shopping
def other_way(request: PatientRequest, shopping: Shopping, attempt: UUID) -> HttpResponse:
    """Leave the hosted form, or the bank's question, for another payment method, unless it was paid meanwhile."""
    mine = own_attempt(request, attempt)
    if not mine.waits_for_bank:
        return go(request, mine.get_absolute_url())
    if mine.sealed_away().get("bank", {}).get("frame_url"):
        if lookups.nothing_was_paid(mine, request.patient.access):
            transitions.leave_hosted_form(mine)
        return go(request, mine.get_absolute_url())
    return _leave_bank(request, shopping, mine)


def _leave_bank(request: PatientRequest, shopping: Shopping, attempt: OrderAttempt) -> HttpResponse:
    """Where the upstream cannot void the payment, the bank's no ends it, or half an hour without an answer."""
    access = request.patient.access
    finishing.finish(attempt, access)
    if not attempt.waits_for_bank:
        return go(request, attempt.get_absolute_url())
    void = commerce_for(request.clinic).orders.drop_payment(lookups.question(attempt), access)
    waited = timezone.now() - attempt.created_at > lookups.ASK_STAFF_AFTER
    if not void and not waited:
        said = _("Your bank has not answered yet. Say no there, and press this button again. Or call the clinic.")
        messages.warning(request, said)
        return go(request, attempt.get_absolute_url())
    if transitions.leave_bank(attempt) and not attempt.order_ref:
        shopping.fill_anew()
        messages.info(request, _("If your bank still asks about the first card, say no there."))
        return go(request, reverse("checkout:payment"))
    return go(request, attempt.get_absolute_url())


def _order_page(
    request: PatientRequest,
    shopping: Shopping,
    attempt: OrderAttempt,
    form: PaymentMethodForm | None = None,
    *,
    shown: PaymentPromise | None = None,
    status: int = 200,
) -> HttpResponse:
    """With 409 as the answer to a payment of what ``shown`` promised, and which is something else by now."""
    request.here = attempt.get_absolute_url()
    orders, written = _orders_of(request, attempt), list(attempt.placed_orders.all())
    asks = attempt.page_state == "payment"
    bank = attempt.sealed_away().get("bank") if attempt.waits_for_bank else None
    due = _to_pay(attempt, orders)
    payable = attempt.is_unpaid and not _closed(orders)
    form = (form or _unsent_form(request, shopping, due)) if payable else None
    context = {
        "attempt": attempt,
        "can": shopping.can,
        "has_subscriptions": commerce_for(request.clinic).subscriptions is not None,
        "placed_orders": written,
        "refusal": _refusal(attempt, orders),
        "shortages": _shortages(request, shopping, attempt),
        "to_pay": due,
        "costs_more": attempt.refusal == Refusal.COSTS_MORE,
        "bank": bank,
        "form": form,
        "card_fee": fee_words_of(form.methods, request.clinic.country) if form else "",
        "promise": PaymentPromise.of(due, form.methods).dump() if form and due else "",
        "stopped": status == 409,
        "shown": shown,
        "card_script": shopping.can.card_script if asks else None,
        "poll": _poll(attempt),
        "refresh": max(_poll(attempt), REFRESH),
    }
    context |= page_facts(request.clinic, attempt, orders)
    hosted = bool((bank or {}).get("frame_url"))
    context["news"] = news_of(attempt, str(context["order_title"]), can_be_paid=attempt.is_unpaid or hosted)
    requests = ClinicRequest.objects.filter(clinic=request.clinic, attempt=attempt, done_at=None)
    context["asked"] = [(one, asked(one, "")) for one in requests]
    page = render_swap(request, "checkout/order.html", "checkout/_order.html", context, status)
    frame = (bank or {}).get("frame_url", "")
    return allow_frame(allow_card_script(page, shopping.can.card_script), frame) if asks else page


def _shortages(request: PatientRequest, shopping: Shopping, attempt: OrderAttempt) -> tuple[Shortage, ...]:
    """Of the cart that could not be ordered, where it is still the one at hand."""
    cart = shopping.reference
    if attempt.refusal != Refusal.SOLD_OUT or cart is None or cart.ref != attempt.cart_ref:
        return ()
    return shortages(request.clinic, cart)


def _closed(orders: tuple[Order, ...]) -> bool:
    """Whether it stands in a way that nobody can pay it here, as far as the upstream tells."""
    return any(order.payment == Payment.CLOSED for order in orders)


def _refusal(attempt: OrderAttempt, orders: tuple[Order, ...]) -> str:
    if attempt.is_unpaid and _closed(orders):
        return refusal_words(Refusal.NOT_PAYABLE, ordered=True)
    if not attempt.refusal or attempt.refusal == Refusal.NOT_PAYABLE:  # by now it can be paid
        return ""
    return refusal_words(attempt.refusal, ordered=attempt.is_unpaid)


def _to_pay(attempt: OrderAttempt, orders: tuple[Order, ...]) -> Money | None:
    """What is left of the total, as far as the upstream tells."""
    return (orders[0].due if attempt.is_unpaid and orders else None) or attempt.charged_total


def _pay_form(request: PatientRequest, shopping: Shopping, due: Money | None, data: Any = None) -> PaymentMethodForm:
    methods = commerce_for(request.clinic).orders.payment_methods(request.patient.access, due or None)
    methods = payment_methods.offered(shopping.can, methods, None, shopping.draft)
    declined = shopping.draft.declined
    return payment_methods.form(shopping.can, methods, request.clinic.country, data, declined=declined)


def _unsent_form(request: PatientRequest, shopping: Shopping, due: Money | None) -> PaymentMethodForm:
    return _pay_form(request, shopping, due).retype(typed_before(request))


def _orders_of(request: PatientRequest, attempt: OrderAttempt) -> tuple[Order, ...]:
    """What was ordered and what of it is paid, in the upstream's words; the page stands without it."""
    if attempt.state != State.PLACED and not attempt.is_unpaid:
        return ()
    port, access = commerce_for(request.clinic).orders, request.patient.access
    try:
        found = port.look_up(lookups.question(attempt), access)
        lookups.settle_if_paid(attempt, found, access)
    except SignedOut:
        return ()
    except UpstreamError as error:
        note_for(request.clinic, error)
        return ()
    orders = with_contents(request.clinic, found.orders)
    if attempt.state != State.PLACED:
        return orders
    return tuple(_with_details(request, order) for order in orders)


def _with_details(request: PatientRequest, order: Order) -> Order:
    """The page stands without them."""
    try:
        return commerce_for(request.clinic).orders.with_details(order, request.patient.access)
    except UpstreamError as error:
        note_for(request.clinic, error)
        return order


def _poll(attempt: OrderAttempt) -> int:
    if attempt.page_state not in ("sent", "unknown"):
        return 0
    age = lookups.age(attempt).total_seconds()
    return FIRST_MINUTE_POLL if age < 60 else LATER_POLL if age < 600 else LATE_POLL
