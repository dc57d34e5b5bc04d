"""A circuit breaker for each clinic's upstream.

After some failures in a row the circuit opens: calls are rejected at once, and nothing is sent. After a pause one call
may try, and its success closes the circuit again. Each process has breakers of its own, and nothing is lost when it
ends. How many calls may be under way is another question: ``bulkheads`` answers it.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

FAILURES = 5  # in a row
PAUSE = 10.0  # seconds

_bypassed: ContextVar[bool] = ContextVar("circuit_breakers_bypassed", default=False)


class CircuitOpenError(Exception):
    """The call must not be sent: the last ones all failed."""


class CircuitBreaker:
    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._failures = 0
        self._open_until = 0.0

    def enter(self) -> None:
        """``CircuitOpenError`` when nothing should be sent now."""
        with self._lock:
            if self._failures >= FAILURES and not are_bypassed():
                if self._clock() < self._open_until:
                    raise CircuitOpenError("the last calls all failed")
                self._open_until = self._clock() + PAUSE  # this caller tries; the others wait for its answer

    def leave(self, *, failed: bool) -> None:
        """What came of a call that was sent."""
        with self._lock:
            if not failed:
                self._failures = 0
                return
            self._failures += 1
            if self._failures >= FAILURES:
                self._open_until = self._clock() + PAUSE


class CircuitBreakers:
    def __init__(self) -> None:
        self._breakers: dict[tuple[str, ...], CircuitBreaker] = {}
        self._lock = threading.Lock()

    def of(self, *key: str) -> CircuitBreaker:
        with self._lock:
            return self._breakers.setdefault(key, CircuitBreaker())

    def clear(self) -> None:
        with self._lock:
            self._breakers.clear()


CIRCUIT_BREAKERS = CircuitBreakers()


@contextmanager
def circuit_breakers_bypassed() -> Iterator[None]:
    """Calls of this thread are never rejected within the block, and wait for no place. Look-ups of orders need it."""
    token = _bypassed.set(True)
    try:
        yield
    finally:
        _bypassed.reset(token)


def are_bypassed() -> bool:
    return _bypassed.get()
