"""What each country asks of an address, in the words of the page."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from django.utils import translation

from storefront.forms import places
from storefront.upstream.types import Address


@pytest.mark.parametrize(
    ("country", "typed", "written"),
    [
        ("CA", "h2x1y4", "H2X 1Y4"),
        ("CA", "H2X-1Y4", "H2X 1Y4"),
        ("CA", " h 2 x 1 y 4 ", "H2X 1Y4"),
        ("US", "90210", "90210"),
        ("US", "100011234", "10001-1234"),
        ("US", "10001 1234", "10001-1234"),
        ("GB", "sw1a1aa", "SW1A 1AA"),
        ("GB", "m25bq", "M2 5BQ"),
        ("GB", "bfpo61", "BFPO 61"),
        ("IE", "a65f4e2", "A65 F4E2"),
        ("JP", "1540023", "154-0023"),
        ("FR", "75 011", "75011"),
        ("HK", "anything", "ANYTHING"),
    ],
)
def test_a_postal_code_is_written_as_its_country_does(country: str, typed: str, written: str) -> None:
    assert places.postal_code(country, typed) == written


@pytest.mark.parametrize(
    ("country", "typed"),
    [("CA", "90210"), ("CA", "D2X 1Y4"), ("CA", "H2X"), ("US", "H2X 1Y4"), ("US", "9021"), ("US", "é")],
)
def test_a_postal_code_of_another_country_is_none(country: str, typed: str) -> None:
    assert places.postal_code(country, typed) is None


@pytest.mark.parametrize(
    ("country", "typed", "code"),
    [
        ("CA", "AB", "AB"),
        ("CA", "quebec", "QC"),
        ("CA", "Québec", "QC"),
        ("US", "new york", "NY"),
        ("CA", "Texas", None),
    ],
)
def test_a_province_is_known_by_code_and_name(country: str, typed: str, code: str | None) -> None:
    assert places.province_code(country, typed) == code


def test_names_come_in_the_active_language() -> None:
    with translation.override("fr"):
        assert dict(places.provinces("CA"))["BC"] == "Colombie-Britannique"
        assert dict(places.countries())["US"] == "États-Unis"
    with translation.override("es"):
        assert dict(places.provinces("CA"))["BC"] == "Columbia Británica"
        assert dict(places.countries())["US"] == "Estados Unidos"


def test_every_country_can_be_asked_for_an_address() -> None:
    codes = [code for code, _ in places.countries()]

    assert len(codes) > 240
    assert len(set(codes)) == len(codes)
    assert all(places.address_rules(code).order for code in codes)
    assert all(len(dict(places.provinces(code))) == len(places.provinces(code)) for code in codes)


@pytest.mark.parametrize(
    ("address", "lines"),
    [
        (Address("12 Quay Street", "Halifax", "NS", "B3H 4R2", "CA"), ["12 Quay Street", "Halifax NS B3H 4R2"]),
        (
            Address("500 Pearl Street", "Boulder", "CO", "80302", "US", address2="Apt 4"),
            ["500 Pearl Street", "Apt 4", "Boulder, CO 80302"],
        ),
        (Address("5 Rue de la Paix", "Paris", "", "75002", "FR"), ["5 Rue de la Paix", "75002 Paris"]),
        (
            Address("1 High Street", "Canterbury", "Kent", "CT1 1AA", "GB"),
            ["1 High Street", "Canterbury", "CT1 1AA", "Kent"],
        ),
        (Address("1 Main St", "", "CO", "", "US"), ["1 Main St", "CO"]),
        (Address("1 Main St", "Austin", "TX", "78701", ""), ["1 Main St", "Austin, TX 78701"]),
    ],
)
def test_an_address_is_shown_as_its_country_writes_it_and_nothing_of_it_is_left_out(
    address: Address, lines: list[str]
) -> None:
    assert places.address_lines(address) == lines


@pytest.mark.parametrize("file", sorted(places.PROVINCE_NAMES.glob("*.toml")), ids=lambda file: str(file.name))
def test_names_of_a_language_are_of_provinces_that_there_are_and_not_those_of_english(file: Path) -> None:
    for country, names in tomllib.loads(file.read_text(encoding="utf-8")).items():
        with translation.override("en"):
            english = dict(places.provinces(country))
        assert names.keys() <= english.keys(), country
        assert [code for code, name in names.items() if name == english[code]] == [], country
        with translation.override(file.stem):
            assert dict(places.provinces(country)) == english | names


def test_a_language_without_names_of_its_own_has_those_of_the_country() -> None:
    with translation.override("de"):
        assert dict(places.provinces("US"))["CA"] == "California"
        assert places.province_code("CA", "Québec") == "QC"
