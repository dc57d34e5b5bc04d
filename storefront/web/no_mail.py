"""The email backend of a production without a mail server: emails hold links that open accounts, so none is printed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Never

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend


class NoMailServer(Exception):
    """``EMAIL_URL`` is not set."""


class NoMailBackend(BaseEmailBackend):
    def send_messages(self, email_messages: Sequence[EmailMessage]) -> Never:
        """Raises ``NoMailServer``, which the sender logs without what the email says."""
        raise NoMailServer("no email can be sent: set EMAIL_URL")
