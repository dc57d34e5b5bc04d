"""A new password, the details that prove whose chart it is, and the mailed code."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from storefront.forms.base import Place, ShopForm
from storefront.forms.birth_date import BirthDateField
from storefront.forms.fields import LineField, PasswordField, PhoneField
from storefront.upstream.types import PasswordRule


class NewPasswordForm(ShopForm):
    password = PasswordField(autocomplete="new-password", label=_("New password"), missing=_("Choose a password."))

    def __init__(self, *args: Any, rule: PasswordRule, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["password"]
        assert isinstance(field, PasswordField)  # noqa: S101
        field.follow(rule)


class ChangePasswordForm(NewPasswordForm):
    """The old one is asked for, so that an open browser is not enough."""

    old = PasswordField(
        autocomplete="current-password", label=_("Your password now"), missing=_("Enter your password.")
    )
    field_order = ("old", "password")


class ChartForm(ShopForm):
    """As the clinic wrote it down, which may differ from what was typed at sign-up."""

    family_name = LineField(
        label=_("Last name"), missing=_("Enter your last name."), attrs={"autocomplete": "family-name"}
    )
    phone = PhoneField(
        label=_("Phone number"),
        missing=_("Enter your phone number."),
        attrs={"autocomplete": "tel"},
        help_text=_("The number that the clinic has."),
    )
    bday = BirthDateField(label=_("Birth date"))

    def __init__(self, *args: Any, clinic: Place, **kwargs: Any) -> None:
        super().__init__(*args, clinic=clinic, **kwargs)
        for field in self.fields.values():
            if isinstance(field, PhoneField | BirthDateField):
                field.follow(clinic.country)


class CodeForm(ShopForm):
    code = LineField(
        label=_("Code"),
        missing=_("Enter the code from the message."),
        help_text=_("Six digits."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )

    def clean_code(self) -> str:
        digits = re.sub(r"[\s-]", "", self.cleaned_data["code"])
        if not re.fullmatch(r"[0-9]{6}", digits):
            raise ValidationError(_("The code has six digits. Check the message."), code="invalid")
        return digits
