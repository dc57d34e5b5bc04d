"""Getting in between: rivals, kills, a database that goes away, and guards that are switched off."""

from __future__ import annotations

import inspect
import textwrap
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FunctionType, ModuleType
from typing import Any

import pytest
from django.db import OperationalError, connection

from checkout.orders import placing


class Killed(BaseException):
    """What a process that ends at once does not get to handle."""


def before(monkeypatch: pytest.MonkeyPatch, module: ModuleType, name: str, do: Callable[[], object]) -> None:
    """Run ``do`` once, just before the next call of a function."""
    function = getattr(module, name)

    def wrapped(*args: Any, **kwargs: Any) -> Any:
        monkeypatch.setattr(module, name, function)
        do()
        return function(*args, **kwargs)

    monkeypatch.setattr(module, name, wrapped)


@contextmanager
def killed(when: str) -> Iterator[list[Callable[[], object]]]:
    """The process ends after the claim and ``before`` the act, or ``after`` its answer. Gives the calls not made."""
    unmade: list[Callable[[], object]] = []

    def act(_attempt: Any, _claimed_at: float, call: Callable[[], object], unsent: Any) -> None:
        if when == "after":
            call()
        else:
            unmade.append(call)
        raise Killed

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(placing, "_act", act)
        try:
            yield unmade
        except Killed:
            return
    raise AssertionError("nothing was claimed")


@contextmanager
def no_database(sql: str = "", about: str = "") -> Iterator[list[str]]:
    """Statements that begin so, and have ``about`` among their values, raise what a database that is gone raises.
    Gives those that did."""
    stopped: list[str] = []

    def stop(execute: Any, statement: str, params: Any, many: bool, context: Any) -> Any:
        if statement.startswith(sql) and (not about or about in params):
            stopped.append(statement)
            raise OperationalError("server closed the connection unexpectedly")
        return execute(statement, params, many, context)

    with connection.execute_wrapper(stop):
        yield stopped


def mutate(monkeypatch: pytest.MonkeyPatch, module: ModuleType, name: str, old: str, new: str) -> None:
    """Put a function in place whose source says ``new`` where it said ``old``, which must be there once."""
    function = getattr(module, name)
    assert isinstance(function, FunctionType)
    source = textwrap.dedent(inspect.getsource(function))
    assert source.count(old) == 1, f"{name} does not say {old!r} once any more"
    made: dict[str, Any] = {}
    exec(compile(source.replace(old, new), f"<mutant of {name}>", "exec"), function.__globals__, made)  # noqa: S102
    monkeypatch.setattr(module, name, made[name])
