"""One request out and one bounded answer in. Libraries' exceptions leave here as they are: only ``wire`` names them."""

from __future__ import annotations

import socket
import time
from collections.abc import Mapping
from dataclasses import dataclass

import requests
from requests.adapters import BaseAdapter
from requests_hardened.ip_filter import InvalidIPAddress
from urllib3.exceptions import ConnectTimeoutError, NewConnectionError

from storefront.upstream.deadline import deadline_at

CHUNK = 64 * 1024


@dataclass(frozen=True, slots=True)
class Timeouts:
    """Seconds. ``connect`` for the connection, ``read`` between two bytes, ``total`` from the call to the last byte."""

    connect: float = 3
    read: float = 10
    total: float = 20


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: ``headers`` are found whatever their case."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class TooLargeError(Exception):
    """More bytes than we are willing to hold."""


def transfer(
    request: requests.PreparedRequest, adapter: BaseAdapter, timeouts: Timeouts, *, deadline: float, limit: int
) -> Answer:
    """``deadline`` on ``time.monotonic()``, ``limit`` in bytes."""
    left = max(deadline - time.monotonic(), 0.001)
    time_limits = (min(timeouts.connect, left), min(timeouts.read, left))
    with deadline_at(deadline):
        response = adapter.send(request, stream=True, timeout=time_limits, verify=True, cert=None, proxies=None)
        with response:
            return Answer(response.status_code, response.headers, _body(response, deadline, limit))


def never_left(error: Exception) -> bool:
    """Whether this failure proves that no byte of the request was sent: no name, no connection, a refused address."""
    if isinstance(error, InvalidIPAddress) or isinstance(error.__cause__, socket.gaierror):
        return True
    inner = error.args[0] if error.args else None
    return isinstance(getattr(inner, "reason", None), NewConnectionError | ConnectTimeoutError)


def _body(response: requests.Response, deadline: float, limit: int) -> bytes:
    body = bytearray()
    for chunk in response.iter_content(CHUNK):
        body += chunk
        if len(body) > limit:
            raise TooLargeError
        if time.monotonic() > deadline:
            raise requests.Timeout
    return bytes(body)
