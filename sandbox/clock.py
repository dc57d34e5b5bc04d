"""Time as the sandbox sees it: the wall clock plus a shift, or one that only tests move."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta


class Clock:
    """The wall clock, which the control page may push forward."""

    def __init__(self) -> None:
        self.shift = timedelta()

    def now(self) -> datetime:
        return datetime.now(UTC) + self.shift

    def advance(self, seconds: float) -> None:
        self.shift += timedelta(seconds=seconds)

    def sleep(self, seconds: float) -> None:
        time.sleep(seconds)


class StillClock(Clock):
    """Stands still until it is moved; sleeping moves it and costs nothing."""

    def __init__(self, start: datetime | None = None) -> None:
        super().__init__()
        self._start = start or datetime(2026, 11, 21, 9, 0, tzinfo=UTC)

    def now(self) -> datetime:
        return self._start + self.shift

    def sleep(self, seconds: float) -> None:
        self.advance(seconds)
