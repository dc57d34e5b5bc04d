"""Questions for staff that change nothing."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from storefront.money import Money
from storefront.upstream.errors import Misconfigured
from storefront.upstream.ports import NothingToAskError
from storefront.upstream.probes import NOBODYS, counted, looking_up, shelf
from storefront.upstream.types import OrderWithKey, Product


class Shelf:
    def __init__(self, *refs: str) -> None:
        self.all = tuple(Product(ref, ref, Money.of("1.00", "CAD")) for ref in refs)
        self.asked: list[str] = []

    def products(self) -> tuple[Product, ...]:
        return self.all

    def product(self, ref: str) -> Product:
        self.asked.append(ref)
        return self.all[0]


def test_the_shelf_is_counted_and_its_first_product_asked_for_by_itself() -> None:
    catalogue: Any = Shelf("p-1", "p-2")
    products, product = shelf(catalogue, "Fill the shelf.")

    assert (products.ask().says, products.ask().count) == ("2 products", 2)
    product.ask()

    assert catalogue.asked == ["p-1"]
    assert products.fix == product.fix == "Fill the shelf."


def test_an_empty_shelf_has_no_product_to_ask_for() -> None:
    catalogue: Any = Shelf()
    products, product = shelf(catalogue, "")

    assert products.ask().count == 0
    with pytest.raises(NothingToAskError):
        product.ask()
    assert catalogue.asked == []


def test_one_is_no_plural() -> None:
    assert [counted(number, "product").says for number in (0, 1, 2)] == ["0 products", "1 product", "2 products"]


def test_orders_are_looked_up_by_a_key_that_nobody_has() -> None:
    asked: list[str] = []

    class Orders:
        def orders_with_key(self, prefix: str, since: datetime) -> tuple[OrderWithKey, ...]:
            assert since <= datetime.now(UTC)
            asked.append(prefix)
            return ()

    orders: Any = Orders()
    looking_up(orders, "").ask()

    assert asked == [NOBODYS]


def test_a_refusal_is_left_to_whoever_asks() -> None:
    class Orders:
        def orders_with_key(self, prefix: str, since: datetime) -> tuple[OrderWithKey, ...]:
            raise Misconfigured("example", "the key is refused")

    orders: Any = Orders()
    with pytest.raises(Misconfigured):
        looking_up(orders, "").ask()
