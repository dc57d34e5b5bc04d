"""Emails in the outbox of a clinic, and mail servers that answer as a test wants."""

from __future__ import annotations

import smtplib
from typing import Any

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from storefront.clinics.models import Clinic
from storefront.mail import outbox
from storefront.mail.models import Content, OutgoingEmail

ZOE = "zoe@patients.example"
CONTENT = Content(ZOE, "About your order", "It is on its way.", "<p>It is on its way.</p>")
SERVER = "tests.mail.posting.Server"


def posted(clinic: Clinic, kind: str = "order_shipped", **how: Any) -> OutgoingEmail:
    """In the outbox, as the database has it now."""
    email = outbox.post(clinic, kind, CONTENT, **how)
    assert email
    return OutgoingEmail.objects.get(pk=email.pk)


class Server(BaseEmailBackend):
    """``answers``: what the next emails meet, each once; None takes it. ``closed``: nobody listens."""

    answers: list[Exception | None] = []
    taken: list[EmailMessage] = []
    closed = False

    @classmethod
    def will(cls, *answers: Exception | None, closed: bool = False) -> type[Server]:
        cls.answers, cls.taken, cls.closed = list(answers), [], closed
        return cls

    def open(self) -> bool:
        if self.closed:
            raise ConnectionRefusedError
        return True

    def send_messages(self, email_messages: list[EmailMessage]) -> int:  # type: ignore[override]
        answer = self.answers.pop(0) if self.answers else None
        if answer:
            raise answer
        self.taken.extend(email_messages)
        return len(email_messages)


FULL = smtplib.SMTPRecipientsRefused({ZOE: (452, b"mailbox full")})
UNKNOWN_ADDRESS = smtplib.SMTPRecipientsRefused({ZOE: (550, b"no such user")})
BROKEN = smtplib.SMTPServerDisconnected("Connection unexpectedly closed")
