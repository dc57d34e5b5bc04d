"""Coupons of a clinic whose upstream has none, in the staff pages."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin

from storefront import commerce
from storefront.clinics.models import Coupon
from storefront.clinics.validators import is_price
from storefront.money import Money
from storefront.staff.scoping import ClinicScoped

AMOUNTS = ("amount", "minimum")
COUNTS = ("percent", "uses", "per_patient")


class CouponForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = Coupon
        fields = ["code", "percent", "amount", "minimum", "starts", "expires", "uses", "per_patient", "gift_amounts"]
        labels = {"uses": "Uses by all", "per_patient": "Uses by each", "minimum": "From an order of"}
        widgets = {  # narrow enough for one line
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


class CouponInline(ClinicScoped, admin.StackedInline):  # type: ignore[type-arg]
    """Stacked, so that each box keeps its label on a phone."""

    clinic_staff_may = ("view", "add", "change", "delete")
    model = Coupon
    form = CouponForm
    formset = CouponFormSet
    fields = [
        ("code", "used"),
        ("percent", "amount", "minimum"),
        ("uses", "per_patient"),
        ("starts", "expires", "gift_amounts"),
    ]
    readonly_fields = ["used"]
    extra = 0

    @admin.display(description="Used so far")
    def used(self, coupon: Coupon) -> str:
        """By all patients; one question for all codes of the page."""
        if not coupon.pk:
            return "–"
        if self._counts is None:
            self._counts = commerce.coupon_counts(coupon.clinic)
        return str(self._counts.get(coupon.code, 0))

    _counts: dict[str, int] | None = None  # an inline is made anew for each request
