"""Connections to the outside: shared, to checked addresses only, and with nothing of the environment."""

from __future__ import annotations

import logging
import socket
from pathlib import Path
from typing import Any
from unittest import mock

import pytest

from storefront.upstream.errors import Unreachable
from storefront.upstream.wire import Call
from tests.upstream.raw import OK, serving

pytestmark = pytest.mark.enable_socket


PRIVATE = ["10.0.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1"]


@pytest.mark.parametrize("host", [*PRIVATE, "127.0.0.1", "localhost", "[::1]", "2130706433"])
def test_private_addresses_are_not_asked(wire_to: Any, host: Any) -> None:
    with pytest.raises(Unreachable):
        wire_to(f"https://{host}", allow_loopback=False).send(Call("GET", "/latest/meta-data"))


@pytest.mark.parametrize("host", PRIVATE)
def test_a_loopback_demo_reaches_loopback_only(wire_to: Any, host: Any) -> None:
    with pytest.raises(Unreachable):
        wire_to(f"http://{host}").send(Call("GET", "/latest/meta-data"))


def test_a_name_that_points_inside_is_not_asked(wire_to: Any) -> None:
    inside = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("10.1.2.3", 443))]
    with mock.patch("socket.getaddrinfo", return_value=inside), pytest.raises(Unreachable):
        wire_to("https://rebound.example", allow_loopback=False).send(Call("GET", "/x"))


def test_a_name_is_looked_up_once_per_call_so_it_cannot_change_its_mind(wire_to: Any) -> None:
    """Checked address and connected address are the same one."""
    asked = []
    real = socket.getaddrinfo

    def counted(host: Any, *args: Any, **kwargs: Any) -> Any:
        asked.append(host)
        return real("127.0.0.1", *args, **kwargs)

    with serving(lambda server: server.answer(b"{}")) as server:
        port = server.url.rpartition(":")[2]
        with mock.patch("socket.getaddrinfo", side_effect=counted):
            wire_to(f"http://clinic.example:{port}").send(Call("POST", "/x", json={}))

        assert asked == ["clinic.example", "127.0.0.1"]
        assert b"Host: clinic.example" in server.requests[0]


def test_cookies_are_neither_kept_nor_sent(wire_to: Any) -> None:
    planted = "Set-Cookie: session=abc; Path=/\r\n"
    with serving(lambda server: server.answer(b"{}", headers=planted, keep=True)) as server:
        wire = wire_to(server.url)
        wire.send(Call("GET", "/x"))
        wire.send(Call("GET", "/x"))
        assert len(server.requests) == 2
        assert b"ookie" not in b"".join(server.requests)


def test_proxies_and_netrc_of_the_environment_are_ignored(
    wire_to: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / ".netrc").write_text("machine 127.0.0.1 login eve password secret\n")
    monkeypatch.setenv("NETRC", str(tmp_path / ".netrc"))
    for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    monkeypatch.delenv("no_proxy", raising=False)
    with serving(lambda server: server.answer(b"{}")) as server:
        assert wire_to(server.url).send(Call("GET", "/x")).json == {}
        assert b"uthorization" not in server.requests[0]


def test_reads_share_a_connection_and_an_act_has_its_own(wire_to: Any) -> None:
    with serving(lambda server: server.answer(b"{}", keep=True)) as server:
        wire = wire_to(server.url)
        for _ in range(3):
            wire.send(Call("GET", "/x"))
        assert server.connections == 1
        wire.send(Call("POST", "/finalize", json={}, act=True))
        assert server.connections == 2
        wire.send(Call("POST", "/finalize", json={}, act=True))
        assert server.connections == 3
        wire.send(Call("GET", "/x"))
        assert server.connections == 3


def test_an_odd_header_puts_no_address_into_the_log(wire_to: Any, caplog: pytest.LogCaptureFixture) -> None:
    """urllib3 warns about it with the whole path, which may hold a coupon."""
    caplog.set_level(logging.DEBUG)
    with serving(lambda server: server.raw(OK + b"no colon here\r\nContent-Length: 2\r\n\r\n{}")) as server:
        wire_to(server.url).send(
            Call("POST", "/coupon/{code}", token="t0ken", act=True, empty=True, parameters={"code": "SECRETCODE"})
        )
    assert "SECRETCODE" not in caplog.text
    assert not any("SECRETCODE" in str(record.__dict__) for record in caplog.records)
