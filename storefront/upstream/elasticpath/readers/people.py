"""Account members (``GET /v2/account-members/:id``) and saved addresses (``GET /v2/accounts/:id/addresses``)."""

from __future__ import annotations

from storefront.upstream.elasticpath.readers.shapes import Snake, enveloped, listed
from storefront.upstream.fields import Ref, Text, reading
from storefront.upstream.types import Address, Profile, SavedAddress
from storefront.upstream.wire import Reply

NO_FAMILY_NAME = "-"  # what stands there for a name of one word


class _Member(Snake):
    name: Text = ""
    given_name: Text = ""
    family_name: Text = ""
    email: Text = ""


class AddressShape(Snake):
    first_name: Text = ""
    last_name: Text = ""
    company_name: Text = ""
    line_1: Text = ""
    line_2: Text = ""
    city: Text = ""
    county: Text = ""
    region: Text = ""
    postcode: Text = ""
    country: Text = ""
    phone_number: Text = ""
    instructions: Text = ""


def read_member(reply: Reply) -> Profile:
    with reading(reply, "account member"):
        member = _Member.model_validate(enveloped(reply.json))
    if member.given_name or member.family_name:
        return Profile(member.given_name, member.family_name, member.email)
    return Profile(member.name, email=member.email)


def read_first_address(reply: Reply) -> tuple[Address | None, str]:
    """The first saved address, and the phone number that is kept with it."""
    with reading(reply, "addresses"):
        shapes = [AddressShape.model_validate(one) for one in listed(reply.json)]
    return (address_of(shapes[0]), shapes[0].phone_number) if shapes else (None, "")


class _Saved(AddressShape):
    id: Ref


def read_addresses(reply: Reply) -> tuple[SavedAddress, ...]:
    """Those of which anything is known."""
    with reading(reply, "addresses"):
        shapes = [_Saved.model_validate(one) for one in listed(reply.json)]
    return tuple(SavedAddress(shape.id, address) for shape in shapes if (address := address_of(shape)))


def address_of(shape: AddressShape | None) -> Address | None:
    """None where nothing of the street, the city and the postal code is known: there is nothing to prefill."""
    if shape is None or not (shape.line_1 or shape.city or shape.postcode):
        return None
    province = shape.region or shape.county
    family_name = "" if shape.last_name == NO_FAMILY_NAME else shape.last_name
    return Address(
        address1=shape.line_1,
        address2=shape.line_2,
        city=shape.city,
        province=province.upper() if len(province) == 2 else province,
        postal_code=shape.postcode,
        country=shape.country.upper(),
        county=shape.county if shape.county not in {shape.region, shape.city} else "",
        given_name=shape.first_name,
        family_name=family_name,
        company=shape.company_name,
        phone=shape.phone_number,
        instructions=shape.instructions,
    )
