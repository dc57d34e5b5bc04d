"""How often something may be tried, counted in the database: exact over all threads, processes and machines."""

from __future__ import annotations

import hashlib
import secrets
import time
from dataclasses import dataclass

from django.conf import settings
from django.db import connection
from django.db.models import F

from storefront.patients.models import Limit

SWEEP_ONE_IN = 200

# One statement, so nothing can come between reading and counting. A window that is over starts anew.
COUNT = """
    INSERT INTO patients_limit (key, ends_at, hits) VALUES (%s, %s, 1)
    ON CONFLICT (key) DO UPDATE SET
        hits = CASE WHEN patients_limit.ends_at <= %s THEN 1 ELSE patients_limit.hits + 1 END,
        ends_at = CASE WHEN patients_limit.ends_at <= %s THEN excluded.ends_at ELSE patients_limit.ends_at END
    RETURNING hits, ends_at
"""


@dataclass(frozen=True, slots=True)
class Window:
    """At most ``hits`` in ``seconds``."""

    hits: int
    seconds: int


def allow(key: str, *windows: Window) -> int:
    """Count one try of ``key`` and say how many seconds to wait before the next one: 0 means go ahead.

    ``key`` names what is tried, where and by whom (``"login:harbour:203.0.113.7"``); only its hash is kept. Refused
    tries count too, but never make the wait longer.
    """
    now = int(time.time())
    wait = max((_count(key, window, now) for window in windows), default=0)
    if secrets.randbelow(SWEEP_ONE_IN) == 0:
        Limit.objects.filter(ends_at__lte=now).delete()
    return wait


def forgive(key: str, *windows: Window) -> None:
    """Take one counted try back: it was no guess. Only mistakes use a limit up."""
    rows = [_row_key(key, window) for window in windows]
    Limit.objects.filter(key__in=rows, hits__gt=0).update(hits=F("hits") - 1)


def _count(key: str, window: Window, now: int) -> int:
    row = _row_key(key, window)
    with connection.cursor() as cursor:
        cursor.execute(COUNT, [row, now + window.seconds, now, now])
        hits, ends_at = cursor.fetchone()
    return max(ends_at - now, 1) if hits > window.hits else 0


def _row_key(key: str, window: Window) -> str:
    """Keyed with our secret: addresses are few enough to be guessed from a plain hash."""
    text = f"{window.hits}/{window.seconds}/{key}"
    return hashlib.blake2b(text.encode(), key=settings.SECRET_KEY.encode()[:64], digest_size=32).hexdigest()
