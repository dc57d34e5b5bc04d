"""What people write about themselves: generous in what is taken, exact in what is handed on, plain when refused."""

from __future__ import annotations

import re
import string
from functools import cache
from typing import TYPE_CHECKING, Any

import phonenumbers
from django import forms
from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from storefront.text import exact, first_not_text, readable
from storefront.upstream.types import PasswordRule

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise


# What copying from a mail program gives: a link, or a name before the address.
COPIED_EMAIL = re.compile(r"(?i:mailto:)(?P<linked>[^\s@]+@[^\s@]+)|[^<>]*<(?P<named>[^\s@<>]+@[^\s@<>]+)>")


class LineField(forms.CharField):
    """One line of any script: trimmed, inner spaces single, at most ``limit`` characters.

    The limit is no ``maxlength`` attribute, because a browser would cut what is pasted without a word.
    """

    normal_form = staticmethod(readable)

    def __init__(
        self, *, limit: int = 100, missing: str | StrPromise = "", attrs: dict[str, Any] | None = None, **kwargs: Any
    ) -> None:
        super().__init__(**kwargs)
        self.limit = limit
        self.widget.attrs.update(attrs or {})
        if missing:
            self.error_messages["required"] = missing

    def to_python(self, value: Any) -> str:
        typed = super().to_python(value) or ""
        text = self.normal_form(typed) if len(typed) <= 4 * self.limit else typed
        if len(text) > self.limit:
            raise ValidationError(
                _("Use %(limit)d characters or fewer."), code="too_long", params={"limit": self.limit}
            )
        if strange := first_not_text(text):
            raise _unclean(strange)
        return " ".join(text.split())


class EmailField(LineField):
    """Only the domain is lower-cased: the part before the @ belongs to the mail server."""

    widget = forms.EmailInput
    normal_form = staticmethod(exact)
    refusal = _("Enter an email address in the usual form, such as name@example.com.")
    default_validators = [EmailValidator(refusal)]

    def __init__(self, **kwargs: Any) -> None:
        kwargs = {"label": _("Email address"), "missing": _("Enter your email address.")} | kwargs
        super().__init__(limit=254, **kwargs)
        self.widget.attrs.update({"autocapitalize": "none", "spellcheck": "false"})

    def to_python(self, value: Any) -> str:
        text = super().to_python(value)
        if copied := COPIED_EMAIL.fullmatch(text):
            text = copied["linked"] or copied["named"]
        name, at, domain = text.rpartition("@")
        return f"{name}{at}{domain.lower()}" if at else domain


class SignInEmailField(EmailField):
    """Takes whatever may once have been accepted as an address: only the upstream knows."""

    default_validators = []

    def validate(self, value: str) -> None:
        super().validate(value)
        if value and not re.fullmatch(r"[^@\s]+@[^@\s]+", value):
            raise ValidationError(self.refusal, code="invalid")


class PhoneField(LineField):
    """Any way of writing a number; cleans to E.164. Numbers without a country code are of ``region``.

    Whether the number is in use is not judged: numbering plans grow faster than our copy of them.
    """

    widget = forms.TelInput
    normal_form = staticmethod(exact)
    region = "CA"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(limit=60, **kwargs)

    def follow(self, country: str) -> None:
        self.region = country

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        return _e164(text, self.region) if text else ""


class PasswordField(forms.CharField):
    """Never trimmed and never sent back to the page. A new password obeys ``rule``; a known one has none."""

    widget = forms.PasswordInput
    rule: PasswordRule | None = None

    def __init__(self, *, autocomplete: str, missing: str | StrPromise, **kwargs: Any) -> None:
        super().__init__(strip=False, label=kwargs.pop("label", _("Password")), **kwargs)
        self.error_messages["required"] = missing
        self.widget.attrs.update(
            {"autocomplete": autocomplete, "autocapitalize": "none", "spellcheck": "false", "data-reveal": True}
        )

    def follow(self, rule: PasswordRule) -> None:
        self.rule = rule
        self.help_text = password_hint(rule)

    def validate(self, value: str) -> None:
        super().validate(value)
        if len(value) > 4096:
            raise ValidationError(_("This password is too long."), code="too_long")
        if "\x00" in value:
            raise ValidationError(_("This password holds a character that cannot be used."), code="unclean")
        if self.rule and value:
            _check_password(value, self.rule)


def _unclean(strange: re.Match[str]) -> ValidationError:
    """Says where the character stands, because nobody can see it."""
    place = strange.string[: strange.start()].strip()[-20:]
    code = f"U+{ord(strange[0]):04X}"
    if place:
        words = _("Delete the character that cannot be shown after “%(place)s” (%(code)s), and try again.")
    else:
        words = _("Delete the character that cannot be shown at the beginning (%(code)s), and try again.")
    return ValidationError(words, code="unclean", params={"place": place, "code": code})


def password_hint(rule: PasswordRule) -> str:
    hint = ngettext("Use at least %(minimum)d character.", "Use at least %(minimum)d characters.", rule.minimum)
    mixed = _("Include a lower-case letter, an upper-case letter, a digit and a symbol such as ! or ?.")
    return " ".join([hint % {"minimum": rule.minimum}, *([str(mixed)] if rule.mixed else [])])


def _check_password(password: str, rule: PasswordRule) -> None:
    if len(password) < rule.minimum:
        raise ValidationError(password_hint(rule), code="too_short")
    kinds = [string.ascii_lowercase, string.ascii_uppercase, string.digits, string.punctuation]
    if rule.mixed and not all(set(kind) & set(password) for kind in kinds):
        raise ValidationError(password_hint(rule), code="too_plain")
    if rule.uncommon and _is_common(password):
        raise ValidationError(
            _("Many people use this password, so it is easily guessed. Choose another one, such as four words."),
            code="too_common",
        )


def _is_common(password: str) -> bool:
    """One of Django's list of 20,000, also with digits and symbols around it, or hardly more than one character."""
    core = password.strip(string.digits + string.punctuation)
    try:
        for each in (password, core):
            _common_passwords().validate(each)
    except ValidationError:
        return True
    return not core or len(set(password.casefold())) < 5


@cache
def _common_passwords() -> CommonPasswordValidator:
    return CommonPasswordValidator()


def _e164(text: str, region: str) -> str:
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException as not_a_number:
        raise _no_number(region) from not_a_number
    if number.extension:
        raise ValidationError(_("Leave out the extension: enter a number that rings directly."), code="extension")
    _check_length(phonenumbers.is_possible_number_with_reason(number), region)
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


def _no_number(region: str) -> ValidationError:
    """With an example of the region, as people there write one."""
    example = phonenumbers.example_number(region)
    if example is None:
        return ValidationError(_("Enter a phone number with its area code."), code="invalid")
    written = phonenumbers.format_number(example, phonenumbers.PhoneNumberFormat.NATIONAL)
    words = _("Enter a phone number with its area code, such as %(example)s.")
    return ValidationError(words, code="invalid", params={"example": written})


def _check_length(reason: int, region: str) -> None:
    found = phonenumbers.ValidationResult
    if reason in {found.TOO_SHORT, found.IS_POSSIBLE_LOCAL_ONLY}:
        raise ValidationError(_("This phone number is too short. Enter it with its area code."), code="too_short")
    if reason == found.TOO_LONG:
        raise ValidationError(_("This phone number has too many digits. Check it."), code="too_long")
    if reason != found.IS_POSSIBLE:
        raise _no_number(region)
