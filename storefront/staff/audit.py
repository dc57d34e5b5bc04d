"""The audit log: what staff read and did, each entry written where it happens."""

from __future__ import annotations

import hashlib
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.db.models import Model
from django.http import HttpRequest
from structlog.contextvars import get_contextvars

from storefront.clinics.models import Clinic
from storefront.staff.models import Action, StaffEvent
from storefront.web.request import ip_of


def record(
    request: HttpRequest,
    action: Action,
    *,
    subject: Model | str = "",
    clinic: Clinic | None = None,
    detail: str = "",
    user: User | None = None,
    going: bool = False,
) -> StaffEvent:
    """``subject`` is what it was done to, a row of ours or words; ``detail`` says how, and never holds a secret.

    ``clinic`` is the subject's own unless told. ``user`` is who it was where nobody is signed in yet. ``going`` is for
    a row that is about to be deleted: its entry must not keep it.
    """
    row = subject if isinstance(subject, Model) else None
    clinic = clinic or (clinic_of(row) if row else None)
    return StaffEvent.objects.create(
        user=request.user if request.user.is_authenticated else user,
        clinic=None if going and clinic == row else clinic,
        action=action,
        subject=name_of(subject)[:200],
        about=about(row, row.pk) if row else "",
        detail=detail,
        address=ip_hash(request),
        request_id=str(get_contextvars().get("request_id", "")),
    )


def name_of(subject: Model | str) -> str:
    if isinstance(subject, str):
        return subject
    return f"{subject._meta.verbose_name} {subject}"


def about(model: Model | type[Model], key: Any) -> str:
    """Which row it is, for its history: ``clinics.clinic/3``."""
    return f"{model._meta.label_lower}/{key}"


def clinic_of(row: Model) -> Clinic | None:
    owner = row if isinstance(row, Clinic) else getattr(row, "clinic", None)
    return owner if isinstance(owner, Clinic) else None


def ip_hash(request: HttpRequest) -> str:
    """Keyed with our secret: IP addresses are few enough to be guessed from a plain hash."""
    return hashlib.blake2b(ip_of(request).encode(), key=settings.SECRET_KEY.encode()[:64], digest_size=16).hexdigest()
