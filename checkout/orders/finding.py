"""Finding an order without signing in: by its reference and the email address, and then by a mailed link.

Whoever asks learns nothing from the answer: it is the same, and takes the same time, for an order that is there and for
one that is not. The link proves the mailbox only, so its page tells where the order stands, and not what is in it.
"""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.core.signing import BadSignature, TimestampSigner

from checkout.models import OrderAttempt
from storefront.clinics.models import Clinic
from storefront.sessions.digests import email_digests

LINK_LIVES = timedelta(hours=1)


def find(clinic: Clinic, reference: str, email: str) -> OrderAttempt | None:
    """Only what was ever submitted. ``reference`` as somebody types it."""
    asked = OrderAttempt.objects.filter(clinic=clinic, reference=normal(reference), try_number__gt=0)
    return asked.filter(email_digest__in=email_digests(clinic.slug, email)).first()


def normal(reference: str) -> str:
    """``H7K2-9QXM`` for ``h7k2 9qxm``."""
    bare = "".join(char for char in reference.upper() if char.isalnum())
    return f"{bare[:4]}-{bare[4:]}"


def token_of(clinic: Clinic, attempt_pk: UUID) -> str:
    return _signer(clinic).sign_object(attempt_pk.hex)


def read(clinic: Clinic, token: str) -> OrderAttempt | None:
    """None for a token that is wrong, too old, or of another clinic; and for an order that forgot whose it was."""
    try:
        pk = UUID(_signer(clinic).unsign_object(token, max_age=LINK_LIVES))
    except (BadSignature, ValueError, TypeError, AttributeError):
        return None
    return OrderAttempt.objects.filter(clinic=clinic, pk=pk).exclude(email_digest="").first()


def _signer(clinic: Clinic) -> TimestampSigner:
    salt = f"checkout.orders.finding.{clinic.slug}"
    return TimestampSigner(sep=".", salt=salt, fallback_keys=list(settings.SECRET_KEY_FALLBACKS))
