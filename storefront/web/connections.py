"""Database connections are few: a thread that waits for somebody else holds none of them."""

from __future__ import annotations

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper


def give_back_connections() -> None:
    """Hand this thread's connections back to the pool. The next statement takes one again, which costs little.

    One in a transaction stays. So does one without a pool: nobody waits for it, and opening another costs more.
    """
    for connection in connections.all(initialized_only=True):
        if _is_pooled(connection) and not connection.in_atomic_block:
            connection.close()


def _is_pooled(connection: BaseDatabaseWrapper) -> bool:
    return bool(connection.settings_dict["OPTIONS"].get("pool"))
