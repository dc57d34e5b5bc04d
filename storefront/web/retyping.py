"""What a patient typed on a page that was interrupted: kept in the session, and given back on the same page once."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

from storefront.web.request import ShopRequest

STASH = "stash"  # by path, so that one interruption does not wipe out another
STASHES = 4
LONGEST_STASH = 10_000  # characters; more is no form that a patient filled in
NEVER_STASHED = {"csrfmiddlewaretoken", "password", "new_payment_method"}


def keep_typed(request: ShopRequest, path: str, owner: str, leave_out: str = "") -> None:
    """Keep what was typed, all but the field ``leave_out``, until ``owner`` sees the page at ``path`` again.

    ``owner`` is the upstream's id of a patient, or empty for a guest.
    """
    if request.method != "POST":
        return
    never = NEVER_STASHED | {leave_out}
    typed = {name: value for name, value in request.POST.items() if name not in never}
    if typed and sum(map(len, typed.values())) <= LONGEST_STASH:
        others = [(at, kept) for at, kept in request.session.get(STASH, {}).items() if at != path]
        request.session[STASH] = dict([*others[1 - STASHES :], (path, {"owner": owner, "typed": typed})])


def keep_draft(request: ShopRequest, path: str, leave_out: str) -> None:
    """Keep what whoever is here now has typed so far."""
    keep_typed(request, path, _owner(request), leave_out)


def typed_before(request: ShopRequest) -> dict[str, str]:
    """What the same patient had typed on this page before it was interrupted. Given back once."""
    stashes = request.session.get(STASH, {})
    if request.path not in stashes:
        return {}
    stash = stashes[request.path]
    request.session[STASH] = {path: kept for path, kept in stashes.items() if path != request.path}
    return dict(stash["typed"]) if stash["owner"] == _owner(request) else {}


def _owner(request: ShopRequest) -> str:
    return request.patient.access.patient_ref if request.patient else ""


def safe_next(request: HttpRequest, default: str) -> str:
    """Where to go on to: a path on this host that starts with one slash, or ``default``."""
    return own_path(request.POST.get("next") or request.GET.get("next") or "", default)


def own_path(wanted: str, default: str) -> str:
    own = wanted.startswith("/") and not wanted.startswith("//") and wanted.isprintable()
    return wanted if own and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None) else default
