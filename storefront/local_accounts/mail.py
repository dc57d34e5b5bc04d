"""Email to patients about their account: plain text, in the clinic's name, nothing about health, products or persons.

They leave by the outbox (``storefront/mail``): a page neither waits for the mail server nor tells by its time whether
anybody was written to.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.template.loader import render_to_string

from storefront.clinics.models import Clinic
from storefront.limits.policy import EMAIL
from storefront.mail import outbox
from storefront.mail.models import Content
from storefront.sessions.digests import email_digests

LIVES = {  # as long as what they carry works; the others as long as they are news
    "reset": timedelta(minutes=10),
    "code": timedelta(minutes=10),
    "verify": timedelta(days=3),
}
NEWS = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Email:
    """Ready to be sent. ``template`` is its name in ``templates/mail/`` and the kind of email."""

    clinic: Clinic
    template: str
    content: Content = field(repr=False)


def may_send(clinic: Clinic, address: str, template: str) -> bool:
    """Count one email of this kind. Nobody's mailbox is flooded through us, whoever asks."""
    return not EMAIL.wait(mailbox=email_digests(clinic.slug, address)[0], kind=template)


def compose(clinic: Clinic, to: str, subject: str, template: str, **context: Any) -> Email:
    """``templates/mail/<template>.txt`` for this email address. Nothing is sent yet."""
    text = render_to_string(f"mail/{template}.txt", {"clinic": clinic, **context})
    return Email(clinic, template, Content(to, subject, text))


def send_soon(email: Email) -> None:
    """In the caller's transaction, where there is one."""
    outbox.post(email.clinic, email.template, email.content, lives=LIVES.get(email.template, NEWS))


def pretend_to_send(email: Email) -> None:
    """Takes as long as ``send_soon``, and nobody gets it."""
    outbox.pretend(email.clinic, email.template, email.content)
