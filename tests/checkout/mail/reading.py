"""Emails about orders, as somebody reads them."""

from __future__ import annotations

from storefront.mail.models import OutgoingEmail
from tests.mail.letterbox import letterbox


def kinds(state: str = "") -> list[str]:
    """Of all emails in the outbox, or of those in one state, in the order of their names."""
    rows = OutgoingEmail.objects.filter(state=state) if state else OutgoingEmail.objects.all()
    return sorted(rows.values_list("kind", flat=True))


def to(address: str) -> list[str]:
    """Subjects of what has left for somebody."""
    return [str(email.subject) for email in letterbox() if email.to == [address]]
