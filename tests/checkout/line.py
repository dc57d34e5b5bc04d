"""A line to the sandbox on which a worker can be paused or killed at any call, and an order is seen as it goes out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any
from unittest.mock import patch

import requests
from django.db import connection

from checkout.models import OrderAttempt, State
from checkout.orders import transitions
from sandbox.app import Sandbox
from sandbox.transport import SandboxAdapter


class Killed(BaseException):
    """The worker is gone: no handler of ours may keep it alive."""


@dataclass(frozen=True)
class Interruption:
    """Strikes once: at the ``call``-th call of an action to such a path, or at the writing of a state.

    ``at`` is "before" (the upstream has seen nothing of the call), "after" (its answer is there), or one of the three
    around a state: "claim", "resolve" (not written), "half" (written, and its transaction not over yet). Then
    ``meanwhile`` happens, as it would elsewhere while this worker stands still. ``end``: "wakes" and goes on, "raises"
    (the server ends the worker, which still may write), "killed" (it writes nothing more).
    """

    at: str = "before"
    path: str = "*"
    call: int = 0
    meanwhile: tuple[Callable[[], Any], ...] = ()
    end: str = "wakes"


class Line(SandboxAdapter):
    """``seen`` is told of every request in the moment before the upstream gets it."""

    def __init__(self, sandbox: Sandbox, seen: Callable[[requests.PreparedRequest], None]) -> None:
        super().__init__(sandbox)
        self._seen = seen
        self._plan: Interruption | None = None
        self._calls = 0
        self._dead = False

    @contextmanager
    def one_worker(self, plan: Interruption | None) -> Iterator[None]:
        """What happens inside is one worker's doing; when it is killed, the others go on."""
        before = self._plan, self._calls, self._dead
        self._plan, self._calls, self._dead = plan, 0, False
        try:
            yield
        except Killed:
            pass
        finally:
            self._plan, self._calls, self._dead = before

    def send(self, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> requests.Response:
        if self._dead:
            raise Killed
        strikes = self._plan if self._is_its_call(request) else None
        if strikes and strikes.at == "before":
            self._interrupt()
        self._seen(request)
        reply = super().send(request, *args, **kwargs)
        if strikes and strikes.at == "after":
            self._interrupt()
        return reply

    def _is_its_call(self, request: requests.PreparedRequest) -> bool:
        if self._plan is None or not fnmatchcase(str(request.path_url), self._plan.path):
            return False
        self._calls += 1
        return self._calls == self._plan.call + 1

    @contextmanager
    def watching_states(self) -> Iterator[None]:
        """A dead worker writes nothing, and one may die around the writing of a state."""
        move = transitions._move

        def watched(attempt: OrderAttempt, from_: tuple[str, ...], to: str, *args: Any, **kwargs: Any) -> bool:
            if self._dead:
                raise Killed
            at = self._plan.at if self._plan else ""
            claims, resolves = to == State.SENT, State.SENT in from_ and to != State.SENT
            if (claims and at == "claim") or (resolves and at == "resolve"):
                self._interrupt()
            moved = move(attempt, from_, to, *args, **kwargs)
            if resolves and at == "half":
                self._interrupt()
            return moved

        with patch.object(transitions, "_move", watched):
            yield

    def _interrupt(self) -> None:
        plan, self._plan = self._plan, None
        assert plan is not None
        for happens in () if connection.in_atomic_block else plan.meanwhile:  # others have connections of their own
            with self.one_worker(None):
                happens()
        self._dead = plan.end == "killed"
        if plan.end != "wakes":
            raise Killed
