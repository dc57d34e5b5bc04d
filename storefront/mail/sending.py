"""Sending what is in the outbox, each email once.

Whoever sends takes the email by one conditional update. Afterwards it is written down what came of it:

- the server took it: *sent*;
- the server was not reached, or refused it for now: tried again, with growing waits, and given up after the last one;
- the server refused it for good: *given up*;
- the connection broke while it was handed over, or our process ended: *perhaps sent*. It is not sent again by itself,
  because a second "your payment came back" frightens more than a missing one; staff see it and can send it again.
"""

from __future__ import annotations

import smtplib
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from uuid import UUID

import structlog
from django.core.mail import get_connection
from django.db import Error, connections, transaction
from django.db.models import F, Q
from django.utils import timezone

from storefront.clinics.models import Clinic
from storefront.mail.composing import message_of
from storefront.mail.models import EmailState, OutgoingEmail

WAITS = [timedelta(minutes=m) for m in (1, 5, 15, 60, 3 * 60, 6 * 60, 12 * 60, 24 * 60)]  # two days in all
SENDING_FOR = timedelta(minutes=10)  # far longer than the mail server's time-out
MOST_OF_A_CLINIC = 50  # emails in one pass
FAILED_TIMES = 3  # in a row; then the mail server is left alone until the next pass
SENDERS = ThreadPoolExecutor(4, thread_name_prefix="mail")  # sends what it has when the process ends

log = structlog.stdlib.get_logger(__name__)


def after_commit(pk: UUID) -> None:
    """In a thread of its own: a page does not wait for the mail server. What fails is the job's."""
    transaction.on_commit(lambda: SENDERS.submit(_send_in_thread, pk))


def _send_in_thread(pk: UUID) -> None:
    try:
        send(pk)
    except Error as error:  # the database is away: the job finds the row
        log.warning("mail_not_sent_yet", error_class=type(error).__name__)
    finally:
        connections.close_all()


def due(now: datetime) -> Q:
    return Q(state=EmailState.WAITING, due_at__lte=now)


def clinics_with_due(now: datetime) -> dict[str, Clinic]:
    """By slug."""
    waiting = OutgoingEmail.objects.filter(due(now)).order_by().values("clinic")
    return {clinic.slug: clinic for clinic in Clinic.objects.filter(pk__in=waiting)}


def send_due_of(clinic: Clinic, now: datetime) -> int:
    """One pass over one clinic, the oldest first. Gives how many were sent."""
    sent = failed = 0
    rows = OutgoingEmail.objects.filter(due(now), clinic=clinic).order_by("due_at")
    for pk in list(rows.values_list("pk", flat=True)[:MOST_OF_A_CLINIC]):
        state = send(pk)
        sent += state == EmailState.SENT
        failed = failed + 1 if state == EmailState.WAITING else 0
        if failed == FAILED_TIMES:
            break
    return sent


def tell_interrupted(now: datetime) -> int:
    """Emails whose process ended while it sent them: nobody knows whether they left."""
    lost = OutgoingEmail.objects.filter(state=EmailState.SENDING, claimed_at__lt=now - SENDING_FOR)
    return lost.update(state=EmailState.PERHAPS_SENT, ended_at=now, error_class="Interrupted")


def send(pk: UUID) -> str:
    """Send this email unless somebody else does. Gives the state it has afterwards, empty where it is not ours."""
    now = timezone.now()
    mine = OutgoingEmail.objects.filter(due(now), pk=pk)
    if not mine.update(state=EmailState.SENDING, claimed_at=now, tries=F("tries") + 1):
        return ""
    email = OutgoingEmail.objects.select_related("clinic").get(pk=pk)
    if email.expires_at and email.expires_at <= now:
        return _ended(email, EmailState.GIVEN_UP, "TooLate")
    state, error = _hand_over(email)
    if state != EmailState.SENT:
        name = type(error).__name__ if error else "Unsealable"
        log.warning("mail_failed", clinic=email.clinic.slug, operation=email.kind, error_class=name, outcome=state)
        return _try_later(email, name) if state == EmailState.WAITING else _ended(email, state, name)
    return _ended(email, EmailState.SENT)


def _hand_over(email: OutgoingEmail) -> tuple[EmailState, Exception | None]:
    content = email.content()
    if content is None:
        return EmailState.GIVEN_UP, None
    connection = get_connection()
    try:
        message = message_of(email.clinic, content)
        connection.open()
    except Exception as error:  # nothing has left: whatever it was may pass
        return EmailState.WAITING, error
    try:
        connection.send_messages([message])
    except Exception as error:  # its words may hold the address, so they go nowhere
        return what_it_means(error), error
    finally:
        _close(connection)
    return EmailState.SENT, None


def what_it_means(error: Exception) -> EmailState:
    """The mail server's answer decides; no answer means that nobody knows."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        codes = [code for code, _words in error.recipients.values()]
        return EmailState.GIVEN_UP if all(code >= 500 for code in codes) else EmailState.WAITING
    if isinstance(error, smtplib.SMTPResponseException):
        return EmailState.GIVEN_UP if error.smtp_code >= 500 else EmailState.WAITING
    if isinstance(error, smtplib.SMTPServerDisconnected | TimeoutError | ConnectionResetError | BrokenPipeError):
        return EmailState.PERHAPS_SENT
    return EmailState.WAITING


def _close(connection: object) -> None:
    try:
        connection.close()  # type: ignore[attr-defined]
    except Exception as error:
        log.debug("mail_connection_not_closed", error_class=type(error).__name__)


def _try_later(email: OutgoingEmail, error_class: str) -> str:
    if email.tries > len(WAITS):
        return _ended(email, EmailState.GIVEN_UP, error_class)
    due_at = timezone.now() + WAITS[email.tries - 1]
    return _write(email, EmailState.WAITING, error_class=error_class[:60], due_at=due_at)


def _ended(email: OutgoingEmail, state: EmailState, error_class: str = "") -> str:
    """What opens an account is worth nothing once it has left, so its content goes at once."""
    kind = email.known_kind
    erased = {"sealed": ""} if kind and kind.opens_account else {}
    return _write(email, state, error_class=error_class[:60], ended_at=timezone.now(), **erased)


def _write(email: OutgoingEmail, state: EmailState, **values: object) -> str:
    mine = OutgoingEmail.objects.filter(pk=email.pk, state=EmailState.SENDING, tries=email.tries)
    mine.update(state=state, **values)
    return state.value
