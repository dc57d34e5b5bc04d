"""What an observer learns of the calls to an upstream: one ``ObservedCall`` each, when it is over."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

_observed: ContextVar[list[ObservedCall] | None] = ContextVar("observed_calls", default=None)


@dataclass(frozen=True, slots=True)
class ObservedCall:
    """One call as it may be shown to staff: ``route`` is the template, ``status`` 0 where no answer came.

    ``outcome`` is ``ok``, ``crashed`` or the name of the error (``REJECTED``: the circuit breaker did not send it).
    ``ODD`` is no call of its own: something in an answer did not fit and was left out; ``route`` says what.
    """

    method: str
    route: str
    status: int
    ms: int
    request_id: str
    outcome: str = "ok"
    upstream: str = ""


REJECTED = "RejectedError"
ODD = "OddRow"
CROWDED = "CrowdedError"  # too many calls were under way here: it says nothing about the upstream
Observer = Callable[[ObservedCall], None]


@contextmanager
def observed_calls() -> Iterator[list[ObservedCall]]:
    """The list grows with every call of this thread within the block."""
    calls: list[ObservedCall] = []
    token = _observed.set(calls)
    try:
        yield calls
    finally:
        _observed.reset(token)


def observe(call: ObservedCall) -> None:
    if (observed := _observed.get()) is not None:
        observed.append(call)
