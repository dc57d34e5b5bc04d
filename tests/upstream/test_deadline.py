"""The moment after which nothing is waited for."""

from __future__ import annotations

import time
from typing import Any

import pytest

from storefront.upstream.errors import OutcomeUnknown
from storefront.upstream.wire import Call
from tests.upstream.raw import serving

pytestmark = pytest.mark.enable_socket


def test_the_deadline_holds_for_reads_with_their_second_try(wire_to: Any) -> None:
    with serving("silence") as server:
        started = time.monotonic()
        with pytest.raises(OutcomeUnknown):
            wire_to(server.url).send(Call("GET", "/x"))
        assert time.monotonic() - started < 4
