"""The job sends what is due, clinic by clinic."""

from __future__ import annotations

from threading import Event

import pytest
from django.utils import timezone
from pytest_django import Settings

from storefront.clinics.models import Clinic
from storefront.jobs.registry import job_named
from storefront.mail import jobs, sending
from storefront.mail.jobs import send_mail
from storefront.mail.models import EmailState, OutgoingEmail
from tests.mail.posting import SERVER, Server, posted


@pytest.mark.django_db(transaction=True)
def test_what_is_in_the_outbox_leaves(harbour: Clinic, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sending, "after_commit", lambda pk: None)
    settings.EMAIL_BACKEND = SERVER
    Server.will()
    posted(harbour)
    lost = posted(harbour)
    OutgoingEmail.objects.filter(pk=lost.pk).update(
        state=EmailState.SENDING, claimed_at=timezone.now() - sending.SENDING_FOR * 2
    )

    assert send_mail(Event()) == "sent 1, 1 perhaps sent"
    assert send_mail(Event()) == "sent 0"
    jobs.POOL.wait()
    assert job_named("mail")


@pytest.mark.django_db
def test_without_a_mail_server_it_says_so(settings: Settings) -> None:
    settings.EMAIL_BACKEND = "storefront.web.no_mail.NoMailBackend"

    assert send_mail(Event()) == "no mail server: set EMAIL_URL"
