"""What is kept about patients: consents, by the upstream's reference. No personal data in clear.

The tables of sessions, limits and local accounts began in this app and stay in it; their code is in packages below.
"""

from __future__ import annotations

from django.db import models

from storefront.clinics.models import Clinic
from storefront.limits.models import Limit
from storefront.local_accounts.models import AccountEvent, ChartLink, LocalAccount
from storefront.sessions.models import StoredSession

__all__ = ["AccountEvent", "ChartLink", "Consent", "Limit", "LocalAccount", "StoredSession"]


class Consent(models.Model):
    """What a patient agreed to or not, in the words they read. Append-only: the newest row of a kind counts."""

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="consents")
    patient_ref = models.CharField(max_length=128, help_text="The upstream's own id of the patient")
    kind = models.CharField(max_length=40)
    version = models.CharField(max_length=20)
    language = models.CharField(max_length=10)
    wording = models.TextField()
    given = models.BooleanField()
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index("clinic", "patient_ref", "kind", name="consent_of_patient")]

    def __str__(self) -> str:
        return f"{self.kind} {self.version}: {'given' if self.given else 'refused'}"
