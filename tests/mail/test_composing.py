"""Every email comes from the clinic, and answers go to it."""

from __future__ import annotations

from pytest_django import Settings

from storefront.clinics.models import Clinic
from storefront.mail.composing import message_of
from storefront.mail.models import Content
from tests.mail.posting import CONTENT


def test_an_email_is_the_clinics(harbour: Clinic, settings: Settings) -> None:
    settings.DEFAULT_FROM_EMAIL = "Platform <post@platform.example>"
    harbour.name = "Harbour\nHealth"

    message = message_of(harbour, CONTENT)

    assert message.from_email == "Harbour Health <post@platform.example>"
    assert (message.to, message.reply_to) == ([CONTENT.to], ["help@harbour.example"])
    sent = message.message()
    assert sent.get_content_type() == "multipart/alternative"
    assert sent["Auto-Submitted"] == "auto-generated"
    assert sent["Message-ID"].endswith("@platform.example>")


def test_an_email_of_plain_text_stays_one(harbour: Clinic) -> None:
    sent = message_of(harbour, Content("zoe@patients.example", "Code", "123456")).message()

    assert sent.get_content_type() == "text/plain"
