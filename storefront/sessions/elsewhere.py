"""Where else a patient is signed in at a clinic: seen, and ended."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.db.models import QuerySet
from django.utils import timezone

from storefront.sessions.digests import patient_digests
from storefront.sessions.models import StoredSession
from storefront.sessions.patient import PATIENT
from storefront.sessions.store import open_row, row_key


def last_seen_elsewhere(clinic: str, patient_ref: str, here: SessionBase) -> list[datetime]:
    """When each of the other sign-ins was last used, the latest first. Those that are over are left out."""
    now, seen = timezone.now(), []
    for row in _others(clinic, patient_ref, here):
        try:
            kept = (open_row(row) or {})[PATIENT]
            seen_at, ends_at = (datetime.fromisoformat(kept[name]) for name in ("seen_at", "ends_at"))
        except (KeyError, TypeError, ValueError):  # over, or written by another version of this program
            continue
        if now < min(ends_at, seen_at + settings.PATIENT_IDLE):
            seen.append(seen_at)
    return sorted(seen, reverse=True)


def end_elsewhere(clinic: str, patient_ref: str, here: SessionBase) -> int:
    """Gives how many sessions ended; some may have been over already."""
    return _others(clinic, patient_ref, here).delete()[0]


def _others(clinic: str, patient_ref: str, here: SessionBase) -> QuerySet[StoredSession]:
    theirs = StoredSession.objects.filter(clinic=clinic, patient__in=patient_digests(clinic, patient_ref))
    return theirs.filter(expires_at__gt=timezone.now()).exclude(key=row_key(here.session_key))
