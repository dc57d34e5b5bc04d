"""Each email leaves once, is tried again where that is safe, and is given up in the end."""

from __future__ import annotations

import smtplib
from datetime import datetime, timedelta
from threading import Barrier, Thread

import pytest
import time_machine
from django.db import connection
from django.utils import timezone
from pytest_django import Settings

from storefront.clinics.models import Clinic
from storefront.mail import sending
from storefront.mail.models import EmailState, OutgoingEmail
from storefront.mail.sending import WAITS, clinics_with_due, send, send_due_of, tell_interrupted, what_it_means
from tests.mail.posting import BROKEN, CONTENT, FULL, SERVER, UNKNOWN_ADDRESS, Server, posted


@pytest.fixture(autouse=True)
def server(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> type[Server]:
    monkeypatch.setattr(sending, "after_commit", lambda pk: None)
    settings.EMAIL_BACKEND = SERVER
    return Server.will()


def now_is(email: OutgoingEmail) -> tuple[str, int]:
    email.refresh_from_db()
    return email.state, email.tries


def test_an_email_is_sent_and_not_again(harbour: Clinic, server: type[Server]) -> None:
    email = posted(harbour)

    assert send(email.pk) == EmailState.SENT
    assert send(email.pk) == ""

    (message,) = server.taken
    assert (message.to, message.subject, message.body) == ([CONTENT.to], CONTENT.subject, CONTENT.text)
    assert now_is(email) == (EmailState.SENT, 1)


@pytest.mark.django_db(transaction=True)
def test_of_several_senders_one_sends(harbour: Clinic, server: type[Server]) -> None:
    email, together = posted(harbour), Barrier(4)
    states: list[str] = []

    def race() -> None:
        together.wait(10)
        states.append(send(email.pk))
        connection.close()

    threads = [Thread(target=race) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(states) == ["", "", "", "sent"]
    assert len(server.taken) == 1


def test_a_mail_server_that_is_down_is_tried_with_growing_waits_and_then_given_up(harbour: Clinic) -> None:
    Server.will(closed=True)
    email = posted(harbour)
    at = timezone.now()

    for tries, wait in enumerate(WAITS, 1):
        with time_machine.travel(at, tick=False):
            assert send(email.pk) == EmailState.WAITING
            assert send(email.pk) == ""  # not due yet
        assert now_is(email) == (EmailState.WAITING, tries)
        assert email.due_at == at + wait
        at += wait
    with time_machine.travel(at, tick=False):
        assert send(email.pk) == EmailState.GIVEN_UP
    assert email.error_class == "ConnectionRefusedError"


@pytest.mark.parametrize(
    ("answer", "state"),
    [
        (FULL, EmailState.WAITING),
        (UNKNOWN_ADDRESS, EmailState.GIVEN_UP),
        (smtplib.SMTPDataError(451, b"later"), EmailState.WAITING),
        (smtplib.SMTPDataError(554, b"never"), EmailState.GIVEN_UP),
        (BROKEN, EmailState.PERHAPS_SENT),
        (TimeoutError(), EmailState.PERHAPS_SENT),
        (ConnectionRefusedError(), EmailState.WAITING),
    ],
)
def test_the_answer_decides_and_no_answer_is_not_sent_twice(
    harbour: Clinic, answer: Exception, state: EmailState, caplog: pytest.LogCaptureFixture
) -> None:
    assert what_it_means(answer) == state
    Server.will(answer)
    email = posted(harbour)

    assert send(email.pk) == state

    assert "mail_failed" in caplog.text
    assert CONTENT.to not in caplog.text
    assert CONTENT.subject not in caplog.text


def test_a_process_that_died_leaves_a_perhaps(harbour: Clinic) -> None:
    now, email = timezone.now(), posted(harbour)
    OutgoingEmail.objects.filter(pk=email.pk).update(state=EmailState.SENDING, claimed_at=now - timedelta(minutes=11))
    busy = posted(harbour)
    OutgoingEmail.objects.filter(pk=busy.pk).update(state=EmailState.SENDING, claimed_at=now)

    assert tell_interrupted(now) == 1

    assert (now_is(email)[0], now_is(busy)[0]) == (EmailState.PERHAPS_SENT, EmailState.SENDING)


def test_what_comes_too_late_is_not_sent(harbour: Clinic, server: type[Server]) -> None:
    email = posted(harbour, "reset", lives=timedelta(minutes=10))

    with time_machine.travel(timezone.now() + timedelta(minutes=11)):
        assert send(email.pk) == EmailState.GIVEN_UP

    assert server.taken == []


def test_a_link_that_left_is_kept_nowhere(harbour: Clinic) -> None:
    link, told = posted(harbour, "reset"), posted(harbour)

    send(link.pk)
    send(told.pk)

    link.refresh_from_db()
    told.refresh_from_db()
    assert link.content() is None
    assert told.content() == CONTENT


def test_a_pass_leaves_a_silent_server_alone_after_three_emails(harbour: Clinic) -> None:
    Server.will(closed=True)
    for _ in range(5):
        posted(harbour)

    assert send_due_of(harbour, timezone.now()) == 0

    assert sorted(OutgoingEmail.objects.values_list("tries", flat=True)) == [0, 0, 1, 1, 1]


def test_what_waits_on_purpose_is_not_due(harbour: Clinic, meadow: Clinic) -> None:
    posted(harbour)
    posted(meadow, after=timedelta(minutes=2))
    now = timezone.now()

    def due(at: datetime) -> list[str]:
        return sorted(clinics_with_due(at))

    assert due(now) == ["harbour"]
    assert due(now + timedelta(minutes=3)) == ["harbour", "meadow"]


@pytest.mark.django_db(transaction=True)
def test_it_leaves_as_soon_as_it_is_committed(
    harbour: Clinic, server: type[Server], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.undo()
    email = OutgoingEmail(clinic=harbour, kind="order_shipped", due_at=timezone.now())
    email.seal_content(CONTENT)
    email.save()

    sending.after_commit(email.pk)
    together = Barrier(5)
    for _ in range(4):
        sending.SENDERS.submit(together.wait, 10)
    together.wait(10)

    assert now_is(email)[0] in (EmailState.SENT, EmailState.GIVEN_UP, EmailState.WAITING)
    assert email.tries == 1
