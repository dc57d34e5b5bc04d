"""The table of failures on a real wire: raw servers on loopback, each with its own way of being wrong."""

from __future__ import annotations

import time
from typing import Any

import pytest

from storefront.upstream.errors import OutcomeUnknown, Unreadable
from storefront.upstream.wire import Call
from tests.upstream.raw import OK, serving

pytestmark = pytest.mark.enable_socket


def drip(server: Any) -> Any:
    return server.raw(OK + b"Content-Length: 100\r\n\r\n", *[b" "] * 100, pause=0.1)


def header_drip(server: Any) -> Any:
    return server.raw(*[bytes([byte]) for byte in OK * 3], pause=0.1)


AFTER_SENDING = {
    "reset at once": "reset_at_once",
    "reset after the request": "reset_after_reading",
    "closed after the request": "hang_up",
    "no answer": "silence",
    "a byte now and then": drip,
    "a header now and then": header_drip,
    "garbage": lambda server: server.raw(b"SSH-2.0-OpenSSH_9.9\r\n\r\n"),
    "half a body": lambda server: server.raw(OK + b'Content-Length: 50\r\n\r\n{"half":'),
    "a broken chunk": lambda server: server.raw(OK + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n"),
    "an endless header": lambda server: server.raw(OK + b"X: " + b"y" * 100_000 + b"\r\n\r\n{}"),
    "302": lambda server: server.answer(b"", status="302 Found", headers="Location: /elsewhere\r\n"),
    "307": lambda server: server.answer(b"", status="307 Temporary Redirect", headers="Location: /elsewhere\r\n"),
    "503": lambda server: server.answer(b"<html>", status="503 Service Unavailable"),
}


@pytest.mark.parametrize("script", AFTER_SENDING.values(), ids=AFTER_SENDING.keys())
def test_an_act_without_a_usable_answer_is_unknown_and_is_sent_once(wire_to: Any, script: Any) -> None:
    with serving(script) as server:
        started = time.monotonic()
        with pytest.raises(OutcomeUnknown):
            wire_to(server.url).send(Call("POST", "/finalize", json={}, act=True))

        assert time.monotonic() - started < 4
        assert server.connections == 1
        assert len(server.requests) <= 1


def test_a_redirect_takes_no_token_anywhere(wire_to: Any) -> None:
    with serving(lambda other: other.answer(b"{}")) as other:
        away = f"Location: {other.url}/steal\r\n"
        redirect = serving(lambda server: server.answer(b"{}", status="302 Found", headers=away))
        with redirect as server, pytest.raises(Unreadable):
            wire_to(server.url).send(Call("GET", "/x", token="t0ken"))
        assert other.connections == 0
