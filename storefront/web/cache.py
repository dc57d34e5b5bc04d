"""Redis or Valkey as a cache whose failure costs time, never a page: what cannot be read counts as not remembered."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

log = logging.getLogger(__name__)


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

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        return soft(default)(super().get)(key, default, version)

    get_many = soft(dict)(RedisCache.get_many)
    set = soft(None)(RedisCache.set)
    set_many = soft(list)(RedisCache.set_many)
    add = soft(True)(RedisCache.add)
    delete = soft(False)(RedisCache.delete)
