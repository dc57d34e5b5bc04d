"""Jobs of a test's own, instead of those of the product."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from threading import Event

from storefront.jobs.registry import Every, Job, register

HOUR = Every(timedelta(hours=1))


@dataclass
class Runs:
    """A job that remembers its runs."""

    does: Callable[[], str] = lambda: "counted 3"
    stopping: list[Event] = field(default_factory=list)

    def __call__(self, stopping: Event) -> str:
        self.stopping.append(stopping)
        return self.does()


def make_job(name: str = "count", does: Callable[[], str] = lambda: "counted 3") -> tuple[Job, Runs]:
    runs = Runs(does)
    job = Job(name, HOUR, runs)
    register(job)
    return job, runs
