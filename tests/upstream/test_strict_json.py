"""JSON from a stranger: exact numbers, and nothing that does harm."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from storefront.upstream.errors import (
    Unreadable,
)
from storefront.upstream.wire import Call
from tests.upstream.fakes import wire_answering


@pytest.mark.parametrize(
    "body",
    [
        b'{"a": NaN}',
        b'{"a": -Infinity}',
        b'{"a": 1e400}',
        b'{"a": 1e-400}',
        b'{"a": ' + b"9" * 5000 + b"}",
        b'{"a": 0.' + b"9" * 5000 + b"}",
        b"[" * 100_000,
        b"\xff\xfe\x00",
        b'{"a": 1',
        b"{} {}",
    ],
)
def test_json_that_means_harm_is_unreadable(body: Any) -> None:
    wire, _ = wire_answering((200, body))

    with pytest.raises(Unreadable):
        wire.send(Call("GET", "/x"))


def test_numbers_arrive_exactly() -> None:
    wire, _ = wire_answering((200, b'{"price": 45.10, "count": 3}'))

    assert wire.send(Call("GET", "/x")).json == {"price": Decimal("45.10"), "count": 3}
