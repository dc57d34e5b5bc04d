"""Redis or Valkey as a cache whose failure costs time, never a page: what cannot be read counts as not remembered.

Values are plain data. Whoever can write to the cache server can change what is remembered, but cannot make us run code.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

BYTES, JSON = b"bytes:", b"json:"

log = logging.getLogger(__name__)


class Unreadable:
    """Stands for an entry that is not in our format, such as a pickle."""


UNREADABLE = Unreadable()


class PlainSerializer:
    """Bytes as they are, and everything else as JSON: text, whole numbers, booleans, None, lists and dictionaries."""

    def dumps(self, value: Any) -> bytes:
        """Raises ``TypeError`` for what is not plain data."""
        return BYTES + value if isinstance(value, bytes) else JSON + json.dumps(value, allow_nan=False).encode()

    def loads(self, data: bytes) -> Any:
        try:
            if data.startswith(BYTES):
                return data.removeprefix(BYTES)
            if data.startswith(JSON):
                return json.loads(data.removeprefix(JSON))
        except (ValueError, RecursionError):
            pass
        log.warning("cache_entry_unreadable")
        return UNREADABLE


def soft(fallback: Any) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    def decorate(method: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(method)
        def tried(*args: Any, **kwargs: Any) -> Any:
            try:
                return method(*args, **kwargs)
            except RedisError:
                log.warning("cache_failed")
                return fallback() if callable(fallback) else fallback

        return tried

    return decorate


class SoftRedisCache(RedisCache):
    """``add`` answers True: whoever asks for the right to fetch may fetch."""

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        options = {**params.get("OPTIONS", {}), "serializer": PlainSerializer()}
        super().__init__(server, {**params, "OPTIONS": options})

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        found = soft(default)(super().get)(key, default, version)
        return default if found is UNREADABLE else found

    def get_many(self, keys: Any, version: int | None = None) -> dict[Any, Any]:
        found = soft(dict)(super().get_many)(keys, version)
        return {key: value for key, value in found.items() if value is not UNREADABLE}

    set = soft(None)(RedisCache.set)
    set_many = soft(list)(RedisCache.set_many)
    add = soft(True)(RedisCache.add)
    delete = soft(False)(RedisCache.delete)
