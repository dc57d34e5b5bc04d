"""A row of the outbox says nothing that it should not."""

from __future__ import annotations

from pytest_django import Settings

from storefront.clinics.models import Clinic
from storefront.mail.models import OutgoingEmail
from storefront.sessions.digests import email_digests
from tests.mail.posting import CONTENT, ZOE, posted


def test_recipient_and_content_are_sealed_for_their_row(harbour: Clinic) -> None:
    email, other = posted(harbour), posted(harbour)

    row = str(OutgoingEmail.objects.filter(pk=email.pk).values())
    for private in (CONTENT.to, CONTENT.subject, CONTENT.text):
        assert private not in row
    assert email.content() == CONTENT
    assert email.mailbox in email_digests("harbour", ZOE)

    other.sealed = email.sealed
    assert other.content() is None


def test_a_new_key_seals_it_anew(harbour: Clinic, settings: Settings) -> None:
    email = posted(harbour)
    old, new = settings.FIELD_KEYS[0], "tests-only-the-second-field-key-and-long-enough"
    settings.FIELD_KEYS = (new, old)

    anew = email.sealed_anew()
    assert anew["mailbox"] == email_digests("harbour", ZOE)[0]
    OutgoingEmail.objects.filter(pk=email.pk).update(**anew)
    settings.FIELD_KEYS = (new,)

    assert OutgoingEmail.objects.get(pk=email.pk).content() == CONTENT
    assert OutgoingEmail(clinic=harbour, kind="reset").sealed_anew() == {}


def test_a_kind_of_another_release_has_a_name_too(harbour: Clinic) -> None:
    email = posted(harbour)
    assert email.label == "Order shipped"

    email.kind = "birthday"
    assert (email.label, email.may_be_sent_again) == ("birthday", False)
