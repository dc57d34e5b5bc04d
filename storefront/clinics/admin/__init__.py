"""Clinics in the staff pages."""

from storefront.clinics.admin.clinic import ClinicAdmin

__all__ = ["ClinicAdmin"]
