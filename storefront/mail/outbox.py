"""Putting an email into the outbox, and taking it out again while it has not left.

``post`` writes the row in the caller's transaction: where that is rolled back, nothing was told. It is sent as soon as
the transaction is committed, and otherwise by the job.
"""

from __future__ import annotations

from datetime import datetime, timedelta

import structlog
from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language

from storefront.clinics.models import Clinic
from storefront.mail import sending
from storefront.mail.models import Content, EmailState, OutgoingEmail
from storefront.web.no_mail import mail_goes

log = structlog.stdlib.get_logger(__name__)


def post(
    clinic: Clinic,
    kind: str,
    content: Content,
    *,
    order: str = "",
    once: str = "",
    after: timedelta = timedelta(),
    lives: timedelta | None = None,
) -> OutgoingEmail | None:
    """None where no mail server is set up, the clinic has switched the kind off, or it was told before (``once``).

    It leaves ``after`` that time at the earliest, unless it is withdrawn, and never later than it ``lives``.
    """
    if kind in clinic.emails_off:
        return None
    if not mail_goes():
        log.warning("mail_failed", clinic=clinic.slug, operation=kind, error_class="NoMailServer")
        return None
    now = timezone.now()
    email = OutgoingEmail(
        clinic=clinic,
        kind=kind,
        language=(get_language() or "")[:10],
        order=order,
        once=once,
        due_at=now + after,
        expires_at=now + lives if lives else None,
    )
    email.seal_content(content)
    if once and OutgoingEmail.objects.filter(clinic=clinic, once=once).exists():
        return None
    OutgoingEmail.objects.bulk_create([email], ignore_conflicts=bool(once))
    if not after:
        sending.after_commit(email.pk)
    return email


def pretend(clinic: Clinic, kind: str, content: Content) -> None:
    """As much work as ``post``, and nothing is left of it: the time of a page must not tell who has an account."""
    if not mail_goes():
        return
    email = OutgoingEmail(clinic=clinic, kind=kind, due_at=timezone.now(), state=EmailState.WITHDRAWN)
    email.seal_content(content)
    with transaction.atomic():
        email.save(force_insert=True)
        email.delete()


def withdraw(clinic: Clinic, order: str, *kinds: str) -> int:
    """What these emails tell is no longer true. Gives how many had not left yet."""
    waiting = OutgoingEmail.objects.filter(clinic=clinic, order=order, kind__in=kinds, state=EmailState.WAITING)
    return waiting.update(state=EmailState.WITHDRAWN, once="", sealed="", ended_at=timezone.now())


def send_again(email: OutgoingEmail) -> bool:
    """Staff ask for it once more. False when it cannot be, or somebody was quicker."""
    if not email.may_be_sent_again:
        return False
    again = OutgoingEmail.objects.filter(pk=email.pk, state=email.state).update(
        state=EmailState.WAITING, tries=0, due_at=timezone.now(), expires_at=None, error_class="", ended_at=None
    )
    if again:
        sending.after_commit(email.pk)
    return bool(again)


def prune(before: datetime) -> int:
    """Delete emails that ended, or were written, by then."""
    return OutgoingEmail.objects.filter(created_at__lt=before).exclude(state=EmailState.SENDING).delete()[0]
