"""What many requests need at the same moment is asked for by one of them, and the others wait for its answer."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

from django.conf import settings
from django.core.cache import cache

from storefront.upstream.waiting import about_to_wait

T = TypeVar("T")
ONE_ASKS = 15  # seconds in which the others wait, or do without
TROUBLE_TOLD = 2  # seconds in which those who wait learn that there was no answer
LOOK_AGAIN = 0.05  # seconds


class AskedInVainError(Exception):
    """Another request asked for it, and had no answer."""


def may_ask(key: str) -> bool:
    """True for one request at a time, which then calls ``answered`` or ``asked_in_vain``."""
    return cache.add(f"{key}:asking", True, ONE_ASKS)


def answered(key: str) -> None:
    cache.delete(f"{key}:asking")


def asked_in_vain(key: str) -> None:
    cache.set(f"{key}:trouble", True, TROUBLE_TOLD)
    cache.delete(f"{key}:asking")


def asked_once(key: str, kept: Callable[[], T | None], ask: Callable[[], T]) -> T:
    """What ``kept`` finds, or what ``ask`` gives and keeps.

    Raises what ``ask`` raises, and ``AskedInVainError`` for those who waited for a request that had no answer.
    """
    latest = time.monotonic() + settings.UPSTREAM_TOTAL_TIMEOUT
    while (found := kept()) is None and not may_ask(key):
        about_to_wait()
        time.sleep(LOOK_AGAIN)
        if cache.get(f"{key}:trouble") or time.monotonic() >= latest:
            raise AskedInVainError
    if found is not None:
        return found
    try:
        answer = ask()
    except Exception:
        asked_in_vain(key)
        raise
    answered(key)
    return answer
