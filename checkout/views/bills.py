"""What the clinic billed: seen, and paid once, on the page of its attempt with all that guards an order."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from checkout.models import OrderAttempt, PlacedOrder
from checkout.orders import transitions
from checkout.orders.promise import PaymentPromise
from checkout.words import bills as words
from storefront.commerce import commerce_for
from storefront.patients.decorators import patient_required
from storefront.upstream.ports import Bills
from storefront.upstream.types import Order
from storefront.web.request import PatientRequest
from storefront.web.swaps import go, posted


@patient_required(back="checkout:bills")
@require_safe
def list_bills(request: PatientRequest) -> HttpResponse:
    began_here = _began_here(request)
    found = [bill for bill in _port(request).list(request.patient.access) if bill.ref not in began_here]
    rows = [(bill, words.state(bill), words.short(bill)) for bill in found]
    return render(request, "checkout/bills.html", {"rows": rows})


@patient_required(back="checkout:bills")
@require_safe
def show(request: PatientRequest, ref: str) -> HttpResponse:
    """An order that began here has a page of its own."""
    if attempt := _began_here(request).get(ref):
        return go(request, attempt.get_absolute_url())
    return _bill_page(request, _port(request).show(ref, request.patient.access))


@posted(back="checkout:bills")
@patient_required(back="checkout:bills")
def pay(request: PatientRequest, ref: str) -> HttpResponse:
    """On to the page where it is paid. Nothing is sent yet; every later submission leads to the same page."""
    if attempt := _began_here(request).get(ref) or _attempt_of(request, ref, in_question=True):
        return go(request, attempt.get_absolute_url())
    bill = _port(request).show(ref, request.patient.access)
    if not words.is_payable(bill) or _promise(bill) != request.POST.get("promise"):
        return _bill_page(request, bill, changed=True)
    return go(request, transitions.attempt_for_bill(request.clinic, bill, request.patient).get_absolute_url())


def _bill_page(request: PatientRequest, bill: Order, *, changed: bool = False) -> HttpResponse:
    request.here = reverse("checkout:bill", args=[bill.ref])
    context = {
        "bill": bill,
        "state": words.state(bill),
        "title": words.title(bill),
        "lead": words.lead(bill),
        "payable": words.is_payable(bill),
        "promise": _promise(bill),
        "changed": changed,
        "payment": _attempt_of(request, bill.ref),
    }
    return render(request, "checkout/bill.html", context, status=409 if changed else 200)


def _promise(bill: Order) -> str:
    """What the page says is to pay."""
    return PaymentPromise.of(bill.due or bill.total, ()).dump()


def _attempt_of(request: PatientRequest, ref: str, *, in_question: bool = False) -> OrderAttempt | None:
    mine = OrderAttempt.objects.of_patient(request.clinic, request.patient.access.patient_ref)
    mine = mine.of_bill(request.clinic, ref)
    return (mine.in_question() if in_question else mine).first()


def _began_here(request: PatientRequest) -> dict[str, OrderAttempt]:
    """The upstream's ids of the orders of this patient that are no bills, each with its attempt."""
    orders = PlacedOrder.of_patient(request.clinic, request.patient.access.patient_ref)
    return {order.upstream_order_id: order.attempt for order in orders if not order.attempt.bill_ref}


def _port(request: PatientRequest) -> Bills:
    """404 at clinics whose upstream has none."""
    port = commerce_for(request.clinic).bills
    if port is None:
        raise Http404
    return port
