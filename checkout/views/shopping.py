"""How a view gets its ``Shopping``, and where the patient goes when the cart cannot be touched."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from checkout.shopping import CartLocked, CartNeedsSignIn, Shopping
from storefront.patients.decorators import to_login
from storefront.web.request import ShopRequest
from storefront.web.swaps import go

P = ParamSpec("P")
ShoppingView = Callable[Concatenate[ShopRequest, Shopping, P], HttpResponse]


def with_shopping(view: ShoppingView[P]) -> Callable[Concatenate[ShopRequest, P], HttpResponse]:
    @wraps(view)
    def shopping_view(request: ShopRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        request.back = getattr(request, "back", reverse("checkout:cart"))
        try:
            return view(request, Shopping(request), *args, **kwargs)
        except CartLocked as locked:
            messages.warning(request, _("Your last order is still being checked. Until then your cart cannot change."))
            return go(request, locked.attempt.get_absolute_url())
        except CartNeedsSignIn:
            return to_login(request, request.get_full_path() if request.method == "GET" else request.back)

    return shopping_view


def to_question(request: ShopRequest, shopping: Shopping) -> HttpResponse:
    """Nothing is sent while another order of this patient is in question."""
    question = shopping.question
    messages.warning(request, _("Another order of yours is still being checked. Please wait for it."))
    return go(request, question.get_absolute_url() if question else reverse("checkout:orders"))


def tell(request: ShopRequest, notes: list[str]) -> None:
    """Keep notes for the next page."""
    for note in notes:
        messages.info(request, note)
