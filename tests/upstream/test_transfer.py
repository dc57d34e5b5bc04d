"""One request out and one bounded answer in, and the proof that a request never left."""

from __future__ import annotations

import socket
from typing import Any
from unittest import mock

import pytest
import requests

from storefront.upstream.errors import OutcomeUnknown, Unreachable, Unreadable
from storefront.upstream.wire import Call, Timeouts
from tests.upstream.fakes import wire_answering
from tests.upstream.raw import OK, serving

pytestmark = pytest.mark.enable_socket


def test_nobody_listening_is_unreachable(wire_to: Any) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        url = f"http://127.0.0.1:{free.getsockname()[1]}"

    with pytest.raises(Unreachable):
        wire_to(url).send(Call("POST", "/x", act=True))


def test_no_such_name_is_unreachable(wire_to: Any) -> None:
    unknown = socket.gaierror(-2, "Name or service not known")
    with mock.patch("socket.getaddrinfo", side_effect=unknown), pytest.raises(Unreachable):
        wire_to("https://no-such-clinic.example").send(Call("POST", "/x", act=True))


def test_a_connection_that_does_not_come_about_is_unreachable(wire_to: Any) -> None:
    slow = mock.patch("urllib3.util.connection.create_connection", side_effect=TimeoutError)
    with slow, pytest.raises(Unreachable):
        wire_to("http://127.0.0.1:9").send(Call("POST", "/x", act=True))


def test_a_huge_answer_is_dropped_early(wire_to: Any) -> None:
    endless = [b"x" * 65536] * 800
    with serving(lambda server: server.raw(OK + b"\r\n", *endless)) as server, pytest.raises(Unreadable):
        wire_to(server.url, timeouts=Timeouts(1, 2, 5)).send(Call("GET", "/x"))


def test_never_left_needs_proof() -> None:
    wire, _ = wire_answering(requests.ConnectionError("Connection refused, or so it says"))
    with pytest.raises(OutcomeUnknown):
        wire.send(Call("POST", "/x"))

    wire, _ = wire_answering(_refused())
    with pytest.raises(Unreachable):
        wire.send(Call("POST", "/x"))


def _refused() -> requests.ConnectionError:
    from urllib3 import HTTPConnectionPool
    from urllib3.exceptions import MaxRetryError, NewConnectionError

    pool = HTTPConnectionPool("api.example")
    return requests.ConnectionError(MaxRetryError(pool, "/x", NewConnectionError(pool, "refused")))  # type: ignore[arg-type]
