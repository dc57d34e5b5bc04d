"""The table of failures on a real wire: raw servers on loopback, each with its own way of being wrong."""

from __future__ import annotations

import logging
import socket
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest import mock

import pytest

from storefront.upstream.errors import NotFound, OutcomeUnknown, Unreachable, Unreadable
from storefront.upstream.pictures import fetch_picture
from storefront.upstream.pools import Pools
from storefront.upstream.wire import Call, Timeouts, Wire
from tests.upstream.raw import serving

pytestmark = pytest.mark.enable_socket

QUICK = Timeouts(connect=0.5, read=0.4, total=0.8)
OK = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"


@pytest.fixture
def pools() -> Iterator[Any]:
    pools = Pools()
    yield pools
    pools.close()


@pytest.fixture
def wire_to(pools: Any) -> Any:
    def make(url: Any, **options: Any) -> Any:
        return Wire("example", url, **({"timeouts": QUICK, "allow_loopback": True, "pools": pools} | options))

    return make


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


def test_the_deadline_holds_for_reads_with_their_second_try(wire_to: Any) -> None:
    with serving("silence") as server:
        started = time.monotonic()
        with pytest.raises(OutcomeUnknown):
            wire_to(server.url).send(Call("GET", "/x"))
        assert time.monotonic() - started < 4


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


def test_a_redirect_takes_no_token_anywhere(wire_to: Any) -> None:
    with serving(lambda other: other.answer(b"{}")) as other:
        away = f"Location: {other.url}/steal\r\n"
        redirect = serving(lambda server: server.answer(b"{}", status="302 Found", headers=away))
        with redirect as server, pytest.raises(Unreadable):
            wire_to(server.url).send(Call("GET", "/x", token="t0ken"))
        assert other.connections == 0


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


def test_a_huge_answer_is_dropped_early(wire_to: Any) -> None:
    endless = [b"x" * 65536] * 800
    with serving(lambda server: server.raw(OK + b"\r\n", *endless)) as server, pytest.raises(Unreadable):
        wire_to(server.url, timeouts=Timeouts(1, 2, 5)).send(Call("GET", "/x"))


def test_an_odd_header_puts_no_address_into_the_log(wire_to: Any, caplog: pytest.LogCaptureFixture) -> None:
    """urllib3 warns about it with the whole path, which may hold a coupon."""
    caplog.set_level(logging.DEBUG)
    with serving(lambda server: server.raw(OK + b"no colon here\r\nContent-Length: 2\r\n\r\n{}")) as server:
        wire_to(server.url).send(
            Call("POST", "/coupon/{code}", token="t0ken", act=True, empty=True, parameters={"code": "SECRETCODE"})
        )
    assert "SECRETCODE" not in caplog.text
    assert not any("SECRETCODE" in str(record.__dict__) for record in caplog.records)


# -- pictures ----------------------------------------------------------------------------------------------------------

PICTURE = b"HTTP/1.1 200 OK\r\nContent-Type: image/webp; q=1\r\nContent-Length: 4\r\n\r\nRIFF"


def picture(server: Any, pools: Any, **options: Any) -> Any:
    url = server.url + "/a.webp"
    return fetch_picture(url, upstream="example", timeouts=QUICK, allow_loopback=True, pools=pools, **options)


def test_a_picture_is_fetched_without_a_word_about_who_looks(pools: Any) -> None:
    with serving(lambda server: server.raw(PICTURE)) as server:
        assert picture(server, pools) == (b"RIFF", "image/webp")
        head = server.requests[0].lower()
        assert b"authorization" not in head
        assert b"referer" not in head


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 4\r\n\r\n<h1>", Unreadable),
        (b"HTTP/1.1 200 OK\r\nContent-Type: image/svg+xml\r\nContent-Length: 4\r\n\r\n<svg", Unreadable),
        (b"HTTP/1.1 302 Found\r\nLocation: http://10.0.0.1/\r\nContent-Length: 0\r\n\r\n", Unreadable),
        (b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n", NotFound),
        (b"HTTP/1.1 500 Oh\r\nContent-Length: 0\r\n\r\n", OutcomeUnknown),
        (b"HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\n" + b"x" * (5 * 1024 * 1024 + 1), Unreadable),
    ],
)
def test_what_is_no_picture_is_not_shown(pools: Any, answer: Any, error: Any) -> None:
    with serving(lambda server: server.raw(answer)) as server, pytest.raises(error):
        picture(server, pools)


@pytest.mark.parametrize(
    "url", ["http://a.example/a.png", "file:///etc/passwd", "https://u:p@a.example/a", "a.png", ""]
)
def test_only_plain_web_addresses_are_fetched(pools: Any, url: str) -> None:
    with pytest.raises(NotFound):
        fetch_picture(url, upstream="example", pools=pools)


def test_a_picture_on_a_private_address_is_not_asked_for(pools: Any) -> None:
    with pytest.raises(Unreachable):
        fetch_picture("https://169.254.169.254/a.png", upstream="example", pools=pools)
