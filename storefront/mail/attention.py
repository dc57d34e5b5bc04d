"""What the first page of staff says of emails: those that were not sent, or perhaps not."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from storefront.clinics.models import Clinic
from storefront.mail.models import EmailState, OutgoingEmail
from storefront.staff.attention import Attention

LATELY = timedelta(days=7)
LATE = timedelta(minutes=15)


def attention(clinics: QuerySet[Clinic]) -> Iterable[Attention]:
    now = timezone.now()
    mine = OutgoingEmail.objects.filter(clinic__in=clinics.values("pk"))
    url = reverse("admin:mail_outgoingemail_changelist", settings.STAFF_URLCONF)
    ended = mine.filter(created_at__gt=now - LATELY)
    for state, hint in (
        (EmailState.GIVEN_UP, "The mail server refused them: check the address with the patient"),
        (EmailState.PERHAPS_SENT, "The connection broke while they were sent: send them again where it matters"),
    ):
        count = ended.filter(state=state).count()
        words = "not sent" if state == EmailState.GIVEN_UP else "perhaps sent"
        label = f"email {words}" if count == 1 else f"emails {words}"
        yield Attention(label, count, f"{url}?state__exact={state.value}", hint)
    late = mine.filter(state=EmailState.WAITING, tries__gt=0, created_at__lt=now - LATE).count()
    label = "email waits for the mail server" if late == 1 else "emails wait for the mail server"
    yield Attention(label, late, f"{url}?state__exact={EmailState.WAITING.value}", "They are tried again by themselves")
