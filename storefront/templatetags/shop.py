"""Tags and filters that pages load as ``shop``."""

from __future__ import annotations

import phonenumbers
from django import template
from django.template import Context
from django.utils.translation import get_language

from storefront.cards import payment_method_label
from storefront.catalogue.pictures import picture_path
from storefront.catalogue.renewals import every, how_to_stop
from storefront.catalogue.units import how_many, in_units
from storefront.forms import places
from storefront.money import Money
from storefront.upstream.types import Address, Line, PaymentMethod, Product

register = template.Library()


@register.simple_tag(takes_context=True)
def money(context: Context, amount: Money | None) -> str:
    """As people write it in the clinic's country: ``$90.00``, ``90,00 $``."""
    return amount.display(get_language() or "en", context["clinic"].country) if amount is not None else ""


@register.simple_tag
def picture(product: Product | Line) -> str:
    """The address of the shrunk picture on our own host, or empty."""
    ref = product.ref if isinstance(product, Product) else product.product_ref
    return picture_path(ref, product.picture_url)


@register.filter
def payment_label(method: PaymentMethod, country: str) -> str:
    """``{{ method|payment_label:clinic.country }}``: ``Visa ending in 4242, expires 04/2030``."""
    return payment_method_label(method, country)


@register.filter
def phone(number: str, country: str) -> str:
    """``(403) 555-0100`` in the clinic's own country, ``+1 403-555-0100`` elsewhere; what cannot be read stays."""
    try:
        parsed = phonenumbers.parse(number, country)
    except phonenumbers.NumberParseException:
        return number
    national = parsed.country_code == phonenumbers.country_code_for_region(country)
    style = phonenumbers.PhoneNumberFormat
    return str(phonenumbers.format_number(parsed, style.NATIONAL if national else style.INTERNATIONAL))


@register.filter
def address_lines(address: Address) -> list[str]:
    return places.address_lines(address)


@register.filter
def country_name(code: str) -> str:
    """``{{ address.country|country_name }}``: ``Canada``, in the page's language."""
    return places.country_name(code)


register.filter("every", every)
register.filter("how_to_stop", how_to_stop)
register.filter("in_units", in_units)
register.filter("how_many", how_many)
