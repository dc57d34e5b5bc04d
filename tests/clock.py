"""The sandbox's time in tests, where nobody waits."""

from __future__ import annotations

from datetime import UTC, datetime

from sandbox.clock import Clock


class StillClock(Clock):
    """Stands still until it is moved; sleeping moves it and costs nothing."""

    def __init__(self, start: datetime | None = None) -> None:
        super().__init__()
        self._start = start or datetime(2026, 11, 21, 9, 0, tzinfo=UTC)

    def now(self) -> datetime:
        return self._start + self.shift

    def sleep(self, seconds: float) -> None:
        self.advance(seconds)
