"""The staff log: what staff read and did, each line written where it happens."""

from __future__ import annotations

import hashlib

from django.conf import settings
from django.db.models import Model
from django.http import HttpRequest
from structlog.contextvars import get_contextvars

from storefront.clinics.models import Clinic
from storefront.staff.models import Action, StaffEvent


def record(
    request: HttpRequest, action: Action, *, subject: Model | str = "", clinic: Clinic | None = None, detail: str = ""
) -> StaffEvent:
    """``subject`` is what it was done to, a row of ours or words; ``detail`` says how, and never holds a secret."""
    user = request.user if request.user.is_authenticated else None
    return StaffEvent.objects.create(
        user=user,
        clinic=clinic,
        action=action,
        subject=name_of(subject)[:200],
        detail=detail,
        address=address_hash(request),
        request_id=str(get_contextvars().get("request_id", "")),
    )


def name_of(subject: Model | str) -> str:
    if isinstance(subject, str):
        return subject
    return f"{subject._meta.verbose_name} {subject}"


def address_hash(request: HttpRequest) -> str:
    """Keyed with our secret: addresses are few enough to be guessed from a plain hash."""
    address = request.META.get("REMOTE_ADDR", "")
    return hashlib.blake2b(address.encode(), key=settings.SECRET_KEY.encode()[:64], digest_size=16).hexdigest()
