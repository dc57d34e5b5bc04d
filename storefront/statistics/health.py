"""How the clinics' upstreams are doing: every call is counted in this process, and written every few seconds.

A call so costs no write. What a killed process had not written yet is lost; a few seconds of counts are no loss.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from django.db import Error
from django.db.models import Max, QuerySet, Sum
from django.utils import timezone
from structlog.contextvars import get_contextvars

from storefront.clinics.models import Clinic
from storefront.statistics.counters import add
from storefront.statistics.models import UpstreamFailure, UpstreamHour
from storefront.upstream.observer import CROWDED, ODD, REJECTED, ObservedCall
from storefront.web.metrics import UPSTREAM_CALLS

log = logging.getLogger(__name__)

EVERY = 5.0  # seconds between writes
EVERY_WHILE_FAILING = 60.0  # a database that is away is not asked for every few pages
SLOW = 3000  # milliseconds
FAILING_SHARE, FAILING_CALLS = 0.2, 5
TOO_MANY = 429
ANSWERS = {  # the upstream worked, and said yes or no; anything else is a failure
    *("ok", "SignedOut", "Refused", "NotFound", "CartGone", "SignInRefused", "NoAccount", "SignUpRefused"),
    *("CouponRefused", "ProductRefused", "PaymentDeclined", "OrderRefused"),
}


def is_answer(call: ObservedCall) -> bool:
    return call.outcome in ANSWERS and call.status != TOO_MANY


@dataclass(slots=True)
class Sums:
    calls: int = 0
    failures: int = 0
    rejected: int = 0
    slow: int = 0
    ms_total: int = 0
    ms_max: int = 0
    odd_rows: int = 0

    def count(self, call: ObservedCall) -> None:
        if call.outcome == ODD:
            self.odd_rows += 1
            return
        rejected = call.outcome == REJECTED
        ms = 0 if rejected else call.ms
        self.calls += 1
        self.failures += not is_answer(call)
        self.rejected += rejected
        self.slow += ms > SLOW
        self.ms_total += ms
        self.ms_max = max(self.ms_max, ms)


class Recorder:
    """Any thread may add; whoever writes takes all there is, so each call is written once."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._hours: dict[tuple[int, str, datetime], Sums] = {}
        self._failures: dict[tuple[int, str], UpstreamFailure] = {}
        self._next = 0.0

    def record(self, clinic_id: int, call: ObservedCall) -> None:
        now = timezone.now()
        failure = None if is_answer(call) else _failure(clinic_id, call, now)
        with self._lock:
            hour = (clinic_id, call.upstream, now.replace(minute=0, second=0, microsecond=0))
            self._hours.setdefault(hour, Sums()).count(call)
            if failure:
                self._failures[clinic_id, call.upstream] = failure

    def flush_when_due(self) -> None:
        if self._hours and self._clock() >= self._next:
            self.flush()

    def flush(self) -> None:
        """Write what is there. Never raises for a database that is away."""
        with self._lock:
            self._next = self._clock() + EVERY
            hours, self._hours = self._hours, {}
            failures, self._failures = self._failures, {}
        try:
            for (clinic_id, upstream, hour), sums in hours.items():
                plus = asdict(sums)
                most = {"ms_max": plus.pop("ms_max")}
                add(UpstreamHour, {"clinic": clinic_id, "upstream": upstream, "hour": hour}, plus, most)
            for failure in failures.values():
                _write_last(failure)
        except Error as error:
            self._next = self._clock() + EVERY_WHILE_FAILING
            log.warning("statistics_not_written", extra={"error_class": type(error).__name__})

    def clear(self) -> None:
        """Forget all: for tests."""
        with self._lock:
            self._hours, self._failures, self._next = {}, {}, 0.0


RECORDER = Recorder()


def observer_of(clinic: Clinic) -> Callable[[ObservedCall], None] | None:
    """What a clinic's wires tell of their calls; None for a clinic that is not stored yet."""
    clinic_id, slug = clinic.pk, clinic.slug

    def record(call: ObservedCall) -> None:
        if call.outcome != CROWDED:
            RECORDER.record(clinic_id, call)
        if call.outcome != ODD:
            UPSTREAM_CALLS.labels(slug, call.outcome).inc()

    return None if clinic_id is None else record


@dataclass(frozen=True, slots=True)
class Health:
    """Of one clinic in some hours. Rates are shares of 1; milliseconds are those of calls that were sent."""

    calls: int = 0
    failures: int = 0
    rejected: int = 0
    slow: int = 0
    ms_total: int = 0
    odd_rows: int = 0
    ms_max: int = 0

    @property
    def rate(self) -> float:
        return self.failures / self.calls if self.calls else 0.0

    @property
    def percent(self) -> float:
        return self.rate * 100

    @property
    def ms_mean(self) -> int:
        sent = self.calls - self.rejected
        return round(self.ms_total / sent) if sent else 0

    @property
    def is_failing(self) -> bool:
        return self.rejected > 0 or (self.calls >= FAILING_CALLS and self.rate >= FAILING_SHARE)


def health_since(clinics: Iterable[Clinic] | QuerySet[Clinic], since: datetime) -> dict[int, Health]:
    """By clinic, from the hour of ``since`` on; clinics without a call are not in it."""
    rows = UpstreamHour.objects.filter(clinic__in=clinics, hour__gte=since.replace(minute=0, second=0, microsecond=0))
    wanted = [Sum(name, default=0) for name in ("calls", "failures", "rejected", "slow", "ms_total", "odd_rows")]
    by_clinic: Iterable[tuple[int, ...]] = rows.values_list("clinic").annotate(*wanted, Max("ms_max", default=0))
    return {clinic: Health(*sums) for clinic, *sums in by_clinic}


def failing(clinics: Iterable[Clinic] | QuerySet[Clinic], now: datetime | None = None) -> set[int]:
    """Clinics whose upstream fails: in this hour, and where it has few calls yet, in this one and the last."""
    now = now or timezone.now()
    this_hour, two_hours = health_since(clinics, now), health_since(clinics, now - timedelta(hours=1))
    enough = {pk: health for pk, health in this_hour.items() if health.calls >= FAILING_CALLS}
    return {pk for pk, health in (two_hours | enough).items() if health.is_failing}


def _failure(clinic_id: int, call: ObservedCall, at: datetime) -> UpstreamFailure:
    return UpstreamFailure(
        clinic_id=clinic_id,
        upstream=call.upstream,
        at=at,
        operation=f"{call.method} {call.route}"[:120],
        outcome=call.outcome[:40],
        status=call.status,
        request_id=str(get_contextvars().get("request_id", ""))[:40],
        call_id=call.request_id[:40],
    )


def _write_last(failure: UpstreamFailure) -> None:
    UpstreamFailure.objects.bulk_create(
        [failure],
        update_conflicts=True,
        unique_fields=["clinic", "upstream"],
        update_fields=["at", "operation", "outcome", "status", "request_id", "call_id"],
    )
