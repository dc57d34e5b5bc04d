"""The periodic jobs. Each app registers its own when it is ready: ``register(Job("prune", Daily(time(4)), prune))``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from threading import Event


@dataclass(frozen=True, slots=True)
class Every:
    """Again so long after the last run has ended."""

    interval: timedelta
    failures_allowed = 2  # it tries again before anybody could look

    def after(self, now: datetime) -> datetime:
        return now + self.interval

    @property
    def grace(self) -> timedelta:
        """How long after its time a run is late. A worker that restarts is no reason to call anybody."""
        return max(timedelta(minutes=5), self.interval * 2)

    def __str__(self) -> str:
        return f"every {self.interval}"


@dataclass(frozen=True, slots=True)
class Daily:
    """Once a day at this time, UTC."""

    at: time
    failures_allowed = 0

    def after(self, now: datetime) -> datetime:
        today = datetime.combine(now.astimezone(UTC).date(), self.at, UTC)
        return today if today > now else today + timedelta(days=1)

    @property
    def grace(self) -> timedelta:
        return timedelta(hours=2)

    def __str__(self) -> str:
        return f"daily at {self.at:%H:%M} UTC"


class JobFailed(Exception):
    """The job ran and did not do all it is there for. The text tells staff what: no name, no key, no patient."""


# Gives what was done, in a few words for staff. Begins nothing new once the event is set: the worker is asked to stop.
Run = Callable[[Event], str]


@dataclass(frozen=True, slots=True)
class Job:
    """``run`` may be cut off anywhere and begun again elsewhere, so doing it twice must do no harm."""

    name: str
    schedule: Every | Daily
    run: Run


_jobs: dict[str, Job] = {}


def register(job: Job) -> None:
    _jobs[job.name] = job


def registered() -> list[Job]:
    return [_jobs[name] for name in sorted(_jobs)]


def job_named(name: str) -> Job | None:
    return _jobs.get(name)
