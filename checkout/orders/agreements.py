"""What was accepted with an order: the very words of the page, rendered once more and kept.

Written before the order is sent, and again when other words are accepted with a later try.
"""

from __future__ import annotations

import hashlib
from html import unescape

from django.template.loader import render_to_string
from django.utils.html import strip_tags
from django.utils.translation import get_language

from checkout.models import Agreement, OrderAttempt
from storefront.clinics.branding.texts import Texts
from storefront.upstream.types import Cart, Quote

KIND = Agreement.Kind


def accept_cart(attempt: OrderAttempt, cart: Cart) -> None:
    """The clinic's terms, where it has any, and how each line renews."""
    texts = Texts(attempt.clinic)
    terms = texts["terms_url"]
    if terms:
        _keep(attempt, KIND.TERMS, _shown("checkout/_terms.html", texts=texts), str(terms))
    for line in cart.lines:
        if line.recurring:
            said = _shown("components/_renewal.html", item=line, amount=line.total, clinic=attempt.clinic)
            _keep(attempt, KIND.RENEWAL, said)


def accept_quote(attempt: OrderAttempt, quote: Quote) -> None:
    """What the clinic wrote as the terms of its offer."""
    if quote.terms:
        _keep(attempt, KIND.QUOTE, quote.terms)


def _keep(attempt: OrderAttempt, kind: Agreement.Kind, wording: str, url: str = "") -> None:
    language = get_language() or ""
    version = hashlib.sha256("\n".join((language, wording, url)).encode()).hexdigest()[:16]
    Agreement.objects.get_or_create(
        attempt=attempt, kind=kind, version=version, defaults={"language": language, "wording": wording, "url": url}
    )


def _shown(template: str, **context: object) -> str:
    """The words of a part of the page."""
    return " ".join(unescape(strip_tags(render_to_string(template, context))).split())
