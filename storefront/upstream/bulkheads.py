"""Places for the calls that are under way: one slow upstream never takes all threads of a worker.

There are so many places for one clinic, more for all clinics of one upstream, and more again for all of them, below
the number of threads. Where all are taken a call waits for one, because an upstream that answers gives them back soon.
It does not wait where the clinic's own upstream is slow: then waiting would hold the threads that others need. Each
process has places of its own.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from storefront.upstream.circuit_breaker import are_bypassed

THREADS = 128  # of a worker, unless ``resize`` says otherwise
LONGEST_WAIT = 5.0  # seconds
LOOK_AGAIN = 0.25  # seconds
SLOW = 2.0  # seconds: longer than a healthy upstream takes while the worker itself is busy
NEWEST_COUNTS = 0.2  # how much the newest call counts in what calls take on average


class NoPlaceError(Exception):
    """The call must not be sent: too many are under way."""


@dataclass(slots=True)
class Group:
    """Calls that share a number of places. ``began`` on the clock, by call; ``usual`` is what one takes, in seconds."""

    places: int
    began: dict[object, float] = field(default_factory=dict)
    usual: float = 0.0

    @property
    def is_full(self) -> bool:
        return len(self.began) >= self.places

    def is_slow(self, now: float) -> bool:
        oldest = min(self.began.values(), default=now)
        return self.usual > SLOW or now - oldest > SLOW

    def ended(self, call: object, now: float) -> None:
        self.usual += NEWEST_COUNTS * (now - self.began.pop(call) - self.usual)


class Bulkheads:
    def __init__(self, threads: int = THREADS, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._changed = threading.Condition()
        self._groups: dict[tuple[str, ...], Group] = {}
        self._sizes: tuple[int, int, int] = (0, 0, 0)
        self.resize(threads)

    def resize(self, threads: int) -> None:
        """For a worker with so many threads. Before the first call."""
        self._sizes = tuple(max(1, threads * eighths // 8) for eighths in (7, 5, 3))  # type: ignore[assignment]
        self._groups.clear()

    @contextmanager
    def place(self, upstream: str, clinic: tuple[str, ...], latest: float) -> Iterator[None]:
        """A place for one call of this clinic. ``latest`` on the clock. Raises ``NoPlaceError``."""
        call = object()
        with self._changed:
            groups = self._of(upstream, clinic)
            self._wait(groups, min(latest, self._clock() + LONGEST_WAIT))
            for group in groups:
                group.began[call] = self._clock()
        try:
            yield
        finally:
            with self._changed:
                for group in groups:
                    group.ended(call, self._clock())
                self._changed.notify(2)

    def clear(self) -> None:
        """Forget all: for tests."""
        with self._changed:
            self._groups.clear()

    def _of(self, upstream: str, clinic: tuple[str, ...]) -> list[Group]:
        keys = ((), (upstream,), (upstream, *clinic))
        return [self._groups.setdefault(key, Group(places)) for key, places in zip(keys, self._sizes, strict=True)]

    def _wait(self, groups: list[Group], latest: float) -> None:
        while any(group.is_full for group in groups) and not are_bypassed():
            now = self._clock()
            if now >= latest or groups[-1].is_slow(now):
                raise NoPlaceError
            self._changed.wait(min(latest - now, LOOK_AGAIN))


BULKHEADS = Bulkheads()
