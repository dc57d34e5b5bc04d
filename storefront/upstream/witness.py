"""Watch the calls that one piece of work makes, without standing in their way."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

_watching: ContextVar[list[Seen] | None] = ContextVar("watching", default=None)


@dataclass(frozen=True, slots=True)
class Seen:
    """One call as it may be shown to staff: ``route`` is the template, ``status`` 0 where no answer came.

    ``outcome`` is ``ok``, ``crashed`` or the name of the error (``HELD``: a shut gate did not send it).
    """

    method: str
    route: str
    status: int
    ms: int
    request_id: str
    outcome: str = "ok"
    upstream: str = ""


HELD = "HeldBack"
Observer = Callable[[Seen], None]


@contextmanager
def witnessed() -> Iterator[list[Seen]]:
    """The list grows with every call of this thread within the block."""
    seen: list[Seen] = []
    token = _watching.set(seen)
    try:
        yield seen
    finally:
        _watching.reset(token)


def testify(seen: Seen) -> None:
    if (watching := _watching.get()) is not None:
        watching.append(seen)
