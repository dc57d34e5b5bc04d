"""Connections to the outside, kept alive and shared by all threads, one pool per origin.

Adapters of ``requests`` are used without a ``Session``: so there is no cookie jar, no netrc, no proxy from the
environment and no following of redirects to switch off. A test puts an adapter of its own onto an origin::

    with POOLS.mounted("https://patient-api.portals.care", adapter):
        ...
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from requests.adapters import BaseAdapter
from requests_hardened.ip_filter_adapter import IPFilterAdapter

from storefront.upstream.deadline import DeadlinePool, DeadlineSecurePool
from storefront.upstream.paths import origin_of

LARGEST_POOL = 128  # as many kept connections per origin as a worker has threads

# urllib3 writes whole addresses (cart ids, coupon codes) into some warnings, e.g. when a header of an answer is odd.
for _name in ("urllib3.connection", "urllib3.connectionpool"):
    logging.getLogger(_name).addFilter(lambda record: False)


class FilteredAdapter(IPFilterAdapter):  # type: ignore[misc]  # the package has no types
    """Connects to the very address that was checked, so a name that changes its address afterwards gains nothing."""

    def init_poolmanager(self, connections: int, maxsize: int, block: bool = False, **kwargs: Any) -> None:
        super().init_poolmanager(connections, LARGEST_POOL, block, **kwargs)
        self.poolmanager.pool_classes_by_scheme = {"http": DeadlinePool, "https": DeadlineSecurePool}


class Pools:
    def __init__(self) -> None:
        self._kept: dict[tuple[str, bool], BaseAdapter] = {}
        self._mounted: dict[str, BaseAdapter] = {}
        self._lock = threading.Lock()

    def shared(self, url: str, *, allow_loopback: bool) -> BaseAdapter:
        """The adapter whose connections everybody uses for the origin of ``url``."""
        key = origin_of(url), allow_loopback
        with self._lock:
            if mounted := self._mounted.get(key[0]):
                return mounted
            if key not in self._kept:
                self._kept[key] = _adapter(url, allow_loopback)
            return self._kept[key]

    @contextmanager
    def fresh(self, url: str, *, allow_loopback: bool) -> Iterator[BaseAdapter]:
        """An adapter without any connection yet: the peer cannot have dropped what does not exist."""
        if mounted := self._mounted.get(origin_of(url)):
            yield mounted
            return
        adapter = _adapter(url, allow_loopback)
        try:
            yield adapter
        finally:
            adapter.close()

    def mount(self, url: str, adapter: BaseAdapter) -> None:
        """From now on ``adapter`` answers for the origin of ``url``."""
        with self._lock:
            self._mounted[origin_of(url)] = adapter

    def unmount(self, url: str) -> None:
        with self._lock:
            self._mounted.pop(origin_of(url), None)

    @contextmanager
    def mounted(self, url: str, adapter: BaseAdapter) -> Iterator[None]:
        self.mount(url, adapter)
        try:
            yield
        finally:
            self.unmount(url)

    def close(self) -> None:
        """Drop every kept connection."""
        with self._lock:
            kept, self._kept = self._kept, {}
        for adapter in kept.values():
            adapter.close()


def _adapter(url: str, allow_loopback: bool) -> BaseAdapter:
    return FilteredAdapter(is_https_proto=url.startswith("https:"), allow_loopback=allow_loopback)


POOLS = Pools()
