"""Pages that only a signed-in patient sees."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from urllib.parse import urlencode

from django.http import HttpResponse
from django.urls import reverse

from storefront.sessions.patient import ended_patient
from storefront.web.request import ShopRequest
from storefront.web.retyping import keep_typed
from storefront.web.swaps import P, View, go


def patient_required(back: str) -> Callable[[View[P]], View[P]]:
    """Only for signed-in patients; others sign in first and come back to the page named ``back``, nothing lost."""

    def decorate(view: View[P]) -> View[P]:
        @wraps(view)
        def guarded(request: ShopRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            request.back = reverse(back)
            if request.patient is None:
                here = request.get_full_path() if request.method == "GET" else request.back
                return sign_in_first(request, here)
            return view(request, *args, **kwargs)

        return guarded

    return decorate


def sign_in_first(request: ShopRequest, back: str) -> HttpResponse:
    """To the sign-in page, and afterwards to ``back``; what was typed is kept for the patient whose sign-in ended."""
    if owner := ended_patient(request):
        keep_typed(request, back, owner)
    return to_login(request, back)


def to_login(request: ShopRequest, back: str) -> HttpResponse:
    return go(request, f"{reverse('patients:login')}?{urlencode({'next': back})}")
