"""Signing up, signing in, and asking for a new password."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from storefront.forms import places
from storefront.forms.address_fields import ProvinceField
from storefront.forms.base import Place, ShopForm
from storefront.forms.birth_date import BirthDateField
from storefront.forms.fields import EmailField, LineField, PasswordField, PhoneField, SignInEmailField
from storefront.forms.widgets import RadioChoices, TickField
from storefront.patients.consent import WORDING, Asked
from storefront.upstream.types import Access, NewPatient, PasswordRule

GENDERS = [("male", _("Male")), ("female", _("Female")), ("other", _("Another gender"))]


class SignUpForm(ShopForm):
    """``asks`` names what the upstream wants beside name, address and password (``Capabilities.sign_up_asks``)."""

    given_name = LineField(
        label=_("First name"), missing=_("Enter your first name."), attrs={"autocomplete": "given-name"}
    )
    family_name = LineField(
        label=_("Last name"), missing=_("Enter your last name."), attrs={"autocomplete": "family-name"}
    )
    email = EmailField(attrs={"autocomplete": "email"})
    phone = PhoneField(
        label=_("Phone number"),
        missing=_("Enter your phone number."),
        attrs={"autocomplete": "tel"},
        help_text=_("Why we ask: the clinic may need to reach you about your order or your care."),
    )
    bday = BirthDateField(
        label=_("Birth date"),
        help_text=_("Why we ask: the clinic needs your age to treat you safely, and it tells your record from others."),
    )
    gender = forms.ChoiceField(
        label=_("Gender"),
        choices=GENDERS,
        widget=RadioChoices(attrs={"autocomplete": "sex"}),
        help_text=_("Why we ask: some treatments and doses depend on it."),
        error_messages={"required": _("Choose a gender."), "invalid_choice": _("Choose a gender from the list.")},
    )
    province = ProvinceField(
        attrs={"autocomplete": "address-level1"}, help_text=_("Why we ask: what a clinic may offer differs by place.")
    )
    password = PasswordField(autocomplete="new-password", missing=_("Choose a password."))
    accept_marketing = TickField(label=WORDING)
    consent = ""  # which version of these words stands beside the box

    def __init__(
        self,
        *args: Any,
        clinic: Place,
        asks: Iterable[str],
        rule: PasswordRule | None = None,
        order_emails: bool = False,
        **kwargs: Any,
    ) -> None:
        """``order_emails``: updates about orders are sent, so the page may say so."""
        super().__init__(*args, clinic=clinic, **kwargs)
        self._ask_only(set(asks), clinic.country)
        if order_emails:
            self.fields["email"].help_text = _("We send your order updates here.")
        for field in self.fields.values():
            if isinstance(field, PhoneField | BirthDateField | ProvinceField):
                field.follow(clinic.country)
            elif isinstance(field, PasswordField):
                field.follow(rule or PasswordRule())

    def ask(self, asked: Asked) -> None:
        self.fields["accept_marketing"].label, self.consent = asked.wording, asked.version

    def new_patient(self) -> NewPatient:
        """What was typed, of a valid form."""
        typed = self.cleaned_data
        return NewPatient(
            given_name=typed["given_name"],
            family_name=typed["family_name"],
            email=typed["email"],
            password=typed["password"],
            phone=typed.get("phone", ""),
            birth_date=typed.get("bday"),
            gender=typed.get("gender", ""),
            province=typed.get("province", ""),
            accept_marketing=typed["accept_marketing"],
        )

    def _ask_only(self, asks: set[str], country: str) -> None:
        """A province is asked only where the country has a list of them: an upstream wants its code."""
        if not places.provinces(country):
            asks.discard("province")
        for asked, name in {"phone": "phone", "birth_date": "bday", "gender": "gender", "province": "province"}.items():
            if asked not in asks:
                del self.fields[name]


class LoginForm(ShopForm):
    email = SignInEmailField(attrs={"autocomplete": "username"})
    password = PasswordField(autocomplete="current-password", missing=_("Enter your password."))


class AccountForm(ShopForm):
    """For a member of several accounts: which one is shopping."""

    account = forms.ChoiceField(
        label=_("Account"),
        widget=RadioChoices,
        error_messages={"required": _("Choose an account."), "invalid_choice": _("Choose an account from the list.")},
    )

    def __init__(self, *args: Any, accounts: Iterable[Access], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["account"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101
        field.choices = [(each.account_ref, each.account_name) for each in accounts]


class EraseForm(ShopForm):
    password = PasswordField(autocomplete="current-password", missing=_("Enter your password."))
    sure = TickField(
        label=_("I understand that this cannot be undone."),
        required=True,
        error_messages={"required": _("Tick the box to go on.")},
    )


class ForgotPasswordForm(ShopForm):
    email = SignInEmailField(attrs={"autocomplete": "username"})
