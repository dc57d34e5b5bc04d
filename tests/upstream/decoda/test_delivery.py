"""Where an order goes, in the words of its charge, and the patient's own address."""

from __future__ import annotations

from dataclasses import replace

from storefront.upstream.decoda.delivery import description
from storefront.upstream.types import Address
from tests.upstream.decoda.conftest import REQUEST

HOME = Address("99 Elsewhere Road", "Denver", "CO", "80203", "US", "Unit 7")
GIFT = replace(
    HOME,
    given_name="Lee",
    family_name="de la Cruz",
    company="Cruz LLC",
    phone="+13035550199",
    instructions="Leave it in the porch",
)


def said(**changes: object) -> str:
    return description(replace(REQUEST, **({"reference": "H7K2-9QXM"} | changes)))["description"]  # type: ignore[arg-type]


def test_the_whole_address_is_said() -> None:
    assert said(address=GIFT) == (
        "H7K2-9QXM. Send to: Lee de la Cruz, Cruz LLC, 99 Elsewhere Road, Unit 7, Denver CO 80203, US."
        " Tel. +13035550199. Instructions: Leave it in the porch"
    )


def test_without_a_recipient_it_goes_to_the_patient() -> None:
    assert said(address=HOME, name="Dana Whitfield").startswith("H7K2-9QXM. Send to: Dana Whitfield, 99 Elsewhere")


def test_where_nothing_is_sent_only_the_reference_is_said() -> None:
    assert said(address=None) == "H7K2-9QXM"
    assert description(replace(REQUEST, reference="", address=None)) == {}
