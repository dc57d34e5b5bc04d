"""What is kept about patients: sealed sessions, consents by reference, and counters. No personal data in clear."""

from __future__ import annotations

from django.db import models

from storefront.clinics.models import Clinic
from storefront.sealing import sealed_anew


class StoredSession(models.Model):
    """A browser session. ``key`` is a hash of the cookie's value, so that who reads this table holds no cookie.

    ``clinic`` is the slug of the only clinic whose hosts may open it, empty for the staff hosts. ``patient`` is a keyed
    digest of who is signed in (of one word while a member chooses between accounts), empty for guests and staff: so a
    patient's sessions can be ended without opening everybody's.
    """

    key = models.CharField(max_length=64, primary_key=True)
    clinic = models.CharField(max_length=50, blank=True, db_index=True)
    patient = models.CharField(max_length=64, blank=True, default="", db_default="", db_index=True)
    sealed = models.TextField()
    expires_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"session of {self.clinic or 'staff'}"

    @property
    def binding(self) -> str:
        return f"session:{self.clinic}:{self.key}"

    def sealed_anew(self) -> dict[str, str]:
        """Under the first of ``FIELD_KEYS``, for ``manage.py reseal``. Raises ``Unsealable``."""
        return {"sealed": sealed_anew(self.sealed, bound_to=self.binding)}


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


class Limit(models.Model):
    """Hits in one window of one limit, written by ``limits.py``. ``key`` is a hash, ``ends_at`` seconds since 1970."""

    key = models.CharField(max_length=64, primary_key=True)
    ends_at = models.BigIntegerField(db_index=True)
    hits = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.hits} hits"


from storefront.patients.local.models import AccountEvent, ChartLink, LocalAccount  # noqa: E402, F401 - for discovery
