"""Every language of the product, one row each. All that depends on the languages is made from this table.

A new language is a row here, a catalogue in ``locale/`` and a file of province names: see docs/languages.md. Knows no
Django, because the settings and money are made from it too.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Language:
    """``own_name`` is what patients choose it by, ``english_name`` what staff read.

    ``formats`` is the CLDR locale whose way of writing money stands for the language where CLDR knows no mix of the
    language and the clinic's country: Spanish in Canada, French in the United States.
    """

    code: str
    own_name: str
    english_name: str
    formats: str


LANGUAGES = (
    Language("en", "English", "English", formats="en"),  # the first: what the texts in the code are written in
    Language("fr", "Français", "French", formats="fr_CA"),
    Language("es", "Español", "Spanish", formats="es_419"),
)


def source_language() -> str:
    """What the code says; it has no catalogue."""
    return LANGUAGES[0].code


def language_codes() -> tuple[str, ...]:
    return tuple(language.code for language in LANGUAGES)


def translated_codes() -> tuple[str, ...]:
    """Those that have a catalogue: all but the source."""
    return language_codes()[1:]


def own_names() -> dict[str, str]:
    return {language.code: language.own_name for language in LANGUAGES}


def english_names() -> dict[str, str]:
    return {language.code: language.english_name for language in LANGUAGES}


def english_name(code: str) -> str:
    """The code itself for a language that is no longer in the table: a clinic may still have texts in it."""
    return english_names().get(code, code)


def formats_of(code: str) -> str:
    return next((language.formats for language in LANGUAGES if language.code == code), code)
