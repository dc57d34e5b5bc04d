"""Mounts the sandbox on a ``requests.Session`` without sockets; failures are the exceptions of a real wire."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import requests
import urllib3
from requests.adapters import BaseAdapter
from urllib3.exceptions import MaxRetryError, NewConnectionError, ProtocolError

from sandbox.app import Delivery, Sandbox, Sleep
from sandbox.http import Request


class SandboxAdapter(BaseAdapter):
    """``session.mount("https://sandbox.test/", SandboxAdapter(sandbox))``.

    ``prefix`` puts a vendor's own host onto its place in the sandbox: mount "https://patient-api.portals.care/" with
    the prefix "/careportals/patient-api". ``sleep`` lets time pass; the sandbox's clock does unless told otherwise.
    """

    def __init__(self, sandbox: Sandbox, *, prefix: str = "", sleep: Sleep | None = None) -> None:
        super().__init__()
        self._sandbox, self._prefix, self._sleep = sandbox, prefix, sleep or sandbox.clock.sleep

    def send(
        self,
        request: requests.PreparedRequest,
        stream: bool = False,
        timeout: float | tuple[float, float] | tuple[float, None] | None = None,
        verify: bool | str = True,
        cert: bytes | str | tuple[bytes | str, bytes | str] | None = None,
        proxies: Mapping[str, str] | None = None,
    ) -> requests.Response:
        read_timeout = timeout[1] if isinstance(timeout, tuple) else timeout
        silences: list[float] = []
        delivery = self._sandbox.deliver(self._incoming(request), silences.append)
        self._wait(sum(silences), read_timeout, request)
        if delivery.refused:
            raise requests.ConnectionError(_unreachable(request), request=request)
        if delivery.reset:
            reset = ProtocolError("Connection aborted.", ConnectionResetError(104, "Connection reset by peer"))
            raise requests.ConnectionError(reset, request=request)
        return self._outgoing(request, delivery, stream, read_timeout)

    def close(self) -> None:
        """There is nothing to close."""

    def _incoming(self, request: requests.PreparedRequest) -> Request:
        parts = urlsplit(str(request.url))
        body = request.body or b""
        if not isinstance(body, (str, bytes)):
            raise TypeError("the sandbox takes whole bodies only")
        return Request.of(
            str(request.method),
            self._prefix + request.path_url,
            [("host", parts.netloc), *((str(name), _text(value)) for name, value in request.headers.items())],
            body.encode() if isinstance(body, str) else body,
            f"{parts.scheme}://{parts.netloc}",
        )

    def _wait(self, silence: float, read_timeout: float | None, request: requests.PreparedRequest) -> None:
        """The upstream did what it did; whether we still listen when it answers is another matter."""
        if read_timeout is not None and silence > read_timeout:
            self._sleep(read_timeout)
            raise requests.ReadTimeout("Read timed out.", request=request)
        if silence:
            self._sleep(silence)

    def _outgoing(
        self, request: requests.PreparedRequest, delivery: Delivery, stream: bool, read_timeout: float | None
    ) -> requests.Response:
        response = requests.Response()
        response.status_code = delivery.response.status_code
        response.headers.update(delivery.response.headers.items())
        response.raw = urllib3.HTTPResponse(
            body=_Body(delivery, read_timeout, self._sleep),
            headers=dict(delivery.response.headers),
            status=delivery.response.status_code,
            preload_content=False,
            decode_content=False,
            request_method=request.method,
        )
        response.encoding = requests.utils.get_encoding_from_headers(response.headers)
        response.request, response.url = request, str(request.url)
        if not stream:
            _ = response.content
        return response


class _Body(io.BufferedIOBase):
    """The bytes as they come in: half of them, or one by one, where the fault says so."""

    def __init__(self, delivery: Delivery, read_timeout: float | None, sleep: Sleep) -> None:
        whole = delivery.response.data
        self._rest = io.BytesIO(whole[: len(whole) // 2] if delivery.truncated else whole)
        self._pause, self._read_timeout, self._sleep = delivery.drip, read_timeout, sleep

    def readable(self) -> bool:
        return True

    def read(self, size: int | None = -1, /) -> bytes:
        if not self._pause:
            return self._rest.read(size)
        return b"".join(iter(self.read1, b"")) if size is None or size < 0 else self._drops(size)

    def read1(self, size: int = -1, /) -> bytes:
        if not self._pause:
            return self._rest.read1(size)
        if self._read_timeout is not None and self._pause > self._read_timeout:
            self._sleep(self._read_timeout)
            raise TimeoutError("timed out")
        drop = self._rest.read(1)
        self._sleep(self._pause if drop else 0)
        return drop

    def readinto(self, buffer: Any, /) -> int:
        data = self.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)

    def _drops(self, size: int) -> bytes:
        drops = bytearray()
        while len(drops) < size and (drop := self.read1()):
            drops += drop
        return bytes(drops)


def _unreachable(request: requests.PreparedRequest) -> MaxRetryError:
    pool: Any = urllib3.HTTPConnectionPool(urlsplit(str(request.url)).hostname or "")
    refused = NewConnectionError(pool, "Failed to establish a new connection: [Errno 111] Connection refused")
    return MaxRetryError(pool, str(request.path_url), refused)


def _text(value: str | bytes) -> str:
    return value.decode("latin-1") if isinstance(value, bytes) else str(value)
