"""The post of the tests: what is in the outbox leaves when somebody looks into the letterbox."""

from __future__ import annotations

from django.core import mail as django_mail
from django.core.mail import EmailMultiAlternatives
from django.utils import timezone

from storefront.mail.sending import clinics_with_due, send_due_of


def letterbox() -> list[EmailMultiAlternatives]:
    """All emails so far, the oldest first. What is due is sent first."""
    now = timezone.now()
    for clinic in clinics_with_due(now).values():
        send_due_of(clinic, now)
    return django_mail.outbox  # type: ignore[return-value]
