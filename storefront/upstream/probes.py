"""Questions by which staff see, call by call, whether a clinic's settings work.

They only read: nothing is made, changed or paid by them, and nobody's password is needed. What they can therefore not
show is that a patient can sign in and pay; the first order on a staging tenant does.
"""

from __future__ import annotations

from datetime import UTC, datetime

from storefront.upstream.ports import Catalogue, NothingToAskError, Orders, Probe, ProbeAnswer
from storefront.upstream.types import Product

PRODUCTS = "products"  # the id of the question how many there are
NOBODYS = "connection-test"  # what no order's key begins with


def shelf(catalogue: Catalogue, fix: str) -> tuple[Probe, Probe]:
    """All products, then the first of them once more by itself."""
    seen: list[Product] = []

    def products() -> ProbeAnswer:
        seen[:] = catalogue.products()
        return counted(len(seen), "product")

    def product() -> ProbeAnswer:
        if not seen:
            raise NothingToAskError("there is no product to ask for")
        catalogue.product(seen[0].ref)
        return ProbeAnswer("found")

    return Probe(PRODUCTS, "The catalogue", products, fix), Probe("product", "One product", product, fix)


def looking_up(orders: Orders, fix: str) -> Probe:
    """The call that finds out what became of an order whose answer was lost."""

    def found() -> ProbeAnswer:
        orders.orders_with_key(NOBODYS, datetime.now(UTC))
        return ProbeAnswer("can be looked up")

    return Probe("orders", "Orders", found, fix)


def counted(number: int, thing: str) -> ProbeAnswer:
    return ProbeAnswer(f"{number} {thing}" if number == 1 else f"{number} {thing}s", number)
