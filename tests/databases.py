"""A database that is away, as the code above it meets it: each statement fails when it is sent."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import OperationalError, connection


@contextmanager
def database_away(touching: str = "", says: str = "the database is away") -> Iterator[list[str]]:
    """Only for statements with ``touching`` in them. Gives those that were refused."""
    refused: list[str] = []

    def refuse(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        if touching not in sql:
            return execute(sql, params, many, context)
        refused.append(sql)
        raise OperationalError(says)

    with connection.execute_wrapper(refuse):
        yield refused
