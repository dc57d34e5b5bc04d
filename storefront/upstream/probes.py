"""Questions by which staff see, call by call, whether a clinic's settings work.

They only read: nothing is made, changed or paid by them, and nobody's password is needed. What they can therefore not
show is that a patient can sign in and pay; the first order on a staging tenant does.
"""

from __future__ import annotations

from datetime import UTC, datetime

from storefront.upstream.ports import Catalogue, NotAsked, Orders, Probe
from storefront.upstream.types import Product

NOBODYS = "connection-test"  # what no order's key begins with


def shelf(catalogue: Catalogue, fix: str) -> tuple[Probe, Probe]:
    """All products, then the first of them once more by itself."""
    seen: list[Product] = []

    def products() -> str:
        seen[:] = catalogue.products()
        return counted(len(seen), "product")

    def product() -> str:
        if not seen:
            raise NotAsked("there is no product to ask for")
        catalogue.product(seen[0].ref)
        return "found"

    return Probe("The shelf", products, fix), Probe("One product", product, fix)


def looking_up(orders: Orders, fix: str) -> Probe:
    """The call that finds out what became of an order whose answer was lost."""

    def sightings() -> str:
        orders.sightings(NOBODYS, datetime.now(UTC))
        return "can be looked up"

    return Probe("Orders", sightings, fix)


def counted(number: int, thing: str) -> str:
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"
