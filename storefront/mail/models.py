"""The outbox: one row for each email, written in the transaction of what it tells.

Recipient and content are sealed; of the address a keyed digest stands beside them. Nothing of an email is in clear.
"""

from __future__ import annotations

import json
import uuid
from dataclasses import asdict, dataclass
from typing import Any

from django.db import models

from storefront.clinics.emails import EmailKind, kind_named
from storefront.clinics.models import Clinic
from storefront.sealing import UnsealError, seal, sealed_anew, unseal
from storefront.sessions.digests import email_digests


@dataclass(frozen=True, slots=True)
class Content:
    """What is sent. ``html`` is empty for an email of plain text only."""

    to: str
    subject: str
    text: str
    html: str = ""


class EmailState(models.TextChoices):
    WAITING = "waiting", "Waiting"
    SENDING = "sending", "Being sent"
    SENT = "sent", "Sent"
    PERHAPS_SENT = "perhaps_sent", "Perhaps sent"
    GIVEN_UP = "given_up", "Not sent, given up"
    WITHDRAWN = "withdrawn", "Not sent, no longer true"


class OutgoingEmail(models.Model):
    """``once`` names what an email tells, so that nothing is told twice; empty where the same may be told again.

    ``order`` is the id of the order attempt it is about, or empty. ``expires_at`` is when nobody needs it any more.
    An email that is being sent since long ago is *perhaps sent*: its process ended between sending and writing it down.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="outgoing_emails")
    kind = models.CharField(max_length=30)
    language = models.CharField(max_length=10, blank=True)
    order = models.CharField(max_length=36, blank=True, db_index=True)
    once = models.CharField(max_length=120, blank=True)
    mailbox = models.CharField(max_length=64, db_index=True, editable=False, help_text="Keyed digest of the recipient")
    sealed = models.TextField(editable=False)
    state = models.CharField(max_length=20, choices=EmailState, default=EmailState.WAITING)
    tries = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)
    due_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True, blank=True)
    claimed_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    error_class = models.CharField(max_length=60, blank=True)

    class Meta:
        verbose_name = "email"
        ordering = ["-created_at"]
        indexes = [models.Index("state", "due_at", name="email_due")]
        constraints = [
            models.CheckConstraint(condition=models.Q(state__in=EmailState.values), name="email_state_known"),
            models.UniqueConstraint(fields=["clinic", "once"], condition=~models.Q(once=""), name="one_email_of_each"),
        ]

    def __str__(self) -> str:
        return f"{self.label} {self.created_at:%Y-%m-%d %H:%M}" if self.created_at else self.label

    @property
    def known_kind(self) -> EmailKind | None:
        """None for a kind that another version of this program wrote."""
        return kind_named(self.kind)

    @property
    def label(self) -> str:
        kind = self.known_kind
        return kind.label if kind else self.kind

    @property
    def may_be_sent_again(self) -> bool:
        """An email with a link or a code that opens an account is asked for anew, and never sent again by staff."""
        kind = self.known_kind
        ended = (EmailState.SENT, EmailState.PERHAPS_SENT, EmailState.GIVEN_UP)
        return bool(self.sealed and kind and not kind.opens_account and self.state in ended)

    def seal_content(self, content: Content) -> None:
        """Not saved yet."""
        self.mailbox = email_digests(self.clinic.slug, content.to)[0]
        self.sealed = seal(json.dumps(asdict(content)), bound_to=self._binding)

    def content(self) -> Content | None:
        """None where it was erased, or where ``FIELD_KEYS`` no longer holds the key that sealed it."""
        try:
            return Content(**json.loads(unseal(self.sealed, bound_to=self._binding))) if self.sealed else None
        except UnsealError:
            return None

    def sealed_anew(self) -> dict[str, str]:
        """Under the first of ``FIELD_KEYS``, for ``manage.py reseal``. Raises ``UnsealError``."""
        if not self.sealed:
            return {}
        kept: dict[str, Any] = json.loads(unseal(self.sealed, bound_to=self._binding))
        return {
            "sealed": sealed_anew(self.sealed, bound_to=self._binding),
            "mailbox": email_digests(self.clinic.slug, kept["to"])[0],
        }

    @property
    def _binding(self) -> str:
        return f"email:{self.pk}"
