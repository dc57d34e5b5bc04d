"""Hosts of a clinic in the staff pages."""

from __future__ import annotations

from django import forms
from django.contrib import admin

from storefront.clinics.addresses import refuse_staff_hosts
from storefront.clinics.models import Domain
from storefront.staff.scoping import ClinicScoped


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


class DomainInline(ClinicScoped, admin.TabularInline):  # type: ignore[type-arg]
    model = Domain
    form = DomainForm
    extra = 0
