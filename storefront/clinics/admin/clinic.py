"""A clinic in the staff pages."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest

from storefront.clinics.admin.commerce import CommerceField
from storefront.clinics.admin.coupons import CouponInline
from storefront.clinics.admin.domains import DomainInline
from storefront.clinics.models import Clinic
from storefront.sealing import Unsealable
from storefront.staff.scoping import ClinicScoped


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


@admin.register(Clinic)
class ClinicAdmin(ClinicScoped, admin.ModelAdmin):  # type: ignore[type-arg]
    clinic_path = "pk"
    clinic_staff_may = ("view", "change")
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
