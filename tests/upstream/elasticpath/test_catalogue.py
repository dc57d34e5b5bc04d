"""The shelf: all of it, with children for their parents, and with the stock."""

from __future__ import annotations

from typing import Any

import pytest

from storefront.upstream.errors import Misconfigured, NotFound
from tests.upstream.elasticpath.common import changed, check, raised_by
from tests.upstream.elasticpath.examples import PRODUCT, PRODUCT_ANSWER, PRODUCT_DATA, STOCK, refusal


def test_a_shelf_is_read_to_its_end(shop: Any) -> None:
    def page(first: int, count: int, total: Any) -> dict[str, Any]:
        products = [PRODUCT_DATA | {"id": f"p-{number}"} for number in range(first, first + count)]
        return {"data": products, "meta": {"results": {"total": total}}}

    clinic, store = shop(page(0, 100, 130), page(100, 30, 130))
    assert [product.ref for product in clinic.catalogue.products()] == [f"p-{number}" for number in range(130)]
    assert [line.partition("offset%5D=")[2] for line in store.lines] == ["0", "100"]

    clinic, store = shop(page(0, 100, None), page(100, 100, None), page(200, 0, None))
    assert len(clinic.catalogue.products()) == 200
    clinic, store = shop(page(0, 60, "130"), page(60, 60, "130"), page(120, 10, "130"))
    assert len(clinic.catalogue.products()) == 130
    clinic, store = shop(*(page(first, 100, 5000) for first in range(0, 2000, 100)))
    assert len(clinic.catalogue.products()) == 1000
    assert len(store.asked) == 10


def test_children_stand_for_their_parent_even_where_the_list_is_without_them(shop: Any) -> None:
    parent = changed(PRODUCT_DATA, "attributes.base_product", True) | {"id": "parent"}
    child = changed(PRODUCT_DATA, "attributes.base_product_id", "parent") | {"id": "child"}

    clinic, store = shop({"data": [parent, child]})
    assert [product.ref for product in clinic.catalogue.products()] == ["child"]
    assert len(store.asked) == 1

    clinic, store = shop({"data": [parent]}, {"data": [child]})
    assert [product.ref for product in clinic.catalogue.products()] == ["child"]
    assert "/catalog/products/parent/relationships/children?" in store.lines[1]


@pytest.mark.parametrize(
    ("answer", "stock", "buyable"),
    [
        (STOCK, 7, True),
        ({"data": {"id": PRODUCT, "attributes": {"available": "0", "total": 8}}}, 0, False),
        ({"data": {"available": -2}}, 0, False),
        ((404, refusal("404", "Not ProductEntry")), None, True),
        ((403, refusal("403")), None, True),
        ((503, b""), None, True),
        ({"data": {}}, None, True),
    ],
)
def test_stock_is_told_where_it_is_known(shop: Any, answer: Any, stock: Any, buyable: bool) -> None:
    clinic, _ = shop(PRODUCT_ANSWER, answer)

    product = clinic.catalogue.product(PRODUCT)

    assert (product.stock, product.buyable) == (stock, buyable)


def test_a_product_that_is_not_there(shop: Any) -> None:
    clinic, _ = shop((404, refusal("404")))

    check(raised_by(lambda: clinic.catalogue.product(PRODUCT)), NotFound)


@pytest.mark.parametrize("status", [400, 404, 422])
def test_a_catalog_that_is_refused_is_the_clinics_matter(shop: Any, status: int) -> None:
    clinic, _ = shop((status, refusal(str(status), "Bad Request", "Currency XXX is not enabled")))

    check(raised_by(clinic.catalogue.products), Misconfigured)
