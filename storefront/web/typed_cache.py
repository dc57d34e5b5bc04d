"""Typed values in the cache, kept there as JSON text."""

from __future__ import annotations

import hashlib
import json
from typing import Any, Generic, TypeVar

from django.core.cache import cache
from pydantic import TypeAdapter, ValidationError

T = TypeVar("T")


class TypedCache(Generic[T]):
    """Values of one type, made of frozen dataclasses and plain data.

    The shape of the type is part of each key: two releases that run side by side never read what the other one wrote in
    another shape. An entry that does not fit is a miss.
    """

    def __init__(self, kind: Any) -> None:
        self._adapter: TypeAdapter[T] = TypeAdapter(kind)
        shape = json.dumps(self._adapter.json_schema(), sort_keys=True)
        self._stamp = hashlib.sha256(shape.encode()).hexdigest()[:12]

    def get(self, key: str) -> T | None:
        kept = cache.get(self._key(key))
        try:
            return self._adapter.validate_json(kept) if isinstance(kept, str) else None
        except ValidationError:
            return None

    def set(self, key: str, value: T, seconds: int) -> None:
        cache.set(self._key(key), self._adapter.dump_json(value).decode(), seconds)

    def _key(self, key: str) -> str:
        return f"{key}:{self._stamp}"
