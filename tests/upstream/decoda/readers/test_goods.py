"""Items and packages as products: what is seen, what is sold, and how many are left."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from storefront.upstream.decoda import decoda
from storefront.upstream.errors import Unreadable
from storefront.upstream.observer import ODD, ObservedCall
from tests.upstream.decoda.conftest import BOOK, NoAccounts, dollars
from tests.upstream.decoda.examples import ITEM, PACKAGE, page

ODD_ITEMS = [{"price": 54.0}, {"price": "54"}, {"price": -1}, {"price": True}, {"price": None}, {"name": None}]


def _stock(used: Any, *left: Any) -> dict[str, Any]:
    return {"quantityUsed": used, "stock": {"shipments": [{"remainingQuantity": each} for each in left]}}


def test_an_item_becomes_a_product_without_what_staff_keep_beside_it(shop: Any, answering: Any) -> None:
    answering(page(ITEM))

    product = shop.catalogue.product("item:itm-1")

    assert (product.name, product.price, product.summary) == ("Barrier Cream <b>", dollars("54.00"), "Botanica")
    assert (product.stock, product.physical, product.buyable, product.picture_url) == (7, True, True, "")


def test_an_item_needs_an_id_a_name_and_a_price_and_nothing_else(shop: Any, answering: Any) -> None:
    answering(page({"id": 7, "name": "Cream", "price": 100, "type": "ITEM"}), page())

    (product,) = shop.catalogue.products()

    assert (product.ref, product.stock, product.buyable) == ("item:7", None, True)


@pytest.mark.parametrize("wrong", ODD_ITEMS)
def test_an_odd_item_costs_itself_and_staff_are_told_which_field(settings: Any, answering: Any, wrong: Any) -> None:
    told: list[ObservedCall] = []
    shop = decoda(replace(settings, observer=told.append), NoAccounts(), coupons=BOOK)  # type: ignore[arg-type]
    answering(page(ITEM | wrong, ITEM | {"id": "itm-2"}), page())

    (product,) = shop.catalogue.products()

    assert product.ref == "item:itm-2"
    [odd] = [call for call in told if call.outcome == ODD]
    assert odd.route.startswith(("items: price", "items: name"))


def test_a_shelf_of_which_no_item_fits_is_not_an_empty_one(shop: Any, answering: Any) -> None:
    answering(page(ITEM | {"price": "54"}), page())

    with pytest.raises(Unreadable):
        shop.catalogue.products()


@pytest.mark.parametrize(
    ("stocks", "left"),
    [
        (None, None),
        ([], None),
        ([_stock(1.0, 24.0)], 24),
        ([_stock(2.0, 3.0, 4.0)], 3),
        ([_stock(1.0, 9.0), _stock(4.0, 10.0)], 2),
        ([_stock(1.0)], 0),
        ([_stock(1.0, 0.0)], 0),
        ([_stock(0.0, 5.0)], None),  # what takes nothing of it says nothing about how many are left
        ([{"quantityUsed": 1.0, "stock": {"shipments": None}}], None),
    ],
)
def test_how_many_are_left_is_what_can_be_made_of_the_least_stock(
    shop: Any, answering: Any, stocks: Any, left: Any
) -> None:
    answering(page(ITEM | {"stocks": stocks}))

    assert shop.catalogue.product("item:itm-1").stock == left


@pytest.mark.parametrize(
    ("odd", "seen", "buyable"),
    [
        ({"isArchived": True}, False, False),
        ({"price": None}, False, False),
        ({"type": "MEDICATION"}, False, False),
        ({"type": "MEMBERSHIP"}, False, False),
        ({"type": "PACKAGE"}, False, False),
        ({"type": "SERVICE"}, True, True),
        ({"type": "GADGET"}, True, False),
        ({"type": None}, True, False),
    ],
)
def test_what_is_seen_and_what_is_sold(shop: Any, answering: Any, odd: Any, seen: bool, buyable: bool) -> None:
    answering(page(ITEM | odd), page())

    products = shop.catalogue.products()

    assert [product.buyable for product in products] == ([buyable] if seen else [])


def test_a_clinic_may_allow_prescriptions_and_choose_categories(settings: Any, answering: Any) -> None:
    chosen = replace(settings, allow_medication=True, categories=("skincare",))
    shop = decoda(chosen, NoAccounts(), coupons=BOOK)  # type: ignore[arg-type]
    answering(
        page(
            ITEM | {"type": "MEDICATION"},
            ITEM | {"id": "other", "category": "Wellness"},
            ITEM | {"id": "none", "category": None},
        ),
        page(PACKAGE),
    )

    assert [(product.ref, product.buyable) for product in shop.catalogue.products()] == [("item:itm-1", True)]


@pytest.mark.parametrize(
    ("parts", "seen", "buyable"),
    [
        ([ITEM], True, True),
        ([ITEM, ITEM | {"type": "MEDICATION"}], False, False),
        ([ITEM, ITEM | {"type": "GADGET"}], True, False),
        ([None], True, False),
        ([], True, False),
    ],
)
def test_a_package_is_no_better_than_its_parts(
    shop: Any, answering: Any, parts: Any, seen: bool, buyable: bool
) -> None:
    answering(page(), page(PACKAGE | {"items": [{"itemId": "x", "quantity": 1, "item": part} for part in parts]}))

    assert [product.buyable for product in shop.catalogue.products()] == ([buyable] if seen else [])
