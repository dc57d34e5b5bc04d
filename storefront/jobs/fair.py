"""Work for many clinics at once, in which a clinic that hangs costs the others nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass

import structlog
from django.db import connections

log = structlog.stdlib.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Outcome:
    """By the key of the work. ``failed`` had an error that nobody expected, which is in the log."""

    done: dict[str, int]
    failed: list[str]


class FairPool:
    """A few threads, of which each key (a clinic's slug) has one at a time.

    Work that hangs keeps its thread and its key, and nothing else: ``run`` does not wait for it longer than ``within``
    seconds, and the next ``run`` leaves that key out until its work has ended.
    """

    def __init__(self, threads: int) -> None:
        self._threads = threads
        self._executor: ThreadPoolExecutor | None = None
        self._under_way: dict[str, Future[int]] = {}

    def run(self, work: Mapping[str, Callable[[], int]], within: float | None = None) -> Outcome:
        """Do each piece of work, which gives a count. To be called by one thread at a time."""
        self._under_way = {key: each for key, each in self._under_way.items() if not each.done()}
        if self._executor is None:
            self._executor = ThreadPoolExecutor(self._threads, thread_name_prefix="fair")
        new = {key: self._executor.submit(in_own_thread, do) for key, do in work.items() if key not in self._under_way}
        self._under_way |= new
        wait(new.values(), within)
        ended = {key: each for key, each in new.items() if each.done()}
        outcome = Outcome({}, [])
        for key, each in ended.items():
            if error := each.exception():
                outcome.failed.append(key)
                log.error("job_part_failed", clinic=key, exc_info=error)
            else:
                outcome.done[key] = each.result()
        return outcome

    def wait(self) -> None:
        """Until all work has ended, also that which ``run`` did not wait for."""
        wait(self._under_way.values())

    @property
    def under_way(self) -> list[str]:
        """Keys whose work has not ended."""
        return sorted(key for key, each in self._under_way.items() if not each.done())


def in_own_thread(do: Callable[[], int]) -> int:
    try:
        return do()
    finally:
        connections.close_all()
