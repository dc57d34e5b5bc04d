"""Who is trying: what the rules of ``policy.py`` count by."""

from __future__ import annotations

from django.http import HttpRequest

from storefront.web.request import ShopRequest, ip_of


def patient(request: ShopRequest, account: str) -> dict[str, str]:
    """``account`` is what was typed, or an id: an email address in two spellings is one account."""
    return {"clinic": request.clinic.slug, "ip": ip_of(request), "account": account.strip().casefold()}


def shopper(request: ShopRequest) -> dict[str, str]:
    return {"clinic": request.clinic.slug, "shopper": request.session.session_key or ip_of(request)}


def staff(request: HttpRequest, account: str) -> dict[str, str]:
    return {"ip": ip_of(request), "account": account.casefold()}
