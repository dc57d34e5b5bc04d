"""Product pictures from wherever they are kept: only pictures, and nothing about who looks."""

from __future__ import annotations

from typing import Any

import pytest

from storefront.upstream.errors import NotFound, OutcomeUnknown, Unreachable, Unreadable
from storefront.upstream.pictures import fetch_picture
from tests.upstream.raw import QUICK, serving

pytestmark = pytest.mark.enable_socket


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
