"""Without a mail server nothing pretends."""

from __future__ import annotations

import pytest
from django.core.mail import EmailMessage
from pytest_django import Settings

from storefront.web.no_mail import NoMailServer, mail_goes


def test_nothing_goes_without_a_mail_server(settings: Settings) -> None:
    assert mail_goes()

    settings.EMAIL_BACKEND = "storefront.web.no_mail.NoMailBackend"
    assert not mail_goes()
    with pytest.raises(NoMailServer):
        EmailMessage("Subject", "Words", to=["zoe@patients.example"]).send()
