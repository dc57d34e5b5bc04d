"""Typed values come back as they were, and what does not fit is a miss."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from django.core.cache import cache

from storefront.money import Money
from storefront.upstream.types import Interval, Product, Recurrence
from storefront.web.typed_cache import TypedCache

PRODUCT = Product(
    "65c4a8e6b9c1aa0011223344",
    "Thé vert",
    Money.of("90.10", "CAD"),
    list_price=Money.of("100.00", "CAD"),
    recurring=True,
    recurrence=Recurrence(2, Interval.WEEK, Money.of(80, "CAD")),
    stock=3,
)


def test_products_come_back_as_they_were() -> None:
    shelf: TypedCache[tuple[Product, ...]] = TypedCache(tuple[Product, ...])

    shelf.set("shelf", (PRODUCT,), 60)

    assert shelf.get("shelf") == (PRODUCT,)
    assert shelf.get("another") is None


@pytest.mark.parametrize("entry", ["", "{", "[]", '{"ref": 1}', ["x"], b"\x80\x04", PRODUCT])
def test_an_entry_that_does_not_fit_is_a_miss(entry: object) -> None:
    products: TypedCache[Product] = TypedCache(Product)
    cache.set(products._key("one"), entry)

    assert products.get("one") is None


def test_a_release_with_another_shape_does_not_read_ours() -> None:
    @dataclass(frozen=True)
    class Old:
        name: str

    @dataclass(frozen=True)
    class New:
        name: str
        price: int = 0

    TypedCache[Old](Old).set("thing", Old("tea"), 60)

    assert TypedCache[New](New).get("thing") is None
    assert TypedCache[Old](Old).get("thing") == Old("tea")
