"""What is put into the outbox, told once, withdrawn, sent again and deleted."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from pytest_django import Settings

from storefront.clinics.models import Clinic
from storefront.mail import outbox, sending
from storefront.mail.models import EmailState, OutgoingEmail
from tests.mail.letterbox import letterbox
from tests.mail.posting import CONTENT, SERVER, UNKNOWN_ADDRESS, Server, posted


@pytest.fixture(autouse=True)
def nothing_leaves_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sending, "after_commit", lambda pk: None)


def test_what_is_rolled_back_told_nobody_anything(harbour: Clinic) -> None:
    with transaction.atomic():
        outbox.post(harbour, "order_placed", CONTENT)
        transaction.set_rollback(True)

    assert not OutgoingEmail.objects.exists()


def test_the_same_is_told_once(harbour: Clinic) -> None:
    assert outbox.post(harbour, "order_placed", CONTENT, once="order_placed:1")
    assert outbox.post(harbour, "order_placed", CONTENT, once="order_placed:1") is None
    assert outbox.post(harbour, "order_placed", CONTENT, once="order_placed:2")

    assert len(letterbox()) == 2


def test_a_kind_that_the_clinic_switched_off_never_leaves(harbour: Clinic) -> None:
    harbour.emails_off = ["order_placed"]

    assert outbox.post(harbour, "order_placed", CONTENT) is None
    assert outbox.post(harbour, "order_shipped", CONTENT)


def test_without_a_mail_server_nothing_is_kept_for_later(
    harbour: Clinic, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    settings.EMAIL_BACKEND = "storefront.web.no_mail.NoMailBackend"

    assert outbox.post(harbour, "order_placed", CONTENT) is None
    outbox.pretend(harbour, "order_placed", CONTENT)

    assert not OutgoingEmail.objects.exists()
    assert "mail_failed" in caplog.text
    assert CONTENT.to not in caplog.text


def test_an_email_to_nobody_leaves_nothing_behind(harbour: Clinic) -> None:
    outbox.pretend(harbour, "reset", CONTENT)

    assert letterbox() == []
    assert not OutgoingEmail.objects.exists()


def test_what_is_no_longer_true_is_withdrawn_and_may_become_true_again(harbour: Clinic) -> None:
    email = posted(harbour, "order_checking", order="1", once="order_checking:1", after=timedelta(minutes=2))

    assert outbox.withdraw(harbour, "1", "order_checking", "order_refused") == 1
    assert outbox.withdraw(harbour, "1", "order_checking") == 0

    email.refresh_from_db()
    assert (email.state, email.sealed) == (EmailState.WITHDRAWN, "")
    assert posted(harbour, "order_checking", order="1", once="order_checking:1")
    assert len(letterbox()) == 1


def test_staff_send_an_email_again_but_none_that_opens_an_account(harbour: Clinic, settings: Settings) -> None:
    settings.EMAIL_BACKEND = SERVER
    Server.will(UNKNOWN_ADDRESS)
    email, link = posted(harbour), posted(harbour, "reset")
    assert not outbox.send_again(email)  # it waits already
    letterbox()
    email.refresh_from_db()
    link.refresh_from_db()
    assert (email.state, link.state) == (EmailState.GIVEN_UP, EmailState.SENT)

    assert outbox.send_again(email)
    assert not outbox.send_again(email)  # somebody was quicker
    assert not outbox.send_again(link)
    letterbox()

    assert [sent.subject for sent in Server.taken] == [CONTENT.subject] * 2


def test_old_emails_are_deleted(harbour: Clinic) -> None:
    now = timezone.now()
    for days in (31, 29):
        OutgoingEmail.objects.filter(pk=posted(harbour).pk).update(created_at=now - timedelta(days=days))

    assert outbox.prune(now - timedelta(days=30)) == 1
    assert OutgoingEmail.objects.count() == 1
