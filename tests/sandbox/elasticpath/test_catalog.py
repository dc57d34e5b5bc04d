from typing import Any

import pytest

from sandbox.app import Sandbox
from tests import goods
from tests.sandbox.elasticpath.conftest import Api


def names(reply: Any) -> Any:
    return [product["attributes"]["name"] for product in reply["data"]]


def test_a_product_tells_its_price_in_the_asked_currency(guest: Api) -> None:
    product = guest.get(f"/catalog/products/{goods.ROLLER}")["data"]
    assert product["attributes"]["sku"] == "SM-ROLL-45"
    assert product["attributes"]["commodity_type"] == "physical"
    assert product["attributes"]["price"]["USD"] == {"amount": 3100, "includes_tax": False}
    assert product["meta"]["display_price"]["without_tax"] == {
        "amount": 4200,
        "currency": "CAD",
        "formatted": "$42.00",
        "float_price": 42,
    }

    yen = guest.get(f"/catalog/products/{goods.ROLLER}", headers={"X-MOLTIN-CURRENCY": "JPY"})["data"]
    assert yen["meta"]["display_price"]["without_tax"]["formatted"] == "¥4,600"
    assert yen["meta"]["display_price"]["without_tax"]["float_price"] == 4600


def test_not_every_product_has_a_price_in_every_currency(guest: Api) -> None:
    balm = guest.get(f"/catalog/products/{goods.IMPORTED}")["data"]

    assert "display_price" not in balm["meta"]
    assert set(balm["attributes"]["price"]) == {"USD", "JPY"}


def test_a_parent_has_children(guest: Api) -> None:
    parent = guest.get(f"/catalog/products/{goods.SLEEVE}")["data"]
    assert parent["attributes"]["base_product"] is True
    children = [{"type": "product", "id": goods.SLEEVE_M}, {"type": "product", "id": goods.SLEEVE_L}]
    assert parent["relationships"]["children"]["data"] == children

    children = guest.get(f"/catalog/products/{goods.SLEEVE}/relationships/children")["data"]
    assert [child["attributes"]["base_product_id"] for child in children] == [goods.SLEEVE] * 2
    assert [child["attributes"]["base_product"] for child in children] == [False] * 2


def test_pictures_come_when_they_are_asked_for(guest: Api) -> None:
    assert "included" not in guest.get("/catalog/products")

    listed = guest.get("/catalog/products?include=main_image&filter=eq(sku,SM-ROLL-45)")
    (picture,) = listed["included"]["main_images"]
    assert listed["data"][0]["relationships"]["main_image"]["data"] == {"type": "main_image", "id": picture["id"]}
    drawn = guest.http.get(picture["link"]["href"])
    assert (drawn.status_code, drawn.headers["Content-Type"]) == (200, "image/webp")


@pytest.mark.parametrize(
    ("filter_", "found"),
    [
        (f"eq(id,{goods.OMEGA})", ["Northern Omega 3"]),
        ("eq(slug,alpine-cold-wrap)", ["Alpine Cold Wrap"]),
        ("eq(name,Northern Omega 3)", ["Northern Omega 3"]),
        ('eq(name,"Summit Whey Protein, vanilla")', ["Summit Whey Protein, vanilla"]),
        ("in(sku,SM-COLD-1,SM-OMEGA-90)", ["Alpine Cold Wrap", "Northern Omega 3"]),
        ("in(sku,SM-COLD-1,SM-OMEGA-90):eq(slug,northern-omega-3)", ["Northern Omega 3"]),
        ("eq(sku,NONE)", []),
    ],
)
def test_products_are_filtered(guest: Api, filter_: str, found: Any) -> None:
    assert names(guest.get("/catalog/products", params={"filter": filter_})) == found


@pytest.mark.parametrize("filter_", ["eq(price,1)", "like(name,*a*)", "nonsense", "gt(sku,A)", "eq(sku,A)eq(sku,B)"])
def test_other_filters_are_refused(guest: Api, filter_: str) -> None:
    assert guest("GET", "/catalog/products", params={"filter": filter_}).status_code == 400


def test_products_come_in_pages_and_a_sort_is_ignored(guest: Api) -> None:
    whole = names(guest.get("/catalog/products"))
    page = guest.get("/catalog/products?page[limit]=4&page[offset]=4&sort=name")

    assert names(page) == whole[4:8]
    assert page["meta"]["results"]["total"] == len(whole) == 11
    assert page["meta"]["page"] == {"limit": 4, "offset": 4, "current": 2, "total": 3}
    assert names(guest.http.get(page["links"]["next"], headers=guest.headers).json()) == whole[8:]


@pytest.mark.parametrize("query", ["page[limit]=101", "page[limit]=0", "page[limit]=x", "page[offset]=-1"])
def test_a_page_has_limits(guest: Api, query: str) -> None:
    assert guest("GET", f"/catalog/products?{query}").status_code == 400


def test_a_product_that_is_not_live_is_not_there(guest: Api, sandbox: Sandbox) -> None:
    sandbox.set_option("elasticpath", "live", sku="SM-ROLL-45", live=False)

    assert guest("GET", f"/catalog/products/{goods.ROLLER}").status_code == 404
    assert "Trail Foam Roller" not in names(guest.get("/catalog/products"))


def test_products_stand_in_nodes_of_a_hierarchy(guest: Api) -> None:
    hierarchy = guest.get("/catalog/hierarchies")["data"][0]["id"]
    nodes = guest.get(f"/catalog/hierarchies/{hierarchy}/nodes")["data"]
    devices = next(node["id"] for node in nodes if node["attributes"]["name"] == "Devices")

    assert guest.get(f"/catalog/nodes/{devices}")["data"]["type"] == "node"
    assert names(guest.get(f"/catalog/nodes/{devices}/relationships/products")) == ["Pulse Muscle Stimulator"]
    product = guest.get(f"/catalog/products/{goods.PULSE}")["data"]
    assert product["meta"]["bread_crumb_nodes"] == [devices]


def test_stock_is_flat_or_per_location_and_404_where_it_is_not_managed(guest: Api) -> None:
    assert guest.stock(goods.PULSE) == (2, 0, 2)
    located = guest.get(f"/v2/inventories/{goods.PULSE}", headers={"EP-Inventories-Multi-Location": "true"})["data"]
    assert located["attributes"]["available"] == 2
    assert "available" not in located
    assert guest("GET", f"/v2/inventories/{goods.ROLLER}").status_code == 404


def test_a_store_has_currencies(guest: Api, ridge: Api) -> None:
    told = {
        currency["code"]: (currency["decimal_places"], currency["default"], currency["enabled"])
        for currency in guest.get("/v2/currencies")["data"]
    }

    assert told == {"CAD": (2, True, True), "USD": (2, False, True), "JPY": (0, False, True)}
    assert [currency["code"] for currency in ridge.get("/v2/currencies")["data"] if currency["default"]] == ["USD"]
