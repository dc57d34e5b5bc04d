"""What the fields of a clinic may hold. Shared by the clinics file and the admin; each error says what is expected."""

from __future__ import annotations

from decimal import Decimal

import phonenumbers
from babel.numbers import is_currency
from django.conf import settings
from django.core.exceptions import ValidationError

from storefront.money import Money


def validate_languages(codes: object) -> None:
    known = [code for code, _ in settings.LANGUAGES]
    if not isinstance(codes, list) or not codes or len(set(codes)) != len(codes) or not set(codes) <= set(known):
        raise ValidationError(
            f"Give one or more language codes of {', '.join(known)}, each once; the first is the default."
        )


def validate_country(code: str) -> None:
    if code not in phonenumbers.SUPPORTED_REGIONS:
        raise ValidationError("Give a country as two capital letters, such as CA.")


def validate_currency(code: str) -> None:
    if not is_currency(code):
        raise ValidationError("Give a currency as three capital letters, such as CAD.")


def validate_phone(number: str) -> None:
    try:
        possible = phonenumbers.is_possible_number(phonenumbers.parse(number))
    except phonenumbers.NumberParseException:
        possible = False
    if not possible or not number[1:].isdigit():
        raise ValidationError("Give a telephone number with its country code and digits only, such as +14035550100.")


def validate_logo(place: str) -> None:
    path = place.startswith("/") and not place.startswith("//")
    plain = place.isprintable() and not set(place) & set(" \"'<>\\")
    if place and not (plain and (path or place.startswith("https://"))):
        raise ValidationError(
            "Give the path of a picture on this site, such as /static/clinic.svg, an https address, or nothing."
        )


def is_price(amount: Decimal | str, currency: str) -> bool:
    """More than nothing, less than a thousand millions, and not finer than the currency's smallest coin."""
    try:
        return 0 < Money.of(amount, currency).amount < 10**9
    except (ArithmeticError, ValueError):
        return False
