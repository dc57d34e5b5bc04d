"""One gate for each clinic's upstream: shut for a moment while it is down, and never crowded by one that is slow.

After some failures in a row, callers are told at once that nothing can be sent; then one of them may try, and its
success opens the gate again. At most so many calls are under way at a time, so that a slow upstream of one clinic
cannot hold all threads of a worker. Each process has gates of its own: they hold nothing that matters.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

FAILURES = 5  # in a row
PAUSE = 10.0  # seconds
MOST = 48  # calls under way, of a worker's 128 threads

_always: ContextVar[bool] = ContextVar("always", default=False)


class Shut(Exception):
    """Nothing was sent."""


class Gate:
    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._under_way = 0
        self._failures = 0
        self._shut_until = 0.0

    def enter(self) -> None:
        """``Shut`` when nothing should be sent now. Whoever gets in must ``leave``."""
        with self._lock:
            if not _always.get():
                if self._under_way >= MOST:
                    raise Shut("too many calls are under way")
                if self._failures >= FAILURES:
                    if self._clock() < self._shut_until:
                        raise Shut("the last calls all failed")
                    self._shut_until = self._clock() + PAUSE  # this caller tries; the others wait for its answer
            self._under_way += 1

    def leave(self, *, failed: bool) -> None:
        with self._lock:
            self._under_way -= 1
            if not failed:
                self._failures = 0
                return
            self._failures += 1
            if self._failures >= FAILURES:
                self._shut_until = self._clock() + PAUSE


class Gates:
    def __init__(self) -> None:
        self._gates: dict[tuple[str, ...], Gate] = {}
        self._lock = threading.Lock()

    def of(self, *key: str) -> Gate:
        with self._lock:
            return self._gates.setdefault(key, Gate())

    def clear(self) -> None:
        with self._lock:
            self._gates.clear()


GATES = Gates()


@contextmanager
def always_open() -> Iterator[None]:
    """Looking up an order is never held back: it is how a doubt ends."""
    token = _always.set(True)
    try:
        yield
    finally:
        _always.reset(token)
