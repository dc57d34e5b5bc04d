"""Decoda's catalogue: items, packages, taxes, and what only staff may see on them."""

from __future__ import annotations

from typing import Any

import pytest
import requests

from sandbox.decoda import canaries
from tests.sandbox.test_decoda import CLEANSER, SERUM, Api

ITEMS, PACKAGES = "/inventory/items/list", "/inventory/packages/list"


@pytest.fixture
def api(http: requests.Session) -> Api:
    return Api(http)


def names(page: Any) -> set[str]:
    return {row["id"] for row in page["data"]}


def test_an_item_is_priced_in_cents_and_has_no_picture(api: Api) -> None:
    (item,) = api.get(ITEMS, ids=SERUM)["data"]

    assert (item["name"], item["price"], item["category"]) == ("Sérum Éclat Vitamin C", 6800, "Skincare")
    assert not any("image" in name.lower() or "picture" in name.lower() for name in item)


def test_ids_may_be_repeated_and_unknown_ones_find_nothing(api: Api) -> None:
    assert names(api.get(ITEMS, ids=[SERUM, CLEANSER, "item-nobody-knows"])) == {SERUM, CLEANSER}
    assert api.get(ITEMS, ids="item-nobody-knows") == {"data": [], "total": 0}


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"name": "éclat"}, {SERUM}),
        ({"category": "Treatments"}, {"item-hydrafacial"}),
        ({"category": "Wellness", "is_physical": "true"}, {"item-collagen-sachets"}),
        ({"item_type": "MEDICATION"}, {"item-tretinoin"}),
        ({"price_range": [2800, 3700]}, {CLEANSER, "item-mineral-sunscreen"}),
        ({"is_archived": "true"}, {"item-rose-toner"}),
    ],
)
def test_the_list_can_be_filtered(api: Api, query: dict[str, Any], expected: set[str]) -> None:
    assert names(api.get(ITEMS, **query)) == expected


def test_archived_items_are_in_the_list_unless_filtered(api: Api) -> None:
    assert "item-rose-toner" in names(api.get(ITEMS))
    assert "item-rose-toner" not in names(api.get(ITEMS, is_archived="false"))


def test_pages_add_up_to_the_whole(api: Api) -> None:
    whole = api.get(ITEMS)
    pages = [api.get(ITEMS, page=page, per_page=4) for page in (1, 2, 3)]

    assert {page["total"] for page in pages} == {whole["total"]} == {9}
    assert [row for page in pages for row in page["data"]] == whole["data"]


@pytest.mark.parametrize(
    "query", [{"page": 0}, {"per_page": 0}, {"item_type": "TOY"}, {"is_archived": "yes"}, {"price_range": 5}]
)
def test_a_filter_that_makes_no_sense_is_refused(api: Api, query: dict[str, Any]) -> None:
    reply = api.ask("GET", ITEMS, params=query)

    assert reply.status_code == 422
    assert reply.json()["detail"][0]["loc"][0] == "query"


def test_there_is_no_route_for_a_single_item(api: Api) -> None:
    assert api.ask("GET", f"/inventory/items/{SERUM}").status_code == 404


def test_items_carry_what_only_staff_may_see(api: Api) -> None:
    (item,) = api.get(ITEMS, ids=SERUM)["data"]

    assert (item["internalNotes"], item["cost"]) == (canaries.INTERNAL_NOTES, canaries.COST)
    stock = item["stocks"][0]["stock"]
    assert stock["notes"] == canaries.STOCK_NOTES
    assert [shipment["remainingQuantity"] for shipment in stock["shipments"]] == [24.0]


def test_a_package_has_a_price_of_its_own(api: Api) -> None:
    package = api.get("/inventory/packages/pack-glow")

    assert package["price"] == 48000
    assert [(part["itemId"], part["quantity"]) for part in package["items"]] == [("item-hydrafacial", 3), (SERUM, 1)]
    assert package["items"][1]["item"]["name"] == "Sérum Éclat Vitamin C"
    assert api.ask("GET", "/inventory/packages/pack-nobody").status_code == 404


def test_packages_can_be_filtered(api: Api) -> None:
    assert names(api.get(PACKAGES)) == {"pack-glow", "pack-evening"}
    assert names(api.get(PACKAGES, name="ritual")) == {"pack-evening"}
    assert names(api.get(PACKAGES, price=48000)) == {"pack-glow"}
    assert names(api.get(PACKAGES, category="Skincare", ids=["pack-glow", "pack-evening"])) == {"pack-evening"}


def test_what_a_patient_owns_is_told(api: Api) -> None:
    (owned,) = api.get("/inventory/packages/sold/pat-dana")

    assert (owned["packageId"], owned["status"]) == ("pack-evening", "ACTIVE")
    assert [part["quantityRemaining"] for part in owned["items"]] == [0, 1]
    assert api.get("/inventory/packages/sold/pat-ana", include_used="true") == []


def test_a_package_is_owned_once_it_is_paid(api: Api) -> None:
    charge = api.charge(items=[{"packageId": "pack-glow"}])
    before = api.get("/inventory/packages/sold/pat-dana")
    api.pay(charge, "pm-dana-visa")

    assert [row["packageId"] for row in before] == ["pack-evening"]
    assert [row["packageId"] for row in api.get("/inventory/packages/sold/pat-dana")] == ["pack-evening", "pack-glow"]


def test_taxes_say_what_they_fall_on(api: Api) -> None:
    taxes = {tax["id"]: tax for tax in api.get("/admin/taxes")}

    assert (taxes["tax-sales"]["percentage"], taxes["tax-sales"]["scope"]) == (8.25, "PRODUCTS_ONLY")
    assert taxes["tax-wellness"]["categoryNames"] == ["Wellness"]


def test_categories_locations_and_the_rest_can_be_read(api: Api) -> None:
    assert {row["name"] for row in api.get("/admin/categories")} == {"Skincare", "Wellness", "Treatments"}
    assert [row["id"] for row in api.get("/admin/locations/public")] == ["loc-main", "loc-second"]
    assert len(api.get("/billing/merchant_accounts")) == 1
    assert [row["id"] for row in api.get("/inventory/memberships")["data"]] == ["mem-glow"]
