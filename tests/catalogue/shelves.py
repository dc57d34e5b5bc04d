"""A clinic with as many products as a test wants."""

from __future__ import annotations

from decimal import Decimal

from sandbox.careportals.organization import Product
from tests.world import World

CATEGORIES = ("Sleep", "Skin", "Hair", "")


def fill(world: World, count: int) -> None:
    """From now on harbour sells Product 1 to Product ``count``, in three categories and none; some without picture."""
    shop = world.upstreams["careportals"].organizations["aurora_demo"]  # type: ignore[attr-defined]
    shop.products.clear()
    for number in range(1, count + 1):
        product = Product(
            shop.fixed_id(f"stock-{number}"),
            f"ST-{number}",
            f"Product {number}",
            Decimal(10 + number),
            summary=f"Number {number} of the shelf",
            picture="jar-lilac" if number % 5 else "",
            category=CATEGORIES[number % len(CATEGORIES)],
        )
        shop.products[product.id] = product
