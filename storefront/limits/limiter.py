"""How often something may be tried, counted in the database: exact over all threads, processes and machines.

The rules of a limiter go from the narrowest to the widest. A try that one of them refuses is counted in no wider one,
so it cannot use up what others share. A rule with ``leaves`` is wide: it never refuses everybody.
"""

from __future__ import annotations

import hashlib
import secrets
import time
from collections.abc import Iterator
from dataclasses import dataclass

import structlog
from django.conf import settings
from django.db import connection, transaction
from django.db.models import F

from storefront.limits.models import Limit
from storefront.web.metrics import LIMITS_REACHED

PRUNE_ONE_IN = 200
PRUNE_AT_ONCE = 1000
KNOWN_FOR = 90 * 24 * 60 * 60  # seconds
OWN = {"account", "network"}

# One statement, so nothing can come between reading and counting. A window that is over starts anew.
COUNT = """
    INSERT INTO patients_limit (key, ends_at, hits) VALUES (%s, %s, 1)
    ON CONFLICT (key) DO UPDATE SET
        hits = CASE WHEN patients_limit.ends_at <= %s THEN 1 ELSE patients_limit.hits + 1 END,
        ends_at = CASE WHEN patients_limit.ends_at <= %s THEN excluded.ends_at ELSE patients_limit.ends_at END
    RETURNING hits, ends_at
"""

log = structlog.stdlib.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Rule:
    """At most ``hits`` in ``seconds`` for the same values of ``by``, and why.

    With ``leaves`` the rule is wide, and many people share its window. While it is over, staff are told, and each
    network has only this many tries of its own left, counted by the rule of the same limiter that counts by the same
    values and by ``network``. A network that did nothing wrong is never refused.
    """

    hits: int
    seconds: int
    by: tuple[str, ...]
    why: str
    leaves: int | None = None


class Limiter:
    """The rules for one thing that can be tried, such as a sign-in. All of them are in ``policy.py``.

    ``guarded`` says who alone can reach a window that several networks share, where that is not anybody.
    """

    def __init__(self, name: str, *rules: Rule, guarded: str = "") -> None:
        self.name = name
        self.rules = rules
        self.guarded = guarded
        self._own = {rule: self._narrowed(rule) for rule in rules if rule.leaves is not None}

    def wait(self, **who: str) -> int:
        """Count one try, and say how many seconds to wait before the next one: 0 means go ahead.

        ``who`` has a value for everything that a rule counts by; only its keyed hash is kept. All counts are one
        transaction.
        """
        now = int(time.time())
        with transaction.atomic(savepoint=False):
            wait = self._count_all(who, now)
        if secrets.randbelow(PRUNE_ONE_IN) == 0:
            _prune(now)
        return wait

    def forgive(self, **who: str) -> None:
        """Take one counted try back: only mistakes use a limit up."""
        with transaction.atomic(savepoint=False):
            self._take_back(who)

    def let_in(self, **who: str) -> None:
        """Take the try of somebody who signed in back, and remember the network: there only the own mistakes count."""
        now = int(time.time())
        with transaction.atomic(savepoint=False):
            self._take_back(who)
            known = Limit(key=_known_key(who), ends_at=now + KNOWN_FOR, hits=1)
            Limit.objects.bulk_create(
                [known], update_conflicts=True, unique_fields=["key"], update_fields=["ends_at", "hits"]
            )

    def alarms(self, **who: str) -> int:
        """How many of the wide windows of ``who`` are over now."""
        keys = [self._row_key(rule, who) for rule in self._own if set(rule.by) == set(who)]
        rows = dict(Limit.objects.filter(key__in=keys, ends_at__gt=int(time.time())).values_list("key", "hits"))
        return sum(rows.get(self._row_key(rule, who), 0) > rule.hits for rule in self._own if set(rule.by) == set(who))

    def _count_all(self, who: dict[str, str], now: int) -> int:
        counted: dict[Rule, int] = {}
        for rule in self.rules:
            counted[rule], ends_at = self._count(rule, who, now)
            if counted[rule] <= rule.hits:
                continue
            if counted[rule] == rule.hits + 1:
                self._tell(rule)
            if rule.leaves is not None and counted[self._own[rule]] <= rule.leaves:
                continue
            if not set(rule.by) >= OWN and set(who) >= OWN and _is_known(who, now):
                continue
            return max(ends_at - now, 1)
        return 0

    def _count(self, rule: Rule, who: dict[str, str], now: int) -> tuple[int, int]:
        with connection.cursor() as cursor:
            cursor.execute(COUNT, [self._row_key(rule, who), now + rule.seconds, now, now])
            hits, ends_at = cursor.fetchone()
        return hits, ends_at

    def _take_back(self, who: dict[str, str]) -> None:
        """Row by row in the order of counting: two requests never wait for each other."""
        for rule in self.rules:
            Limit.objects.filter(key=self._row_key(rule, who), hits__gt=0).update(hits=F("hits") - 1)

    def _tell(self, rule: Rule) -> None:
        """Once for each window."""
        level = log.info if rule.leaves is None else log.warning
        LIMITS_REACHED.labels(self.name).inc()
        level("limit_reached", operation=self.name, cause="/".join(rule.by) or "all", count=rule.hits)

    def _narrowed(self, wide: Rule) -> Rule:
        return next(rule for rule in self.rules if set(rule.by) == {*wide.by, "network"})

    def _row_key(self, rule: Rule, who: dict[str, str]) -> str:
        return _hashed(self.name, f"{rule.hits}/{rule.seconds}", *(f"{name}={who[name]}" for name in rule.by))


def _is_known(who: dict[str, str], now: int) -> bool:
    return Limit.objects.filter(key=_known_key(who), ends_at__gt=now).exists()


def _known_key(who: dict[str, str]) -> str:
    return _hashed("known", *_place(who))


def _place(who: dict[str, str]) -> Iterator[str]:
    return (f"{name}={who[name]}" for name in ("clinic", "account", "network") if name in who)


def _hashed(*parts: str) -> str:
    """Keyed with our secret: IP addresses are few enough to be guessed from a plain hash."""
    text = "\n".join(parts)
    return hashlib.blake2b(text.encode(), key=settings.SECRET_KEY.encode()[:64], digest_size=32).hexdigest()


def _prune(now: int) -> None:
    """Rows that somebody is counting in are left for the next time."""
    with transaction.atomic(savepoint=False):
        over = Limit.objects.select_for_update(skip_locked=True).filter(ends_at__lte=now)
        Limit.objects.filter(key__in=list(over.values_list("key", flat=True)[:PRUNE_AT_ONCE])).delete()
