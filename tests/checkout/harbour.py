"""The clinic Harbour as the tests of an order meet it: products, calls, and what the upstream has in its books."""

from __future__ import annotations

from tests.world import World

TEA = "Calm Evening Magnesium"  # 34.00
SERUM = "Rosée Hydrating Sérum"  # 62.00
PLAN = "Clear Skin Treatment Plan"  # 45.00 every month
DROPS = "Daily Vitamin D3 Drops"  # 19.50
FINALIZE = "*/finalize"
PAYMENTS = "*/payments"


def orders(world: World) -> int:
    return len(world.ledger.orders())


def finalize_calls(world: World) -> int:
    return sum(call.endswith("/finalize") for call in world.calls())
