"""Clinics, and what is kept of each."""

from storefront.clinics.models.branding import Banner, ClinicText, ConsentWording, Logo, dressed
from storefront.clinics.models.clinic import Clinic, CommerceKind, ConnectionTest, Coupon, Domain

__all__ = [
    "Banner",
    "Clinic",
    "ClinicText",
    "CommerceKind",
    "ConnectionTest",
    "ConsentWording",
    "Coupon",
    "Domain",
    "Logo",
    "dressed",
]
