"""What an address must hold follows its country, and what was typed is kept."""

from __future__ import annotations

from typing import Any

import pytest

from checkout.steps.forms import AddressForm
from storefront.clinics.models import Clinic
from storefront.upstream.types import Address
from tests.forms.page import CANADA, STATES, Page

HOME = {
    "address1": "12 Rue Sainte-Catherine",
    "address2": "",
    "city": "Montréal",
    "province": "QC",
    "postal_code": "h2x1y4",
    "country": "CA",
}


def address_form(clinic: Clinic = CANADA, **typed: Any) -> Any:  # type: ignore[assignment]
    return AddressForm({**HOME, **typed}, clinic=clinic)


def test_an_address_comes_out_as_its_country_writes_it() -> None:
    form = address_form(address1="  12  Rue Sainte-Catherine ")

    assert form.is_valid(), form.errors
    assert form.address() == Address(
        address1="12 Rue Sainte-Catherine", city="Montréal", province="QC", postal_code="H2X 1Y4", country="CA"
    )


@pytest.mark.parametrize(
    "typed",
    [
        {"country": "US", "province": "NY", "postal_code": "100011234", "city": "New York"},
        {"country": "GB", "province": "", "postal_code": "sw1a1aa", "city": "London"},
        {"country": "GB", "province": "Kent", "postal_code": "ct11aa", "city": "Canterbury"},
        {"country": "HK", "province": "Kowloon", "postal_code": "", "city": ""},
        {"country": "IE", "province": "", "postal_code": "", "city": "Dublin"},
        {"province": "québec"},
        {"postal_code": "T2X 1Y4"},
    ],
)
def test_what_is_required_follows_the_country_and_a_checker_never_blocks(typed: Any) -> None:
    form = address_form(**typed)

    assert form.is_valid(), form.errors


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [
        ({"address1": " "}, "address1"),
        ({"address1": "x" * 101}, "address1"),
        ({"address2": "a\x00b"}, "address2"),
        ({"city": ""}, "city"),
        ({"province": ""}, "province"),
        ({"province": "TX"}, "province"),
        ({"postal_code": "90210"}, "postal_code"),
        ({"postal_code": ""}, "postal_code"),
        ({"country": ""}, "country"),
        ({"country": "ZZ"}, "country"),
        ({"country": "../etc"}, "country"),
    ],
)
def test_one_wrong_part_is_one_problem(typed: Any, wrong: str) -> None:
    form = address_form(**typed)

    assert list(form.errors) == [wrong]
    assert len(Page(form).summary) == 1


def test_another_country_brings_its_own_list_and_keeps_what_was_typed() -> None:
    page = Page(address_form(country="US"))

    assert page.named("city").get("value") == "Montréal"
    assert page.named("postal_code").get("value") == "h2x1y4"
    assert page.chosen("country") == "US"
    assert "TX" in [option.get("value") for option in page.named("province").iter("option")]
    assert {target for _, target in page.summary} == {"#id_province", "#id_postal_code"}


def test_changing_only_the_country_judges_nothing_yet() -> None:
    page = Page(AddressForm.retyped({**HOME, "country": "GB"}, clinic=CANADA))

    assert page.summary == []
    assert page.named("province").get("type") == "text"
    assert page.named("province").get("value") == "QC"
    assert page.named("address1").get("value") == HOME["address1"]


def test_labels_and_keyboard_follow_the_country() -> None:
    canada, states = Page(AddressForm(clinic=CANADA)), Page(AddressForm(clinic=STATES))

    assert {label_of(canada, "province"), label_of(canada, "postal_code")} == {"Province", "Postal code"}
    assert {label_of(states, "province"), label_of(states, "postal_code")} == {"State", "ZIP code"}
    assert canada.named("postal_code").get("inputmode") is None
    assert states.named("postal_code").get("inputmode") == "numeric"


def test_the_order_is_that_of_an_envelope() -> None:
    names = [control.get("name") for control in Page(address_form(country="FR")).controls]

    assert names == ["country", "address1", "address2", "postal_code", "city", "province"]


def test_an_address_that_the_upstream_knows_is_filled_in() -> None:
    known = Address("1 Main St", "Austin", "Texas", "78701", "US", address2="Apt 4")
    page = Page(AddressForm(clinic=CANADA, address=known))

    assert page.chosen("country") == "US"
    assert page.chosen("province") == "TX"
    assert page.named("address2").get("value") == "Apt 4"


@pytest.mark.parametrize("country", ["", "XX"])
def test_an_address_without_a_country_we_know_is_no_obstacle(country: str) -> None:
    page = Page(AddressForm(clinic=CANADA, address=Address("1 Main St", "", "", "", country)))

    assert page.named("address1").get("value") == "1 Main St"
    assert page.named("province").tag == "select"


def test_the_clinics_own_country_comes_first() -> None:
    first = next(Page(AddressForm(clinic=STATES)).named("country").iter("option"))

    assert first.get("value") == "US"


def label_of(page: Any, name: Any) -> Any:
    wanted = page.named(name).get("id")
    [label] = [label for label in page.all("label") if label.get("for") == wanted]
    return "".join(label.itertext()).removesuffix(" (optional)")
