"""The receipt of an order: a page that prints on one sheet, and a PDF."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from checkout.models import OrderAttempt, State
from checkout.orders import lookups
from checkout.receipts.facts import Receipt, receipt_of
from checkout.receipts.pdf import can_be_written, pdf_of
from checkout.views.decorators import own_attempt
from storefront.commerce import commerce_for
from storefront.failure_words import note_for
from storefront.patients.decorators import patient_required
from storefront.upstream.errors import SignedOut, UpstreamError
from storefront.upstream.types import Access, PaymentMethod
from storefront.web.request import PatientRequest
from storefront.web.swaps import go


@patient_required(back="checkout:orders")
@require_safe
def show(request: PatientRequest, attempt: UUID) -> HttpResponse:
    mine = own_attempt(request, attempt)
    receipt = _receipt(request, mine)
    context = {"attempt": mine, "receipt": receipt, "has_pdf": bool(receipt and can_be_written(receipt))}
    return render(request, "checkout/receipt.html", context, status=200 if receipt else 503)


@patient_required(back="checkout:orders")
@require_safe
def pdf(request: PatientRequest, attempt: UUID) -> HttpResponse:
    """Where it cannot be written, the page is there to be printed."""
    mine = own_attempt(request, attempt)
    receipt = _receipt(request, mine)
    if receipt is None or not can_be_written(receipt):
        return go(request, reverse("checkout:receipt", args=[mine.pk]))
    clinic = request.clinic
    contact = _("Questions? %(clinic)s, %(contact)s") % {
        "clinic": clinic.name,
        "contact": ", ".join(filter(None, (clinic.support_phone, clinic.support_email))),
    }
    response = HttpResponse(pdf_of(receipt, clinic.country, contact), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{mine.reference}.pdf"'
    return response


def _receipt(request: PatientRequest, attempt: OrderAttempt) -> Receipt | None:
    """None while the upstream does not tell what was bought. There is none of what was not placed."""
    if attempt.state != State.PLACED and not attempt.is_unpaid:
        raise Http404
    commerce, access = commerce_for(request.clinic), request.patient.access
    try:
        orders = commerce.orders.look_up(lookups.question(attempt), access).orders
        if not orders:
            return None
        payments = tuple(made for order in orders for made in commerce.orders.payments_of(order.ref, access))
    except SignedOut:
        raise
    except UpstreamError as error:
        note_for(request.clinic, error)
        return None
    contact = attempt.contact()
    name = (contact.name if contact else "") or request.patient.name
    paid_with = _saved_method(request, contact.paid_with, access) if contact and not payments else None
    return receipt_of(attempt, orders, payments, name, paid_with)


def _saved_method(request: PatientRequest, ref: str, access: Access) -> PaymentMethod | None:
    """The method it was paid with, as long as it is still saved."""
    commerce = commerce_for(request.clinic)
    if not ref or not commerce.can.saved_cards:
        return None
    try:
        return next((method for method in commerce.cards.list(access) if method.ref == ref), None)
    except SignedOut:
        raise
    except UpstreamError as error:
        note_for(request.clinic, error)
        return None
