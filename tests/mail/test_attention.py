"""Staff are told of emails that were not sent."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from storefront.clinics.models import Clinic
from storefront.mail.attention import attention
from storefront.mail.models import EmailState, OutgoingEmail
from tests.mail.posting import posted


def counts(clinic: Clinic) -> dict[str, int]:
    return {item.label: item.count for item in attention(Clinic.objects.filter(pk=clinic.pk)) if item.count}


def test_only_what_was_not_sent_needs_somebody(harbour: Clinic, meadow: Clinic) -> None:
    ids = [posted(harbour).pk for _ in range(4)]
    assert counts(harbour) == {}

    rows = OutgoingEmail.objects.all()
    rows.filter(pk=ids[0]).update(state=EmailState.GIVEN_UP)
    rows.filter(pk=ids[1]).update(state=EmailState.PERHAPS_SENT)
    hour_ago = timezone.now() - timedelta(hours=1)
    rows.filter(pk__in=ids[2:]).update(state=EmailState.WAITING, tries=2, created_at=hour_ago)

    assert counts(harbour) == {"email not sent": 1, "email perhaps sent": 1, "emails wait for the mail server": 2}
    assert counts(meadow) == {}
