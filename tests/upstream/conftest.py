"""Wires to servers on loopback."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from storefront.upstream.pools import Pools
from storefront.upstream.wire import Wire
from tests.upstream.raw import QUICK


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
