"""A moment after which no socket read goes on, however slowly the bytes drip in: headers and body alike.

A read time-out starts anew with every byte, so a peer that sends one now and then is never caught by it. Here each
single ``recv`` gets the smaller of the read time-out and what is left until the moment set by ``deadline_at``.
"""

from __future__ import annotations

import http.client
import io
import math
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

_moment: ContextVar[float] = ContextVar("deadline", default=math.inf)


@contextmanager
def deadline_at(moment: float) -> Iterator[None]:
    """``moment`` on ``time.monotonic()``; holds for the calls of this thread within the block."""
    token = _moment.set(moment)
    try:
        yield
    finally:
        _moment.reset(token)


class _DeadlineResponse(http.client.HTTPResponse):
    def __init__(self, sock: socket.socket, *args: Any, **kwargs: Any) -> None:
        super().__init__(_DeadlineSocket(sock), *args, **kwargs)  # type: ignore[arg-type]  # it only calls makefile


class _DeadlineConnection(HTTPConnection):
    response_class = _DeadlineResponse


class _DeadlineSecureConnection(HTTPSConnection):
    response_class = _DeadlineResponse


class DeadlinePool(HTTPConnectionPool):
    ConnectionCls = _DeadlineConnection


class DeadlineSecurePool(HTTPSConnectionPool):
    ConnectionCls = _DeadlineSecureConnection


class _DeadlineSocket:
    """The part of a socket that the standard library reads an answer through."""

    def __init__(self, sock: socket.socket) -> None:
        self._sock = sock

    def makefile(self, mode: str) -> io.BufferedReader:
        return io.BufferedReader(_DeadlineReads(self._sock))


class _DeadlineReads(io.RawIOBase):
    def __init__(self, sock: socket.socket) -> None:
        self._sock, self._raw = sock, sock.makefile("rb", buffering=0)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any, /) -> int | None:
        left = _moment.get() - time.monotonic()
        if left <= 0:
            raise TimeoutError("the deadline has passed")
        time_limit = self._sock.gettimeout()
        if left == math.inf or (time_limit is not None and time_limit <= left):
            return self._raw.readinto(buffer)
        self._sock.settimeout(left)
        try:
            return self._raw.readinto(buffer)
        finally:
            self._sock.settimeout(time_limit)

    def close(self) -> None:
        self._raw.close()
        super().close()
