"""What the fields of a clinic may hold; each refusal says what is expected."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from storefront.clinics import validators

GOOD: list[tuple[Callable[[Any], None], list[Any]]] = [
    (validators.validate_languages, [["en"], ["es", "en"], ["fr", "es", "en"]]),
    (validators.validate_country, ["CA", "US", "MX", "JP"]),
    (validators.validate_currency, ["CAD", "USD", "JPY"]),
    (validators.validate_phone, ["+14035550100", "+442079460018", "+525512345678"]),
    (validators.validate_logo, ["", "/static/clinic.svg", "https://clinic.example/logo.png"]),
    (validators.validate_link, ["https://clinic.example/terms", "https://clinic.example:8443/a?b=c#d"]),
    (validators.validate_link_or_nothing, ["", "https://clinic.example"]),
    (validators.validate_plain_text, ["", "« Bonjour\u202f! »", "one\ntwo\r\nthree", "<b>shown as typed</b>"]),
    (validators.validate_words, [{"en": "Closed"}, {"en": "", "fr": "Fermé"}, {"es": "x" * 200}]),
]
BAD: list[tuple[Callable[[Any], None], str, list[Any]]] = [
    (
        validators.validate_languages,
        "Give one or more language codes of en, fr, es, each once",
        [[], ["xx"], ["en", "en"], "en", None, ("en",), ["EN"]],
    ),
    (validators.validate_country, "two capital letters, such as CA", ["", "ca", "Canada", "XX", "CAN"]),
    (validators.validate_currency, "three capital letters, such as CAD", ["", "cad", "CAN", "dollars"]),
    (
        validators.validate_phone,
        "with its country code and digits only",
        ["", "403 555 0100", "4035550100", "+1", "+1 403 555 0100", "+1403555010a", "++14035550100", "call us"],
    ),
    (
        validators.validate_logo,
        "Give the path of a picture on this site",
        ["//evil.example/x", "javascript:alert(1)", "http://a.example/x.png", "/a b", '/"', "/\x00", "logo.png"],
    ),
    (
        validators.validate_link,
        "Give a whole https URL",
        [
            "",
            "http://a.example",
            "https://localhost",
            "https://me@a.example",
            "https://a.example/\n",
            "https://é.example",
        ],
    ),
    (validators.validate_link_or_nothing, "Give a whole https URL", ["/terms"]),
    (validators.validate_plain_text, "a character that cannot be shown", ["a\x00b", "a\u202eb", "a\u2066b", "\ud800"]),
    (validators.validate_words, "Give a text for one or more of en, es, fr", [[], "x", {"de": "x"}, {"en": 3}]),
    (validators.validate_words, "Give 200 characters at most", [{"en": "x" * 201}]),
    (validators.validate_words, "Say something in at least one language", [{}, {"en": " "}, {"en": "", "fr": ""}]),
    (validators.validate_words, "a character that cannot be shown", [{"en": "a\u202eb"}]),
]


@pytest.mark.parametrize(("validate", "values"), GOOD, ids=lambda each: getattr(each, "__name__", ""))
def test_what_is_right_is_taken(validate: Callable[[Any], None], values: list[Any]) -> None:
    for value in values:
        validate(value)


@pytest.mark.parametrize(("validate", "says", "values"), BAD, ids=lambda each: getattr(each, "__name__", ""))
def test_what_is_wrong_is_refused_with_what_is_expected(
    validate: Callable[[Any], None], says: str, values: list[Any]
) -> None:
    for value in values:
        with pytest.raises(ValidationError, match=says):
            validate(value)


@pytest.mark.parametrize(
    ("amount", "currency", "yes"),
    [
        ("20", "CAD", True),
        ("20.50", "CAD", True),
        ("0.01", "CAD", True),
        ("999999999.99", "CAD", True),
        ("1000000000", "CAD", False),
        ("0", "CAD", False),
        ("-1", "CAD", False),
        ("20.001", "CAD", False),
        ("20.5", "JPY", False),
        ("20.001", "KWD", True),
        ("fifty", "CAD", False),
        ("NaN", "CAD", False),
        ("Infinity", "CAD", False),
        ("", "CAD", False),
    ],
)
def test_a_price_is_more_than_nothing_and_can_be_paid_in_coins(amount: str, currency: str, yes: bool) -> None:
    assert validators.is_price(amount, currency) is yes
