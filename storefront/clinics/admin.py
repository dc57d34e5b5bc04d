"""Clinics in the staff pages. What is sealed can be replaced there but never read."""

from __future__ import annotations

import tomllib
from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from pydantic import ValidationError

from storefront.clinics import schema
from storefront.clinics.addresses import refuse_staff_hosts
from storefront.clinics.complaints import complaint
from storefront.clinics.models import Clinic, Coupon, Domain
from storefront.clinics.validators import is_price
from storefront.money import Money
from storefront.sealing import Unsealable


class CommerceField(forms.CharField):
    """The ``[clinic.commerce]`` table, as TOML. ``env:NAME`` is not read here: staff must not see the environment."""

    widget = forms.Textarea

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        try:
            return commerce_from(tomllib.loads(text))
        except tomllib.TOMLDecodeError:
            raise forms.ValidationError("This is not TOML.") from None
        except ValidationError as error:
            raise forms.ValidationError(complaint(error, CommerceBox)) from None


class CommerceBox(schema.Section):
    commerce: schema.Commerce


def commerce_from(table: dict[str, Any]) -> dict[str, Any]:
    return CommerceBox(commerce=table).commerce.model_dump(mode="json")  # type: ignore[arg-type]


class ClinicForm(forms.ModelForm):  # type: ignore[type-arg]
    new_commerce = CommerceField(
        required=False,
        label="New commerce settings",
        help_text='The whole table as in the clinics file, starting with kind = "...". Empty keeps what is stored.',
    )

    class Meta:
        model = Clinic
        fields = [
            "slug",
            "name",
            "languages",
            "country",
            "currency",
            "support_email",
            "support_phone",
            "brand_primary",
            "logo",
            "is_open",
            "closed_message",
        ]

    def clean_new_commerce(self) -> dict[str, Any] | None:
        commerce: dict[str, Any] | None = self.cleaned_data["new_commerce"]
        if commerce is None and not self.instance.sealed_commerce:
            raise forms.ValidationError("A new clinic needs its commerce settings.")
        return commerce

    def save(self, commit: bool = True) -> Clinic:
        if self.cleaned_data["new_commerce"]:
            self.instance.slug = self.cleaned_data.get("slug", self.instance.slug)
            self.instance.set_commerce(self.cleaned_data["new_commerce"])
        clinic: Clinic = super().save(commit)
        return clinic


class DomainForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = Domain
        fields = ["host", "position", "verified_at"]

    def clean_host(self) -> str:
        host: str = self.cleaned_data["host"]
        try:
            refuse_staff_hosts([host])
        except ValueError as error:
            raise forms.ValidationError(str(error)) from None
        return host


class DomainInline(admin.TabularInline):  # type: ignore[type-arg]
    model = Domain
    form = DomainForm
    extra = 0


AMOUNTS = ("amount", "minimum")
COUNTS = ("percent", "uses", "per_patient")


class CouponForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = Coupon
        fields = ["code", "percent", "amount", "minimum", "starts", "expires", "uses", "per_patient"]
        widgets = {  # narrow enough for one row
            "code": forms.TextInput(attrs={"size": 10}),
            **{field: forms.TextInput(attrs={"size": 4, "inputmode": "decimal"}) for field in AMOUNTS},
            **{field: forms.TextInput(attrs={"size": 3, "inputmode": "numeric"}) for field in COUNTS},
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in AMOUNTS:
            if (amount := self.initial.get(field)) is not None:
                self.initial[field] = Money.of(amount, self.instance.clinic.currency).amount  # with its own decimals

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"]
        return code.upper()


class CouponFormSet(forms.BaseInlineFormSet):  # type: ignore[type-arg]
    def clean(self) -> None:
        """Every amount, changed or not, is one of the currency that the clinic has after this form."""
        super().clean()
        currency = self.instance.currency
        for form in self.forms:
            for field in AMOUNTS:
                amount = form.cleaned_data.get(field) if form.is_valid() else None
                if amount is not None and not is_price(amount, currency):
                    form.add_error(field, f"Give an amount of {currency}, such as 20.")


class CouponInline(admin.TabularInline):  # type: ignore[type-arg]
    model = Coupon
    form = CouponForm
    formset = CouponFormSet
    extra = 0


@admin.register(Clinic)
class ClinicAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    form = ClinicForm
    list_display = ["name", "slug", "commerce_kind", "primary_host", "is_open"]
    search_fields = ["name", "slug", "domains__host"]

    def get_inlines(self, request: HttpRequest, obj: Clinic | None) -> list[Any]:
        return [DomainInline, CouponInline] if obj and obj.keeps_coupons else [DomainInline]

    def get_readonly_fields(self, request: Any, obj: Clinic | None = None) -> list[str]:
        return ["slug", "stored_commerce"] if obj else []

    @admin.display(description="Commerce settings")
    def stored_commerce(self, clinic: Clinic) -> str:
        """Which keys are set; no value, so no secret."""
        try:
            keys = [key for key, value in clinic.commerce.items() if value and key != "kind"]
        except Unsealable:
            return "cannot be opened with the present FIELD_KEYS"
        return f"{clinic.get_commerce_kind_display()}: {', '.join(keys)} (stored, not shown)"
