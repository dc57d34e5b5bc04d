"""What is typed around a cart: how many of a product, which coupon, and the ids that the page carries."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from storefront.text import exact

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

OPAQUE_ID = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9_.:~-]{0,127}")


class QuantityField(forms.Field):
    """A whole number from 1 to 99, typed as text: a number box would change under a scrolling finger."""

    most = 99

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}), **kwargs)
        self.error_messages["required"] = _("Enter how many you would like.")

    def to_python(self, value: Any) -> int | None:
        text = exact(str(value if value is not None else "")[:1000])
        if not text:
            return None
        if not re.fullmatch(r"[+-]?\d+", text):
            raise ValidationError(_("Enter the quantity as a whole number, such as 2."), code="invalid")
        if text.startswith("-") or not text.strip("+0"):
            raise ValidationError(
                _("The quantity must be 1 or more. To take a product out, use Remove."), code="too_few"
            )
        if len(text.lstrip("+0")) > 2:
            raise ValidationError(_("You can order up to 99 of one product at a time."), code="too_many")
        return int(text)


class CouponField(forms.Field):
    """What could be a code: letters and digits of any script, some signs, single spaces within, 64 characters.

    A code becomes one segment of an upstream's URL, so what means something there is never taken: a slash or backslash,
    ``%``, ``?``, ``#``, and dots alone.
    """

    refusal = _("This does not look like a coupon code. Check it and try again.")

    def __init__(self, **kwargs: Any) -> None:
        attrs = {"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        super().__init__(widget=forms.TextInput(attrs=attrs), label=_("Coupon code"), **kwargs)
        self.error_messages["required"] = _("Enter a coupon code.")

    def to_python(self, value: Any) -> str:
        text = str(value or "")
        if len(text) > 256:
            raise ValidationError(self.refusal, code="invalid")
        text = _without_wrapping(exact(text))
        if text and not _could_be_a_code(text):
            raise self._refused(text)
        return text

    def _refused(self, text: str) -> ValidationError:
        """Names the first sign that no code holds, where it is one that can be seen."""
        strange = next((sign for sign in text if not _belongs(sign)), "")
        if not strange.isprintable() or not strange or len(text) > 64:
            return ValidationError(self.refusal, code="invalid")
        words = _("A coupon code cannot hold %(sign)s. Check it and try again.")
        return ValidationError(words, code="invalid", params={"sign": strange})


class OpaqueIdField(forms.Field):
    """An upstream's own id, carried by the page and checked for nothing but its letters."""

    def __init__(self, *, pattern: re.Pattern[str] = OPAQUE_ID, refusal: str | StrPromise, **kwargs: Any) -> None:
        super().__init__(widget=forms.HiddenInput, **kwargs)
        self.pattern, self.refusal = pattern, refusal
        self.error_messages["required"] = refusal

    def to_python(self, value: Any) -> str:
        text = str(value or "")
        if text and not self.pattern.fullmatch(text):
            raise ValidationError(self.refusal, code="invalid")
        return text


def _without_wrapping(text: str) -> str:
    """What stands round a code in a letter or a message: quotes, brackets, and the end of a sentence."""
    return re.sub(r"""^["'(\[{\s]+|["')\]},;:.\s]+$""", "", text) or text


def _could_be_a_code(text: str) -> bool:
    has_letter_or_digit = any(_is_letter_or_digit(sign) for sign in text)
    return len(text) <= 64 and has_letter_or_digit and all(map(_belongs, text)) and "  " not in text


def _belongs(sign: str) -> bool:
    return _is_letter_or_digit(sign) or sign in " -_.+*!&@$:="


def _is_letter_or_digit(sign: str) -> bool:
    return unicodedata.category(sign)[0] in "LN"
