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

STASH = "stash"  # by path, so that one interruption does not wipe out another
STASHES = 4
LONGEST_STASH = 10_000  # characters; more is no form that a patient filled in
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
    if owner := ended_patient(request):
        _stash(request, path, owner)


def keep_draft(request: ShopRequest, path: str, leave_out: str) -> None:
    """Keep what whoever is here now has typed so far, all but the field ``leave_out``, for when they see it again."""
    _stash(request, path, _owner(request), leave_out)


def _stash(request: ShopRequest, path: str, owner: str, leave_out: str = "") -> None:
    if request.method != "POST":
        return
    never = NEVER_STASHED | {leave_out}
    typed = {name: value for name, value in request.POST.items() if name not in never}
    if typed and sum(map(len, typed.values())) <= LONGEST_STASH:
        others = [(at, kept) for at, kept in request.session.get(STASH, {}).items() if at != path]
        request.session[STASH] = dict([*others[1 - STASHES :], (path, {"owner": owner, "typed": typed})])


def typed_before(request: ShopRequest) -> dict[str, str]:
    """What the same patient had typed on this page before it was interrupted. Given back once."""
    stashes = request.session.get(STASH, {})
    if request.path not in stashes:
        return {}
    stash = stashes[request.path]
    request.session[STASH] = {path: kept for path, kept in stashes.items() if path != request.path}
    return dict(stash["typed"]) if stash["owner"] == _owner(request) else {}


def _owner(request: ShopRequest) -> str:
    """Who is here: a patient, or a guest without a name."""
    return request.patient.access.patient_ref if request.patient else ""


def safe_next(request: HttpRequest, default: str) -> str:
    """Where to go on to: a path on this host that starts with one slash, or ``default``."""
    return own_path(request.POST.get("next") or request.GET.get("next") or "", default)


def own_path(wanted: str, default: str) -> str:
    own = wanted.startswith("/") and not wanted.startswith("//") and wanted.isprintable()
    return wanted if own and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None) else default
