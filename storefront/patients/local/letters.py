"""Mail to patients: plain text, in the clinic's name, nothing about health, products or persons.

Not even a name: whoever signed up may have chosen it to make us say something. Letters leave from threads of
their own: a page neither waits for the mail server nor tells by its time whether anybody was written to.
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
from storefront.patients.limits import Window, allow
from storefront.patients.local.digests import email_digests

HOUR = 60 * 60
PER_MAILBOX = (Window(5, HOUR), Window(15, 24 * HOUR))
WORKERS = 4

SENDERS = ThreadPoolExecutor(WORKERS, thread_name_prefix="letters")  # finishes its letters when the process ends

log = structlog.stdlib.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Letter:
    clinic: str
    name: str
    message: EmailMessage = field(repr=False)


def may_write(clinic: Clinic, email: str) -> bool:
    """Count one letter. Nobody's mailbox is flooded through us, whoever asks."""
    return not allow(f"letter:{email_digests(clinic.slug, email)[0]}", *PER_MAILBOX)


def write(clinic: Clinic, to: str, subject: str, letter: str, **context: Any) -> Letter:
    """``templates/mail/<letter>.txt`` for this address. Nothing is sent yet."""
    text = render_to_string(f"mail/{letter}.txt", {"clinic": clinic, **context})
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
    return Letter(clinic.slug, letter, message)


def post(letter: Letter) -> None:
    """Send it soon. A failure is logged and never reaches the page."""
    SENDERS.submit(_deliver, letter)


def _deliver(letter: Letter) -> None:
    try:
        letter.message.send()
    except Exception as error:  # whatever the mail server did: its words may hold the address
        log.warning("letter_failed", clinic=letter.clinic, operation=letter.name, error_class=type(error).__name__)
