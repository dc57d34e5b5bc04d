"""How often something may be tried, counted in the database: exact over all threads, processes and machines."""

from __future__ import annotations

import hashlib
import secrets
import time
from dataclasses import dataclass

from django.conf import settings
from django.db import connection
from django.db.models import F

from storefront.limits.models import Limit

PRUNE_ONE_IN = 200

# One statement, so nothing can come between reading and counting. A window that is over starts anew.
COUNT = """
    INSERT INTO patients_limit (key, ends_at, hits) VALUES (%s, %s, 1)
    ON CONFLICT (key) DO UPDATE SET
        hits = CASE WHEN patients_limit.ends_at <= %s THEN 1 ELSE patients_limit.hits + 1 END,
        ends_at = CASE WHEN patients_limit.ends_at <= %s THEN excluded.ends_at ELSE patients_limit.ends_at END
    RETURNING hits, ends_at
"""


@dataclass(frozen=True, slots=True)
class Rule:
    """At most ``hits`` in ``seconds`` for the same values of ``by``, and why."""

    hits: int
    seconds: int
    by: tuple[str, ...]
    why: str


class Limiter:
    """The rules for one thing that can be tried, such as a sign-in. All of them are in ``policy.py``."""

    def __init__(self, name: str, *rules: Rule) -> None:
        self.name = name
        self.rules = rules

    def wait(self, **who: str) -> int:
        """Count one try, and say how many seconds to wait before the next one: 0 means go ahead.

        ``who`` has a value for everything that a rule counts by; only its keyed hash is kept. Refused tries count too,
        but never make the wait longer.
        """
        now = int(time.time())
        wait = max(self._count(rule, who, now) for rule in self.rules)
        if secrets.randbelow(PRUNE_ONE_IN) == 0:
            Limit.objects.filter(ends_at__lte=now).delete()
        return wait

    def forgive(self, **who: str) -> None:
        """Take one counted try back: only mistakes use a limit up."""
        rows = [self._row_key(rule, who) for rule in self.rules]
        Limit.objects.filter(key__in=rows, hits__gt=0).update(hits=F("hits") - 1)

    def _count(self, rule: Rule, who: dict[str, str], now: int) -> int:
        with connection.cursor() as cursor:
            cursor.execute(COUNT, [self._row_key(rule, who), now + rule.seconds, now, now])
            hits, ends_at = cursor.fetchone()
        return max(ends_at - now, 1) if hits > rule.hits else 0

    def _row_key(self, rule: Rule, who: dict[str, str]) -> str:
        """Keyed with our secret: IP addresses are few enough to be guessed from a plain hash."""
        text = "\n".join([self.name, f"{rule.hits}/{rule.seconds}", *(f"{name}={who[name]}" for name in rule.by)])
        return hashlib.blake2b(text.encode(), key=settings.SECRET_KEY.encode()[:64], digest_size=32).hexdigest()
