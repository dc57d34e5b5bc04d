"""The catalogue."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

from sandbox.app import Sandbox
from tests.sandbox.conftest import Caller


def catalogue(guest: Caller) -> Any:
    return json.loads(guest.public("GET", "/v2/products").content, parse_float=Decimal)


def test_the_catalogue_is_an_array_in_a_stable_order(guest: Caller) -> None:
    names = [one.get("label", one.get("name")) for one in catalogue(guest)]

    assert len(names) == 8
    assert names == [one.get("label", one.get("name")) for one in catalogue(guest)]


def test_both_shapes_are_in_the_catalogue(guest: Caller) -> None:
    newer = next(one for one in catalogue(guest) if "label" in one)
    older = next(one for one in catalogue(guest) if "name" in one)

    assert {"_id", "label", "subLabel", "description", "images", "price", "currency", "status", "type"} <= set(newer)
    assert newer["images"][0]["isThumbnail"] is True
    assert {"_id", "name", "imageUrl", "sku", "price", "listPrice", "type"} == set(older)


def test_prices_are_decimal_numbers_in_major_units(guest: Caller) -> None:
    drops = next(one for one in catalogue(guest) if one.get("name") == "Daily Vitamin D3 Drops")

    assert (drops["price"], drops["listPrice"]) == (Decimal("19.5"), 24)


def test_list_prices_may_be_absent_or_not_higher(guest: Caller) -> None:
    by_name = {one["label"]: one for one in catalogue(guest) if "label" in one}

    assert "listPrice" not in by_name["Crème Apaisante Visage"]
    assert by_name["Crème Apaisante Visage"]["description"] is None
    assert by_name["Rosée Hydrating Sérum"]["listPrice"] == by_name["Rosée Hydrating Sérum"]["price"]


def test_the_catalogue_holds_what_cannot_be_bought_too(guest: Caller) -> None:
    assert [one["label"] for one in catalogue(guest) if one.get("status") == "disabled"] == ["Winter Travel Pouch"]


def test_a_subscription_says_how_often(guest: Caller) -> None:
    plan = next(one for one in catalogue(guest) if one.get("isSubscription"))

    phase = plan["subscriptionPhases"][0]
    assert (phase["fillingCycleInterval"], phase["fillingCycleUnit"], phase["price"]) == (1, "month", 45)


def test_there_is_something_digital(guest: Caller) -> None:
    assert {one["type"] for one in catalogue(guest)} == {"physical", "digital"}


def test_one_product_by_id_and_404_for_a_stranger(guest: Caller) -> None:
    id_ = guest.product("Iron Test Kit")

    assert guest.public("GET", f"/v2/products/{id_}").json()["name"] == "At-Home Iron Test Kit"
    assert guest.public("GET", f"/v2/products/{'0' * 24}").status_code == 404


def test_categories_are_as_broken_as_they_are_live(guest: Caller) -> None:
    assert guest.public("GET", "/v2/products/categories").status_code == 400


def test_every_product_has_a_picture(guest: Caller) -> None:
    addresses = [one["imageUrl"] if "imageUrl" in one else one["images"][0]["imageUrl"] for one in catalogue(guest)]

    assert len(set(addresses)) == 8
    assert guest.http.get(addresses[0]).headers["Content-Type"] == "image/webp"


def test_ids_stay_the_same_after_a_reset(guest: Caller, sandbox: Sandbox) -> None:
    before = [one["_id"] for one in catalogue(guest)]

    sandbox.reset()

    assert [one["_id"] for one in catalogue(guest)] == before
