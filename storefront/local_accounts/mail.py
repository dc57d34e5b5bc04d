"""Email to patients about their account: plain text, in the clinic's name, nothing about health, products or persons.

Not even a name: whoever signed up may have chosen it to make us say something. Emails leave from threads of their own:
a page neither waits for the mail server nor tells by its time whether anybody was written to.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from email.utils import formataddr, make_msgid, parseaddr
from typing import Any

import structlog
from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string

from storefront.clinics.models import Clinic
from storefront.limits.policy import EMAIL
from storefront.sessions.digests import email_digests

WORKERS = 4

SENDERS = ThreadPoolExecutor(WORKERS, thread_name_prefix="mail")  # sends what it has when the process ends

log = structlog.stdlib.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Email:
    """Ready to be sent. ``template`` is its name in ``templates/mail/``."""

    clinic: str
    template: str
    message: EmailMessage = field(repr=False)


def may_send(clinic: Clinic, address: str, template: str) -> bool:
    """Count one email of this kind. Nobody's mailbox is flooded through us, whoever asks."""
    return not EMAIL.wait(mailbox=email_digests(clinic.slug, address)[0], kind=template)


def compose(clinic: Clinic, to: str, subject: str, template: str, **context: Any) -> Email:
    """``templates/mail/<template>.txt`` for this email address. Nothing is sent yet."""
    text = render_to_string(f"mail/{template}.txt", {"clinic": clinic, **context})
    sender = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    message = EmailMessage(
        subject,
        text,
        from_email=formataddr((" ".join(clinic.name.split()), sender)),
        to=[to],
        reply_to=[clinic.support_email],
        # Our own Message-ID: Django's would tell the name of this machine.
        headers={"Auto-Submitted": "auto-generated", "Message-ID": make_msgid(domain=sender.rpartition("@")[2])},
    )
    return Email(clinic.slug, template, message)


def send_soon(email: Email) -> None:
    """A failure is logged and never reaches the page."""
    SENDERS.submit(_deliver, email)


def _deliver(email: Email) -> None:
    try:
        email.message.send()
    except Exception as error:  # whatever the mail server did: its words may hold the address
        log.warning("mail_failed", clinic=email.clinic, operation=email.template, error_class=type(error).__name__)
