"""A cart that lay ready at the clinic: opened, joined with the one here, or left."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from checkout.cart.shopping import Shopping
from checkout.views.decorators import tell, with_shopping
from storefront.patients.decorators import patient_required
from storefront.upstream.errors import NotFound
from storefront.web.request import PatientRequest
from storefront.web.swaps import go, posted


@posted(back="checkout:cart")
@patient_required(back="checkout:cart")
@with_shopping
def answer(request: PatientRequest, shopping: Shopping, ref: str) -> HttpResponse:
    """``answer`` is ``open``, ``join`` or ``leave``."""
    said = request.POST.get("answer", "")
    words = {
        "open": _("This is the cart that lay ready for you. Please check it."),
        "join": _("Both carts are one now. Please check it."),
        "leave": _("That cart stays at the clinic. You are asked again after your next sign-in."),
    }
    if said not in words:
        return go(request, reverse("checkout:cart"))
    try:
        shopping.answer_offer(ref, said)
    except NotFound:
        if said == "leave":
            raise
        shopping.answer_offer(ref, "leave")
        messages.warning(request, _("That cart is not there any more."))
        return go(request, reverse("checkout:cart"))
    messages.success(request, words[said])
    tell(request, shopping.notes)
    return go(request, reverse("checkout:cart"))
