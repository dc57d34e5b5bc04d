"""Addresses, as the account and the orders hold them. Any field may be an empty string."""

from __future__ import annotations

from storefront.upstream.fields import Shape, Text
from storefront.upstream.types import Address


class AddressShape(Shape):
    address1: Text = ""
    address2: Text = ""
    city: Text = ""
    province_code: Text = ""
    postal_code: Text = ""
    country_code: Text = ""


def address_of(shape: AddressShape | None) -> Address | None:
    """None where nothing of the street, the city and the postal code is known: there is nothing to prefill."""
    if shape is None or not (shape.address1 or shape.city or shape.postal_code):
        return None
    return Address(
        address1=shape.address1,
        address2=shape.address2,
        city=shape.city,
        province=shape.province_code.upper(),
        postal_code=shape.postal_code,
        country=shape.country_code.upper(),
    )
