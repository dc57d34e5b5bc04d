"""The shelf, read to its end."""

from __future__ import annotations

from typing import Any

import pytest

from storefront.upstream.errors import NotFound
from tests.upstream.decoda.at_sandbox import CREAM, SERIES, SERUM
from tests.upstream.decoda.examples import ITEM, PACKAGE, page


def test_the_shelf_is_in_the_clinics_order_and_read_to_its_end(shop: Any, answering: Any) -> None:
    first, second, third = (ITEM | {"id": name, "sortOrder": at} for name, at in [("b", 2), ("a", 1), ("c", None)])
    recorder = answering(page(first, second, total=3), page(third, first, total=3), page(PACKAGE))

    refs = [product.ref for product in shop.catalogue.products()]

    assert refs == ["item:a", "item:b", "item:c", "package:pkg-1"]
    assert [line.rpartition("?")[2] for line in recorder.lines] == [
        "is_archived=false&page=1&per_page=50",
        "is_archived=false&page=2&per_page=50",
        "page=1&per_page=50",
    ]


def test_a_shelf_without_end_is_left_at_some_point(shop: Any, answering: Any) -> None:
    recorder = answering(page(ITEM, total=10**9))

    assert len(shop.catalogue.products()) == 2
    assert len(recorder.asked) == 80


@pytest.mark.parametrize("ref", ["item:itm-2", "item:", "itm-1", "package:..", "package:pkg-2", "", "item:itm"])
def test_a_product_that_is_not_there_is_not_found(shop: Any, answering: Any, ref: str) -> None:
    answering(page(ITEM) if ref.startswith("item") else PACKAGE)

    with pytest.raises(NotFound):
        shop.catalogue.product(ref)


def test_the_shelf_has_no_prescriptions_and_nothing_archived(clinic: Any) -> None:
    refs = {product.ref for product in clinic.catalogue.products()}

    assert {CREAM, SERUM, SERIES} <= refs
    assert not {"item:item-tretinoin", "item:item-rose-toner"} & refs
