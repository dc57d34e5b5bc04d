"""Who may see a page, and how they come back to it after signing in."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from storefront.patients.session import ended_patient
from storefront.shop import ShopRequest
from storefront.swaps import P, View, go

STASH = "stash"
NEVER_STASHED = {"csrfmiddlewaretoken", "password", "new_payment_method"}


def patient_required(back: str) -> Callable[[View[P]], View[P]]:
    """Only for signed-in patients; others sign in first and come back to the page named ``back``, nothing lost."""

    def decorate(view: View[P]) -> View[P]:
        @wraps(view)
        def guarded(request: ShopRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            request.back = reverse(back)
            if request.patient is None:
                here = request.get_full_path() if request.method == "GET" else request.back
                keep_typed(request, here)
                return to_login(request, here)
            return view(request, *args, **kwargs)

        return guarded

    return decorate


def to_login(request: ShopRequest, back: str) -> HttpResponse:
    return go(request, f"{reverse('patients:login')}?{urlencode({'next': back})}")


def keep_typed(request: ShopRequest, path: str) -> None:
    """Keep what the patient typed when the sign-in ended under their hands, for that patient only."""
    owner = ended_patient(request)
    if request.method == "POST" and owner:
        typed = {name: value for name, value in request.POST.items() if name not in NEVER_STASHED}
        request.session[STASH] = {"path": path, "owner": owner, "typed": typed}


def typed_before(request: ShopRequest) -> dict[str, str]:
    """What the same patient had typed on this page before signing in again. Given back once."""
    stash = request.session.get(STASH)
    if not stash or stash["path"] != request.path:
        return {}
    del request.session[STASH]
    mine = request.patient is not None and stash["owner"] == request.patient.access.patient_ref
    return dict(stash["typed"]) if mine else {}


def safe_next(request: HttpRequest, default: str) -> str:
    """Where to go on to: a path on this host that starts with one slash, or ``default``."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    own = wanted.startswith("/") and not wanted.startswith("//") and wanted.isprintable()
    return wanted if own and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None) else default
