"""Account members (``GET /v2/account-members/:id``) and saved addresses (``GET /v2/accounts/:id/addresses``)."""

from __future__ import annotations

from storefront.upstream.elasticpath.readers.shapes import Snake, enveloped, listed
from storefront.upstream.fields import Text, reading
from storefront.upstream.types import Address, Profile
from storefront.upstream.wire import Reply


class _Member(Snake):
    name: Text = ""
    given_name: Text = ""
    family_name: Text = ""
    email: Text = ""


class AddressShape(Snake):
    line_1: Text = ""
    line_2: Text = ""
    city: Text = ""
    county: Text = ""
    region: Text = ""
    postcode: Text = ""
    country: Text = ""
    phone_number: Text = ""


def read_member(reply: Reply) -> Profile:
    with reading(reply, "account member"):
        member = _Member.model_validate(enveloped(reply.json))
    given, family = split_name(member.name)
    return Profile(member.given_name or given, member.family_name or family, member.email)


def read_first_address(reply: Reply) -> tuple[Address | None, str]:
    """The first saved address, and the phone number that is kept with it."""
    with reading(reply, "addresses"):
        shapes = [AddressShape.model_validate(one) for one in listed(reply.json)]
    return (address_of(shapes[0]), shapes[0].phone_number) if shapes else (None, "")


def address_of(shape: AddressShape | None) -> Address | None:
    """None where nothing of the street, the city and the postal code is known: there is nothing to prefill."""
    if shape is None or not (shape.line_1 or shape.city or shape.postcode):
        return None
    province = shape.region or shape.county
    return Address(
        address1=shape.line_1,
        address2=shape.line_2,
        city=shape.city,
        province=province.upper() if len(province) == 2 else province,
        postal_code=shape.postcode,
        country=shape.country.upper(),
    )


def split_name(name: str) -> tuple[str, str]:
    """Given and family name of a full one; the family name is "" where there is one word only."""
    words = name.split()
    return (" ".join(words[:-1]), words[-1]) if len(words) > 1 else (name.strip(), "")
