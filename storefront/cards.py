"""Ways to pay: what they are called, and on which pages the card processor's script may run."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import urlsplit

from csp.decorators import csp_update
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from storefront.upstream.ports import CardScript
from storefront.upstream.types import PaymentMethod

BRANDS = {"amex": "American Express", "mastercard": "Mastercard", "unionpay": "UnionPay", "jcb": "JCB"}


def allow_card_script(response: HttpResponse, script: CardScript | None) -> HttpResponse:
    """Open this page's content security policy for the script's own origin and the ones it names."""
    if script is None:
        return response
    own = _origin(script.script_url)
    return _opened(
        response,
        {
            "script-src": [own],
            "frame-src": [own, *script.frame_origins],
            "connect-src": [own, *script.connect_origins],
        },
    )


def allow_frame(response: HttpResponse, url: str) -> HttpResponse:
    """Let this page show the processor's hosted form, from its own origin and nowhere else."""
    return _opened(response, {"frame-src": [_origin(url)]}) if url else response


def _opened(response: HttpResponse, sources: dict[str, list[str]]) -> HttpResponse:
    merged = {name: [*getattr(response, "_csp_update", {}).get(name, []), *more] for name, more in sources.items()}
    opened = csp_update(getattr(response, "_csp_update", {}) | merged)(lambda request: response)(HttpRequest())
    assert isinstance(opened, HttpResponse)  # noqa: S101
    return opened


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def payment_method_label(method: PaymentMethod, country: str) -> str:
    """``Visa ending in 4242, expires 04/2030``; parts that the upstream does not tell are left out.

    ``country`` is the clinic's: amounts are written as people write them there.
    """
    if method.kind == "free":
        return _("Nothing to pay")
    if method.kind == "hosted":
        return _("Card or bank account")
    if method.kind == "credit":
        return _credit_label(method, country)
    if method.kind == "invoice":
        return _("Invoice from the clinic, paid later")
    name = _brand(method)
    ending = _("%(name)s ending in %(last4)s") % {"name": name, "last4": method.last4} if method.last4 else str(name)
    if not (method.expiry_month and method.expiry_year):
        return ending
    expiry = f"{method.expiry_month:02d}/{method.expiry_year}"
    if method.is_expired(timezone.localdate()):
        return _("%(card)s, expired %(expiry)s") % {"card": ending, "expiry": expiry}
    return _("%(card)s, expires %(expiry)s") % {"card": ending, "expiry": expiry}


def credit_first_label(method: PaymentMethod, country: str) -> str:
    """Of credit that is not enough, as a box to tick: ``Use the credit on your account first: $25.00``."""
    if not method.covers:
        return _("Use the credit on your account first")
    return _("Use the credit on your account first: %(amount)s") % {"amount": _amount(method, country)}


def _amount(method: PaymentMethod, country: str) -> str:
    return method.covers.display(get_language() or "en", country) if method.covers else ""


def _credit_label(method: PaymentMethod, country: str) -> str:
    """``Credit on your account first, then: Visa ending in 4242 – credit covers $25.00``."""
    amount = _amount(method, country)
    if not (method.last4 or method.ref.endswith("hosted")):
        return _("Credit on your account: %(amount)s") % {"amount": amount} if amount else _("Credit on your account")
    rest = payment_method_label(replace(method, kind="card" if method.last4 else "hosted"), country)
    way = _("Credit on your account first, then: %(rest)s") % {"rest": rest}
    return _("%(way)s – credit covers %(amount)s") % {"way": way, "amount": amount} if amount else way


def _brand(method: PaymentMethod) -> str:
    if method.kind == "bank":
        return method.brand or _("Bank account")
    return BRANDS.get(method.brand.lower(), method.brand.title()) or _("Card")
