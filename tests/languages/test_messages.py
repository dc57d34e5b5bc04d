"""Every text for patients is there in every language, as the page needs it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import pytest
from babel.messages.catalog import Message
from django.utils import translation

from checkout.steps import order
from checkout.words import patients
from storefront import failure_words
from storefront.forms import birth_date, places
from storefront.patients.forms import GENDERS
from storefront.upstream.errors import CouponReason
from tools import messages

HOLES = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}|</?\w+>")

languages = pytest.mark.parametrize("language", messages.LANGUAGES)


def parts(text: str | tuple[str, ...] | list[str] | None) -> list[str]:
    return [text] if isinstance(text, str) else list(text or ())


def holes(text: str) -> list[str]:
    return sorted(HOLES.findall(text))


def fitting(message: Message) -> bool:
    """As many placeholders and tags as in English; one form of a plural may leave the number out, as English does."""
    allowed = [holes(text) for text in parts(message.id)]
    return all(holes(text) in allowed for text in parts(message.string))


@languages
def test_every_text_is_translated(language: str) -> None:
    new = messages.updated(language, messages.found())

    assert [message.id for message in messages.missing(new)] == [], "run make messages, and translate what it lists"


@languages
def test_no_translation_is_left_of_a_text_that_is_gone(language: str) -> None:
    texts = messages.found()
    kept = messages.read(language)

    gone = [each.id for each in kept if each.id and not texts.get(each.id, each.context)]
    assert gone + list(kept.obsolete) == [], "run make messages"


@languages
def test_placeholders_and_tags_survive_translation(language: str) -> None:
    assert [message.id for message in messages.read(language) if message.id and not fitting(message)] == []


@languages
def test_the_compiled_catalogue_is_the_one_that_can_be_read(language: str) -> None:
    assert messages.source(language).with_suffix(".mo").read_bytes() == messages.compiled(language), "make messages"


@languages
def test_plurals_are_told_apart_as_the_language_does(language: str) -> None:
    for message in messages.read(language):
        if message.pluralizable:
            assert len(parts(message.string)) == 2, message.id


def test_french_is_set_as_in_canada() -> None:
    """A no-break space before a colon and inside guillemets, none before ``?``, ``!`` and ``;``, curly apostrophes."""
    for message in messages.read("fr"):
        for text in parts(message.string) if message.id else ():
            shown = HOLES.sub("x", text).replace("! ou ?", "")  # two signs of their own
            assert not re.search(r"[^\u00a0]:|\s[?!;]|[^\u00a0]»|«[^\u00a0]|\w'\w|\.\.\.", shown), text


def test_no_french_text_addresses_the_patient_as_tu_and_no_spanish_one_as_tu_either() -> None:
    for language, familiar in (("fr", r"\b(tu|ton|ta|tes|toi)\b"), ("es", r"\b(tú|tu|tus|ti|contigo)\b")):
        for message in messages.read(language):
            for text in parts(message.string) if message.id else ():
                assert not re.search(familiar, text, re.I), text


TABLES: dict[str, Mapping[Any, Any]] = {
    "coupons": patients.COUPONS,
    "refusals": patients.REFUSALS,
    "unpaid": patients.UNPAID,
    "failures": dict(failure_words.WORDS),
    "birth date, missing": birth_date.MISSING,
    "birth date, wrong": birth_date.WRONG,
    "steps": dict(order.STEPS),
    "genders": dict(GENDERS),
    "provinces": places.PROVINCE_LABELS,
    "postal codes": places.POSTAL_LABELS,
}
SAME = {"Province", "District", "Eircode"}  # are French words, or names


@languages
@pytest.mark.parametrize("table", TABLES)
def test_every_wording_has_a_translation_of_its_own(table: str, language: str) -> None:
    words = TABLES[table].values()
    with translation.override("en"):
        english = [str(each) for each in words]
    with translation.override(language):
        translated = [str(each) for each in words]

    assert len(set(translated)) == len(set(english))
    assert {e for e, t in zip(english, translated, strict=True) if e == t} <= SAME


def test_every_reason_of_an_upstream_has_words_of_ours() -> None:
    assert set(patients.COUPONS) == set(CouponReason)
