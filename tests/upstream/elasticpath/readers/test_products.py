"""Products, read: the example of the document, and odd cases."""

from __future__ import annotations

from typing import Any

import pytest

from storefront.upstream.errors import NotFound, Unreadable
from storefront.upstream.types import Product
from tests.upstream.elasticpath.common import cad, changed
from tests.upstream.elasticpath.examples import PICTURE, PRODUCT, PRODUCT_DATA, price

ROLLER = Product(
    ref=PRODUCT,
    name="Trail Foam Roller",
    price=cad("42.00"),
    description="A firm roller & more.\n\n45 cm",
    picture_url="https://files.example/roller.webp",
)


def shelf(shop: Any, *products: Any, currency: str = "CAD", **beside: Any) -> tuple[Product, ...]:
    clinic, _ = shop({"data": list(products)} | beside, currency=currency)
    return clinic.catalogue.products()


def test_a_product(shop: Any) -> None:
    assert shelf(shop, PRODUCT_DATA, included={"main_images": [PICTURE]}) == (ROLLER,)


@pytest.mark.parametrize(
    ("path", "value", "field", "expected"),
    [
        ("attributes.commodity_type", "digital", "physical", False),
        ("attributes.commodity_type", "hologram", "physical", True),
        ("attributes.description", None, "description", ""),
        ("relationships.main_image", {"data": None}, "picture_url", ""),
        ("relationships", None, "picture_url", ""),
        ("meta.display_price.without_tax.amount", "4200", "price", cad("42.00")),
        ("meta.display_price", {"with_tax": price(4410)}, "price", cad("44.10")),
        ("meta.original_display_price", {"without_tax": price(5000)}, "list_price", cad("50.00")),
        ("meta.original_display_price", {"without_tax": price(4200)}, "list_price", None),
        ("meta.original_display_price", "sale", "list_price", None),
        ("attributes.price", None, "price", cad("42.00")),
    ],
)
def test_a_product_with_something_odd(shop: Any, path: str, value: Any, field: str, expected: Any) -> None:
    (product,) = shelf(shop, changed(PRODUCT_DATA, path, value), included={"main_images": [PICTURE]})

    assert getattr(product, field) == expected


@pytest.mark.parametrize("beside", [{}, {"included": None}, {"included": {"main_images": None}}])
def test_a_product_needs_no_picture(shop: Any, beside: Any) -> None:
    assert shelf(shop, PRODUCT_DATA, **beside)[0].picture_url == ""


def test_a_picture_is_a_web_address(shop: Any) -> None:
    odd = changed(PICTURE, "link.href", "javascript:alert(1)")

    assert shelf(shop, PRODUCT_DATA, included={"main_images": [odd]})[0].picture_url == ""


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("meta.display_price", None),
        ("meta", None),
        ("attributes.price", {"USD": {"amount": 3100}}),
        ("attributes.base_product", True),
    ],
)
def test_what_cannot_be_bought_in_our_currency_is_left_out(shop: Any, path: str, value: Any) -> None:
    odd = changed(PRODUCT_DATA, path, value)
    clinic, _ = shop({"data": [odd, PRODUCT_DATA | {"attributes": PRODUCT_DATA["attributes"]}]}, {"data": []})

    assert [product.name for product in clinic.catalogue.products()] == ["Trail Foam Roller"]
    clinic, _ = shop({"data": odd})
    with pytest.raises(NotFound):
        clinic.catalogue.product(PRODUCT)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("meta.display_price.without_tax.currency", "USD"),
        ("meta.display_price.without_tax.amount", 42.5),
        ("meta.display_price.without_tax.amount", -1),
        ("meta.display_price.without_tax.amount", True),
        ("meta.display_price.without_tax.amount", None),
        ("attributes.name", ""),
        ("id", None),
        ("id", "a b"),
        ("attributes", None),
    ],
)
def test_a_product_that_makes_no_sense_is_unreadable(shop: Any, path: str, value: Any) -> None:
    with pytest.raises(Unreadable):
        shelf(shop, changed(PRODUCT_DATA, path, value))


@pytest.mark.parametrize("answer", [[], {}, {"data": {}}, {"data": "x"}, b"<html>", {"data": [None]}])
def test_a_shelf_that_makes_no_sense_is_unreadable(shop: Any, answer: Any) -> None:
    clinic, _ = shop(answer)

    with pytest.raises(Unreadable):
        clinic.catalogue.products()
