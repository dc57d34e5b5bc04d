"""One email about an order, as plain text and HTML, in the clinic's colour and one of its languages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.template.loader import render_to_string

from checkout.words.mail import Words
from storefront.clinics.branding import colours
from storefront.clinics.models import Clinic
from storefront.mail.models import Content


@dataclass(frozen=True, slots=True)
class Letter:
    """``facts`` are labels and values; ``items`` what was bought, where the clinic chose to name it."""

    words: Words
    url: str
    facts: Sequence[tuple[str, str]] = ()
    items: Sequence[str] = ()


def content_of(clinic: Clinic, to: str, letter: Letter, *, to_clinic: bool = False) -> Content:
    """In the language that is active."""
    brand = colours.palette(colours.parse(clinic.brand_primary), colours.LIGHT_PAGE)
    context = {
        "clinic": clinic,
        "letter": letter,
        "to_clinic": to_clinic,
        "fill": colours.text(brand.fill),
        "on_fill": colours.text(brand.on_fill),
        "strong": colours.text(brand.strong),
    }
    text = render_to_string("mail/order.txt", context)
    return Content(to, letter.words.subject, text.strip() + "\n", render_to_string("mail/order.html", context))
