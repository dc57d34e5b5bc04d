"""A link whose product cannot exist costs the upstream no call."""

from __future__ import annotations

import pytest

from tests.world import Shopper, World


@pytest.mark.parametrize("product", ["../../etc", "nope", "65c4a8e6b9c1aa001122334", "%2e"])
def test_a_link_to_a_product_that_cannot_exist_asks_nobody(shopper: Shopper, world: World, product: str) -> None:
    shopper.get("/")
    before = len(world.ledger.calls)

    assert shopper.get("/buy/", product=product).status_code == 404
    assert world.calls(before) == []
