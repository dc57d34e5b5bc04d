"""What the fields of a clinic may hold. Shared by the clinics file and the admin; each error says what is expected."""

from __future__ import annotations

from decimal import Decimal
from unicodedata import category
from urllib.parse import urlsplit
from zoneinfo import available_timezones

import phonenumbers
from babel.numbers import is_currency
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from storefront.clinics.emails import OPTIONAL
from storefront.money import Money
from storefront.web.hostnames import is_host_name

LONGEST_BANNER = 200
TURNS_TEXT_ROUND = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")  # so that it reads as another


def validate_languages(codes: object) -> None:
    known = [code for code, _ in settings.LANGUAGES]
    if not isinstance(codes, list) or not codes or len(set(codes)) != len(codes) or not set(codes) <= set(known):
        raise ValidationError(
            f"Give one or more language codes of {', '.join(known)}, each once; the first is the default."
        )


def validate_time_zone(zone: str) -> None:
    if zone and zone not in available_timezones():
        raise ValidationError("Give the name of a time zone, such as America/Denver.")


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
            "Give the path of a picture on this site, such as /static/clinic.svg, an https URL, or nothing."
        )


def validate_link(url: str) -> None:
    """For a link that patients follow: https only, so no script and no file can hide in it."""
    try:
        parts = urlsplit(url)
        host, _port = parts.hostname or "", parts.port
    except ValueError:
        host, parts = "", urlsplit("")
    plain = url.isascii() and url.isprintable() and not set(url) & set(" \"'<>\\`{}|^")
    if not plain or not url.startswith("https://") or "@" in parts.netloc or "." not in host or not is_host_name(host):
        raise ValidationError("Give a whole https URL, such as https://clinic.example/terms.")


def validate_link_or_nothing(url: str) -> None:
    if url:
        validate_link(url)


def validate_email_or_nothing(address: str) -> None:
    if address:
        validate_email(address)


def validate_plain_text(words: str) -> None:
    """Shown as typed, so HTML does no harm; what no one can see does."""
    if any(char in TURNS_TEXT_ROUND or category(char) in {"Cc", "Cs"} for char in words if char not in "\r\n"):
        raise ValidationError("Give plain text: it holds a character that cannot be shown. Type it instead of pasting.")


def validate_words(words: object) -> None:
    """Of a banner: language codes to texts."""
    known = {code for code, _ in settings.LANGUAGES}
    if not isinstance(words, dict) or not set(words) <= known or {type(text) for text in words.values()} - {str}:
        raise ValidationError(f"Give a text for one or more of {', '.join(sorted(known))}.")
    for text in words.values():
        validate_plain_text(text)
        if len(text) > LONGEST_BANNER:
            raise ValidationError(f"Give {LONGEST_BANNER} characters at most.")
    if not any(text.strip() for text in words.values()):
        raise ValidationError("Say something in at least one language.")


def validate_emails_off(kinds: object) -> None:
    known = [kind.name for kind in OPTIONAL]
    if not isinstance(kinds, list) or len(set(kinds)) != len(kinds) or not set(kinds) <= set(known):
        raise ValidationError(f"Give kinds of emails, each once, from: {', '.join(known)}.")


def is_price(amount: Decimal | str, currency: str) -> bool:
    """More than nothing, less than a thousand millions, and not finer than the currency's smallest coin."""
    try:
        return 0 < Money.of(amount, currency).amount < 10**9
    except (ArithmeticError, ValueError):
        return False
