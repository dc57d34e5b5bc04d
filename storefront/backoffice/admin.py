"""The staff pages of clinics, patients and statistics: Django admin looks for them here."""

from storefront.backoffice import jobs, mail
from storefront.backoffice.clinics import clinic, domains
from storefront.backoffice.patients import admin as patients
from storefront.backoffice.statistics import admin as statistics

__all__ = ["clinic", "domains", "jobs", "mail", "patients", "statistics"]
