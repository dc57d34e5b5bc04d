"""Accounts, the codes that link them to a chart, and what happened to them. Nothing about a person is in clear."""

from __future__ import annotations

import json
import uuid
from dataclasses import asdict
from datetime import date
from typing import Any

from django.db import models
from structlog.contextvars import get_contextvars

from storefront.clinics.models import Clinic
from storefront.sealing import seal, sealed_anew, unseal
from storefront.sessions.digests import email_digests
from storefront.upstream.types import NewPatient


class LocalAccount(models.Model):
    """A patient's sign-in at one clinic. Read it through ``clinic.local_accounts`` only.

    ``external_id`` is our name for the patient at the upstream and in links; ``patient_ref`` is the upstream's own and
    empty until the chart is made. ``epoch`` rises whenever all sign-ins of this account must end.
    """

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="local_accounts")
    external_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    email_digest = models.CharField(max_length=64)
    sealed_person = models.TextField()
    password = models.CharField(max_length=128)
    patient_ref = models.CharField(max_length=128, blank=True)
    epoch = models.PositiveIntegerField(default=1)
    email_verified_at = models.DateTimeField(null=True, blank=True)
    linked_at = models.DateTimeField(null=True, blank=True, help_text="When it was moved to a chart that existed")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        app_label = "patients"  # where its table began
        verbose_name, verbose_name_plural = "patient account", "patient accounts"
        constraints = [
            models.UniqueConstraint(fields=["clinic", "email_digest"], name="one_account_per_address"),
            models.UniqueConstraint(
                fields=["clinic", "patient_ref"], condition=~models.Q(patient_ref=""), name="one_account_per_chart"
            ),
        ]

    def __str__(self) -> str:
        return str(self.external_id)

    @property
    def person(self) -> NewPatient:
        """Name and address; until the chart is made also the rest of what was typed, never the password."""
        kept = json.loads(unseal(self.sealed_person, bound_to=self._binding))
        born = kept["birth_date"]
        return NewPatient(**(kept | {"birth_date": date.fromisoformat(born) if born else None, "password": ""}))

    def seal_person(self, person: NewPatient) -> None:
        """Under the first of ``FIELD_KEYS``, the digest too. Not saved yet."""
        kept: dict[str, Any] = asdict(person)
        del kept["password"]
        kept["birth_date"] = person.birth_date.isoformat() if person.birth_date else None
        self.sealed_person = seal(json.dumps(kept), bound_to=self._binding)
        self.email_digest = email_digests(self.clinic.slug, person.email)[0]

    def sealed_anew(self) -> dict[str, str]:
        """Under the first of ``FIELD_KEYS``, for ``manage.py reseal``. Raises ``UnsealError``."""
        return {
            "sealed_person": sealed_anew(self.sealed_person, bound_to=self._binding),
            "email_digest": email_digests(self.clinic.slug, self.person.email)[0],
        }

    @property
    def sealed_by_an_old_key(self) -> bool:
        return self.email_digest != email_digests(self.clinic.slug, self.person.email)[0]

    def change(self, *unless_changed: str, **fields: Any) -> bool:
        """Write ``fields``, unless somebody else changed one of ``unless_changed`` meanwhile: then False."""
        as_read = {name: getattr(self, name) for name in unless_changed}
        if not self.clinic.local_accounts.filter(pk=self.pk, **as_read).update(**fields):
            return False
        for name, value in fields.items():
            setattr(self, name, value)
        return True

    @property
    def _binding(self) -> str:
        return f"local-account:{self.clinic.slug}:{self.external_id}"


class ChartLink(models.Model):
    """A mailed code that moves an account to a chart; the newest one only. No ``patient_ref``: it opens nothing."""

    account = models.OneToOneField(LocalAccount, on_delete=models.CASCADE, related_name="link")
    patient_ref = models.CharField(max_length=128, blank=True)
    code_digest = models.CharField(max_length=64)
    tries = models.PositiveSmallIntegerField(default=0)
    expires_at = models.DateTimeField()

    class Meta:
        app_label = "patients"

    def __str__(self) -> str:
        return f"link of {self.account}"


class AccountEvent(models.Model):
    """What happened to an account and when. Append-only, and stays when the account goes."""

    class Kind(models.TextChoices):
        SIGNED_UP = "signed_up", "Signed up"
        SIGNED_IN = "signed_in", "Signed in"
        EMAIL_CONFIRMED = "email_confirmed", "Confirmed the email address"
        PASSWORD_CHANGED = "password_changed", "Changed the password by a mailed link"
        PASSWORD_REPLACED = "password_replaced", "Changed the password while signed in"
        ERASED = "erased", "Erased"
        CODE_ASKED = "code_asked", "Asked to be linked to an existing chart"
        LINKED = "linked", "Linked to an existing chart"

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="account_events")
    account = models.UUIDField(help_text="The account's external id")
    kind = models.CharField(max_length=30, choices=Kind)
    patient_ref = models.CharField(max_length=128, blank=True, help_text="The account's chart then")
    request_id = models.CharField(max_length=32, blank=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        app_label = "patients"
        ordering = ["-at", "-pk"]
        indexes = [models.Index("clinic", "account", name="events_of_account")]

    def __str__(self) -> str:
        return f"{self.kind} {self.account}"

    @classmethod
    def record(cls, account: LocalAccount, kind: Kind) -> None:
        cls.objects.create(
            clinic=account.clinic,
            account=account.external_id,
            kind=kind,
            patient_ref=account.patient_ref,
            request_id=get_contextvars().get("request_id", ""),
        )
