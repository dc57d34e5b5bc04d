"""The parts of an address that change with its country. Each field ``follow``s one before it is used."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from storefront.forms import places
from storefront.forms.fields import LineField

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise


class CountryField(forms.ChoiceField):
    """Every country by its name in the active language, ``first`` (the clinic's own) on top."""

    def __init__(self, *, attrs: dict[str, str], **kwargs: Any) -> None:
        super().__init__(label=_("Country"), **kwargs)
        self.widget.attrs.update(attrs)
        refusal = _("Choose a country from the list.")
        self.error_messages |= {"required": refusal, "invalid_choice": refusal}

    def follow(self, first: str) -> None:
        self.choices = sorted(places.countries(), key=lambda choice: choice[0] != first)


class ProvinceField(LineField):
    """A list where the country has one, a line of text where it has none. Takes codes and names, gives codes."""

    country = ""

    def follow(self, country: str) -> None:
        rules, listed = places.address_rules(country), places.provinces(country)
        self.country, self.label = country, rules.province_label
        self.required = self.widget.is_required = "province" in rules.required
        if listed:
            choices = [("", _("Choose from the list")), *listed]
            self.widget = forms.Select(attrs=self.widget.attrs, choices=choices)
            self.widget.is_required = self.required

    def prepare_value(self, value: Any) -> Any:
        """A name that someone typed, or that an upstream keeps, selects its code."""
        return (places.province_code(self.country, value) or value) if self.country and value else value

    def clean(self, value: Any) -> str:
        text = str(super().clean(value))
        if not text or not places.provinces(self.country):
            return text
        code = places.province_code(self.country, text)
        if code is None:
            raise ValidationError(self._refusal, code="invalid_choice")
        return code

    def validate(self, value: str) -> None:
        if self.required and not value:
            raise ValidationError(self._refusal, code="required")

    @property
    def _refusal(self) -> StrPromise:
        return format_lazy(_("{label}: choose one from the list."), label=self.label)


class PostalCodeField(LineField):
    """Spaces, hyphens and case are forgiven; cleans to how the country writes it."""

    country = ""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(limit=20, **kwargs)

    def follow(self, country: str) -> None:
        rules = places.address_rules(country)
        self.country, self.label = country, rules.postal_label
        self.required = self.widget.is_required = "postal_code" in rules.required
        self.error_messages["required"] = self.error_messages["invalid"] = format_lazy(
            _("{label}: enter one like {example}."), label=rules.postal_label, example=rules.postal_example
        )
        if country == "US":
            self.widget.attrs["inputmode"] = "numeric"

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        code = places.postal_code(self.country, text) if text else ""
        if code is None:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return code
