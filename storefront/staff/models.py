"""Who of the staff works for which clinic, and what they did: the audit log."""

from __future__ import annotations

from typing import Any, Never

from django.conf import settings
from django.db import models

from storefront.clinics.models import Clinic
from storefront.staff.totp import Authenticator

__all__ = ["Action", "Authenticator", "Membership", "StaffEvent"]


class Membership(models.Model):
    """Clinic staff see the clinics they are members of, and nothing else. Platform staff need none."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships")
    clinic = models.ForeignKey(Clinic, on_delete=models.CASCADE, related_name="memberships")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "clinic"], name="one_membership_each")]

    def __str__(self) -> str:
        return f"{self.user} at {self.clinic}"


class Action(models.TextChoices):
    SIGNED_IN = "signed_in", "signed in"
    SIGNED_OUT = "signed_out", "signed out"
    SIGN_IN_FAILED = "sign_in_failed", "sign-in refused"
    SECOND_FACTOR = "second_factor", "set up a second factor"
    CODES = "codes", "made recovery codes"
    FACTOR_RESET = "factor_reset", "reset a second factor"
    CODE_GIVEN = "code_given", "gave a fresh code"
    CODE_REFUSED = "code_refused", "fresh code refused"
    PASSWORD = "password", "changed a password"
    READ = "read", "read"
    ADDED = "added", "added"
    CHANGED = "changed", "changed"
    DELETED = "deleted", "deleted"
    LOOKED_UP_AGAIN = "looked_again", "looked an order up again"
    RESOLVED_BY_STAFF = "settled", "resolved by staff"
    RESOLVED = "resolved", "marked as resolved"
    ENDED_SESSIONS = "ended_sessions", "ended a patient's sessions"
    TESTED = "tested", "tested the connection"
    VERIFIED = "verified", "checked a domain"
    EXPORTED = "exported", "exported"
    SENT_AGAIN = "sent_again", "sent an email again"
    ERASED = "erased", "erased a patient's data"


class AppendOnly(models.QuerySet["StaffEvent"]):
    def update(self, **kwargs: Any) -> Never:
        raise TypeError("The audit log is append-only.")

    def delete(self) -> Never:
        raise TypeError("The audit log is append-only.")


class StaffEvent(models.Model):
    """One thing that a member of staff read or did. No patient's data: subjects are named by our ids.

    Append-only: the database itself refuses to change a row (and, on PostgreSQL, to delete one).
    """

    at = models.DateTimeField(auto_now_add=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="staff_events"
    )
    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, null=True, blank=True, related_name="staff_events")
    action = models.CharField(max_length=20, choices=Action)
    subject = models.CharField(
        max_length=200, blank=True, help_text="What it was done to, such as order attempt H7K2-9QXM"
    )
    about = models.CharField(max_length=120, blank=True, db_index=True, help_text="The row, such as clinics.clinic/3")
    detail = models.TextField(
        blank=True, help_text="Names of changed fields, a reason, a number of rows; never a secret"
    )
    address = models.CharField(max_length=64, blank=True, help_text="Keyed hash of the IP address it came from")
    request_id = models.CharField(max_length=40, blank=True)

    objects = AppendOnly.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = "entry of the audit log", "audit log"
        ordering = ["-at", "-pk"]
        indexes = [models.Index("clinic", "at", name="staff_event_of_clinic")]

    def __str__(self) -> str:
        return f"{self.user or 'nobody'} {self.get_action_display()} {self.subject}".strip()

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("The audit log is append-only.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Never:
        raise TypeError("The audit log is append-only.")
