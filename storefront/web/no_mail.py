"""The email backend of an installation without a mail server: emails open accounts, so none is printed anywhere."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Never

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

NO_MAIL = "storefront.web.no_mail.NoMailBackend"
SENDS_NOTHING = {NO_MAIL, "django.core.mail.backends.dummy.EmailBackend"}


class NoMailServer(Exception):
    """``EMAIL_URL`` is not set."""


class NoMailBackend(BaseEmailBackend):
    def send_messages(self, email_messages: Sequence[EmailMessage]) -> Never:
        """Raises ``NoMailServer``, which the sender logs without what the email says."""
        raise NoMailServer("no email can be sent: set EMAIL_URL")


def mail_goes() -> bool:
    """Whether emails leave at all: what promises one may be said only then."""
    return settings.EMAIL_BACKEND not in SENDS_NOTHING
