"""How a view gets its ``Shopping`` and its order, and where the patient goes when either cannot be touched."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from checkout.cart.current import CartLockedError, CartNeedsSignInError
from checkout.cart.shopping import Shopping
from checkout.models import OrderAttempt
from checkout.steps.order import address_use
from storefront.patients.decorators import to_login
from storefront.upstream.types import AddressUse
from storefront.web.request import PatientRequest, ShopRequest
from storefront.web.swaps import go

P = ParamSpec("P")
R = TypeVar("R", bound=ShopRequest)


def with_shopping(
    view: Callable[Concatenate[R, Shopping, P], HttpResponse],
) -> Callable[Concatenate[R, P], HttpResponse]:
    """Also for views of signed-in patients: below ``patient_required``."""

    @wraps(view)
    def shopping_view(request: R, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        request.back = getattr(request, "back", reverse("checkout:cart"))
        try:
            return view(request, Shopping.of(request), *args, **kwargs)
        except CartLockedError as locked:
            messages.warning(request, _("Your last order is still being checked. Until then your cart cannot change."))
            return go(request, locked.attempt.get_absolute_url())
        except CartNeedsSignInError:
            return to_login(request, request.get_full_path() if request.method == "GET" else request.back)

    return shopping_view


def address_use_of(shopping: Shopping) -> AddressUse:
    """What the address of the cart as it was last seen is for."""
    reference = shopping.reference
    return address_use(shopping.can.address, physical=reference is None or reference.physical)


def to_question(request: ShopRequest, shopping: Shopping) -> HttpResponse:
    """Nothing is sent while another order of this patient is in question."""
    question = shopping.question
    messages.warning(request, _("Another order of yours is still being checked. Please wait for it."))
    return go(request, question.get_absolute_url() if question else reverse("checkout:orders"))


def tell(request: ShopRequest, notes: list[str]) -> None:
    """Keep notes for the next page."""
    for note in notes:
        messages.info(request, note)


def own_attempt(request: PatientRequest, attempt: UUID | str) -> OrderAttempt:
    """This patient's attempt at this clinic; anybody else's does not exist."""
    try:
        pk = attempt if isinstance(attempt, UUID) else UUID(attempt)
    except ValueError:
        raise Http404 from None
    mine = OrderAttempt.objects.of_patient(request.clinic, request.patient.access.patient_ref).filter(pk=pk).first()
    if mine is None:
        raise Http404
    return mine
