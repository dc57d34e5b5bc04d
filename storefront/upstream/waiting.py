"""Before a thread waits for an upstream, whoever holds something scarce for it gives it back."""

from __future__ import annotations

from collections.abc import Callable

_before_waiting: list[Callable[[], None]] = []


def before_waiting(give_back: Callable[[], None]) -> None:
    """Have ``give_back`` called in the thread that is about to wait. Registered once, when the program starts."""
    if give_back not in _before_waiting:
        _before_waiting.append(give_back)


def about_to_wait() -> None:
    for give_back in _before_waiting:
        give_back()
