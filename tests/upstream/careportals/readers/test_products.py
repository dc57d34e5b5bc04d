"""Products, in both shapes that are known."""

from __future__ import annotations

from typing import Any

import pytest

from storefront.upstream.errors import NotFound, Unreadable
from storefront.upstream.types import Interval, Recurrence
from tests.upstream.careportals.conftest import cad
from tests.upstream.careportals.examples import NEW_PRODUCT, OLD_PRODUCT


def test_both_shapes_of_a_product_are_read(shop: Any) -> None:
    clinic, _ = shop([OLD_PRODUCT, NEW_PRODUCT])

    old, new = clinic.catalogue.products()

    assert (old.name, old.price, old.list_price) == ("Vitamin D3", cad("19.50"), cad(24))
    assert (old.picture_url, old.physical, old.recurring) == ("https://pictures.example/d3.png", True, False)
    assert (new.name, new.summary, new.description) == ("Clear Skin Plan", "Every month", "")
    assert (new.price, new.list_price) == (cad(45), None)  # its list price is not higher
    assert (new.picture_url, new.physical, new.category) == ("https://pictures.example/small.png", False, "Skin")
    assert (new.recurring, new.recurrence) == (True, Recurrence(1, Interval.MONTH))


@pytest.mark.parametrize("status", ["disabled", "draft", "ACTIVE-not", "archived"])
def test_only_active_products_are_sold_and_absent_means_active(shop: Any, status: str) -> None:
    hidden = {"_id": "x", "status": status}  # and nothing else in it matters

    clinic, _ = shop([hidden, OLD_PRODUCT, OLD_PRODUCT | {"status": None}, NEW_PRODUCT | {"price": None}])
    assert [product.name for product in clinic.catalogue.products()] == ["Vitamin D3", "Vitamin D3"]

    clinic, _ = shop(hidden)
    with pytest.raises(NotFound):
        clinic.catalogue.product("x")


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"price": "free"}, "price"),
        ({"price": -1}, "price"),
        ({"price": True}, "price"),
        ({"price": 19.555}, "price"),
        ({"price": 10**12}, "price"),
        ({"_id": "../x"}, "_id"),
        ({"_id": "x" * 129}, "_id"),
        ({"name": None}, "label"),
        ({"currency": "USD"}, "currency"),
        ({"images": "x"}, "images"),
    ],
)
def test_a_product_in_an_unknown_shape_names_the_field_and_not_the_value(shop: Any, wrong: Any, field: str) -> None:
    clinic, _ = shop([OLD_PRODUCT | wrong])

    with pytest.raises(Unreadable) as raised:
        clinic.catalogue.products()

    assert field in str(raised.value)
    assert not any(str(value) in raised.value.detail for value in wrong.values() if value not in (None, -1, "x"))


@pytest.mark.parametrize("answer", [{}, None, "x", [1], [None], {"data": []}])
def test_a_shelf_that_is_no_list_of_products_is_unreadable(shop: Any, answer: Any) -> None:
    clinic, _ = shop((200, answer))

    with pytest.raises(Unreadable):
        clinic.catalogue.products()


def test_words_lose_what_would_break_a_page(shop: Any) -> None:
    clinic, _ = shop([OLD_PRODUCT | {"name": "Vita\x00min \ud800D3", "imageUrl": "javascript:alert(1)"}])

    (product,) = clinic.catalogue.products()

    assert (product.name, product.picture_url) == ("Vitamin D3", "")
