"""Who is trying: what the rules of ``policy.py`` count by."""

from __future__ import annotations

import unicodedata

from django.http import HttpRequest

from storefront.limits.networks import block_of, network_of
from storefront.web.request import ShopRequest, ip_of


def patient(request: ShopRequest, account: str) -> dict[str, str]:
    """``account`` is what was typed, or an id: an email address in two spellings is one account."""
    return visitor(request) | {"account": _folded(account)}


def shopper(request: ShopRequest) -> dict[str, str]:
    """A patient wherever they are signed in; otherwise the session, and the network while there is none."""
    if request.patient:
        return visitor(request) | {"shopper": f"patient {request.patient.access.patient_ref}"}
    return visitor(request) | {"shopper": request.session.session_key or network_of(ip_of(request))}


def visitor(request: ShopRequest) -> dict[str, str]:
    """Of one clinic, by where they come from."""
    return {"clinic": request.clinic.slug} | _where(request)


def anybody(request: HttpRequest) -> dict[str, str]:
    """Patients and staff alike, by where they come from."""
    return _where(request)


def staff(request: HttpRequest, account: str) -> dict[str, str]:
    return _where(request) | {"account": _folded(account)}


def _where(request: HttpRequest) -> dict[str, str]:
    return {"network": network_of(ip_of(request)), "block": block_of(ip_of(request))}


def _folded(account: str) -> str:
    return unicodedata.normalize("NFC", account.strip()).casefold()
