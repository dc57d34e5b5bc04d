"""What of an order can be had again."""

from __future__ import annotations

from typing import cast

import pytest

from checkout.cart.again import Again, buy_again
from checkout.cart.shopping import Shopping
from storefront.catalogue import shelf
from storefront.clinics.models import Clinic
from storefront.money import Money
from storefront.upstream.errors import NotFound, ProductRefused
from storefront.upstream.types import Item, OrderLine, Product

ONE = Money.of(1, "CAD")
SHELF = {
    "tea": Product("tea", "Tea", ONE),
    "last": Product("last", "Last", ONE, stock=1),
    "empty": Product("empty", "Empty", ONE, stock=0),
    "off": Product("off", "Off", ONE, buyable=False),
    "moody": Product("moody", "Moody", ONE),
}


class Basket:
    def __init__(self) -> None:
        self.items: list[Item] = []

    def add(self, item: Item) -> None:
        if item.product_ref == "moody":
            raise ProductRefused("x", "not today")
        self.items.append(item)


def one(clinic: Clinic, ref: str) -> Product:
    if ref not in SHELF:
        raise NotFound("x", "gone")
    return SHELF[ref]


def test_each_product_goes_in_once_and_what_cannot_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shelf, "in_detail", one)
    monkeypatch.setattr(shelf, "products", lambda clinic: tuple(SHELF.values()))
    basket = Basket()
    lines = [OrderLine(name.title(), 2, product_ref=name) for name in ("tea", "last", "empty", "off", "moody", "gone")]
    lines += [OrderLine("Tea", 1), OrderLine("Nobody's", 1)]

    had = buy_again(cast(Shopping, basket), Clinic(), lines)

    assert basket.items == [Item("tea", 3), Item("last", 1)]
    assert had == Again(("Tea",), ("Last",), ("Empty", "Off", "Moody", "Gone", "Nobody's"))
