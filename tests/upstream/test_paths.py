from __future__ import annotations

from typing import Any

import pytest

from storefront.upstream.paths import base_address, fill, origin_of, segment


@pytest.mark.parametrize("value", ["", ".", "..", "\x00", "a\nb", "a\r\nHost: x", "\x7f", "\x85", "\ud800", "x" * 257])
def test_what_cannot_be_one_segment_is_refused(value: Any) -> None:
    with pytest.raises(ValueError, match="not a path segment"):
        segment(value)


@pytest.mark.parametrize(
    ("value", "sent"),
    [
        ("65c4a8e6b9c1aa0011223344", "65c4a8e6b9c1aa0011223344"),
        ("NEW 20", "NEW%2020"),
        ("../users", "..%2Fusers"),
        ("%2e%2e", "%252e%252e"),
        ("a?b#c&d", "a%3Fb%23c%26d"),
        ("a\\b;c:d@e", "a%5Cb%3Bc%3Ad%40e"),
        ("100%", "100%25"),
        ("É", "%C3%89"),
    ],
)
def test_everything_else_is_encoded_whole(value: str, sent: str) -> None:
    assert segment(value) == sent


def test_a_route_is_filled_by_name() -> None:
    assert fill("/carts/{cart}/items/{line}", {"line": "b/c", "cart": "a"}) == "/carts/a/items/b%2Fc"


@pytest.mark.parametrize(
    "url",
    [
        "http://api.example",
        "ftp://api.example",
        "https://",
        "https://user:secret@api.example",
        "https://user@api.example",
        "https://api.example:8443",
        "https://api.example?x=1",
        "https://api.example#x",
        "https://api.example/a b",
        "//api.example",
    ],
)
def test_an_odd_base_address_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="base address"):
        base_address(url, allow_loopback=False)


def test_plain_http_and_odd_ports_are_for_loopback_demos_only() -> None:
    assert (
        base_address("http://127.0.0.1:9000/careportals/", allow_loopback=True) == "http://127.0.0.1:9000/careportals"
    )


def test_an_origin_is_the_same_however_it_is_written() -> None:
    assert origin_of("https://API.example:443/a") == origin_of("https://api.example") == "https://api.example"
    assert origin_of("http://[::1]:9000/a") == "http://[::1]:9000"
