"""On-call sees how many emails wait, and for how long."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from storefront.clinics.models import Clinic
from storefront.mail import sending
from storefront.mail.metrics import gauges
from storefront.mail.models import EmailState, OutgoingEmail
from tests.mail.posting import posted

OLDEST = ("storefront_oldest_email_seconds", "")


def told() -> dict[tuple[str, str], float]:
    samples = [sample for family in gauges() for sample in family.samples]
    return {(sample.name, sample.labels.get("state", "")): sample.value for sample in samples}


def test_waiting_emails_have_a_number_and_an_age(harbour: Clinic, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sending, "after_commit", lambda pk: None)
    posted(harbour, after=timedelta(minutes=10))
    assert (told()["storefront_emails", "waiting"], told()[OLDEST]) == (1, 0)

    email = posted(harbour)
    an_hour_ago = timezone.now() - timedelta(hours=1)
    OutgoingEmail.objects.filter(pk=email.pk).update(created_at=an_hour_ago, due_at=an_hour_ago)
    assert told()[OLDEST] == pytest.approx(3600, abs=60)

    OutgoingEmail.objects.filter(pk=email.pk).update(tries=3, due_at=timezone.now() + timedelta(hours=1))
    assert told()[OLDEST] == pytest.approx(3600, abs=60)

    OutgoingEmail.objects.filter(pk=email.pk).update(state=EmailState.GIVEN_UP)
    assert (told()["storefront_emails", "given_up"], told()[OLDEST]) == (1, 0)
