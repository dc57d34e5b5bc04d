from typing import Any

import pytest

from sandbox.app import Sandbox
from tests import goods
from tests.sandbox.elasticpath.conftest import Api

from .conftest import problem

ITEMS = "/v2/carts/mine/items"


def prices(reply: Any) -> Any:
    blocks = reply.json()["meta"]["display_price"]
    return {name: blocks[name]["amount"] for name in ("without_discount", "discount", "tax", "with_tax")}


def test_adding_answers_all_lines_and_the_totals(guest: Api) -> None:
    guest.put_in("mine", goods.OMEGA)
    reply = guest.put_in("mine", goods.ROLLER, 2)

    assert reply.status_code == 201
    first, second = reply.json()["data"]
    assert (first["sku"], second["sku"]) == ("SM-OMEGA-90", "SM-ROLL-45")
    assert second["id"] != second["product_id"] == goods.ROLLER
    assert second["unit_price"] == {"amount": 4200, "currency": "CAD", "includes_tax": False}
    assert second["meta"]["display_price"]["with_tax"]["value"] == {
        "amount": 8820,
        "currency": "CAD",
        "formatted": "$88.20",
    }
    assert second["meta"]["display_price"]["without_tax"]["unit"]["amount"] == 4200
    assert prices(reply) == {"without_discount": 11750, "discount": 0, "tax": 588, "with_tax": 12338}


def test_the_same_product_merges_unless_its_inputs_differ(guest: Api) -> None:
    guest.put_in("mine", goods.ROLLER)
    guest("POST", ITEMS, {"type": "cart_item", "sku": "SM-ROLL-45", "quantity": 2})
    reply = guest(
        "POST", ITEMS, {"type": "cart_item", "sku": "SM-ROLL-45", "quantity": 1, "custom_inputs": {"name": "Al"}}
    )

    assert [line["quantity"] for line in reply.json()["data"]] == [3, 1]


@pytest.mark.parametrize(
    ("data", "status"),
    [
        ({"type": "cart_item", "quantity": 1}, 400),
        ({"type": "cart_item", "quantity": 1, "id": goods.ROLLER, "sku": "SM-ROLL-45"}, 400),
        ({"type": "cart_item", "id": goods.ROLLER}, 400),
        ({"type": "cart_item", "id": goods.ROLLER, "quantity": 0}, 400),
        ({"type": "cart_item", "id": goods.ROLLER, "quantity": "1"}, 400),
        ({"type": "cart_item", "id": goods.ROLLER, "quantity": True}, 400),
        ({"type": "cart_item", "id": goods.ROLLER, "quantity": 1, "price": 1}, 400),
        ({"type": "cart_item", "sku": "NONE", "quantity": 1}, 404),
        ({"type": "cart_item", "id": goods.SLEEVE, "quantity": 1}, 400),  # a parent
        ({"type": "cart_item", "id": goods.IMPORTED, "quantity": 1}, 400),  # no price in CAD
        ({"type": "gift", "quantity": 1}, 400),
        ({"quantity": 1}, 400),
        ({"type": "custom_item", "name": "Post", "quantity": 1, "price": {"amount": -1}}, 400),
        ({"type": "custom_item", "name": "Post", "quantity": 1}, 400),
        ({"type": "promotion_item"}, 400),
        ({"type": "cart_items", "cart_id": "nobodys"}, 404),
        ({"type": "order_items", "order_id": goods.ROLLER}, 404),
    ],
)
def test_what_cannot_be_added_is_refused_and_changes_nothing(guest: Api, data: Any, status: int) -> None:
    assert guest("POST", ITEMS, data).status_code == status
    assert guest.get(ITEMS)["data"] == []


def test_the_first_line_fixes_the_currency(guest: Api) -> None:
    guest.put_in("mine", goods.IMPORTED, headers={"X-MOLTIN-CURRENCY": "JPY"})
    reply = guest.put_in("mine", goods.ROLLER, headers={"X-MOLTIN-CURRENCY": "USD"})

    assert reply.json()["meta"]["display_price"]["with_tax"] == {
        "amount": 7350,
        "currency": "JPY",
        "formatted": "¥7,350",
    }


def test_more_than_there_is_in_stock_is_refused_and_nothing_is_reserved(guest: Api) -> None:
    reply = guest.put_in("mine", goods.PULSE, 3)
    assert (reply.status_code, problem(reply)["title"]) == (400, "Insufficient stock")

    guest.put_in("mine", goods.PULSE, 2)
    assert guest.put_in("mine", goods.PULSE).status_code == 400
    assert guest.stock(goods.PULSE) == (2, 0, 2)


def test_the_first_look_at_the_stock_can_be_deferred(guest: Api) -> None:
    guest("POST", "/v2/carts", {"name": "Mine", "id": "mine", "inventory_settings": {"defer_inventory_check": True}})

    assert guest.put_in("mine", goods.PULSE, 9).status_code == 201


def test_a_quantity_is_changed(guest: Api) -> None:
    line = guest.put_in("mine", goods.PULSE).json()["data"][0]["id"]

    assert guest("PUT", f"{ITEMS}/{line}", {"quantity": 2}).json()["data"][0]["quantity"] == 2
    assert guest("PUT", f"{ITEMS}/{line}", {"quantity": 3}).status_code == 400
    assert guest("PUT", f"{ITEMS}/{line}", {"quantity": -1}).status_code == 400
    assert guest("PUT", f"{ITEMS}/{line}", {}).status_code == 400
    assert guest("PUT", f"{ITEMS}/{goods.PULSE}", {"quantity": 1}).status_code == 404
    assert guest("PUT", f"{ITEMS}/{line}", {"quantity": 0}).json()["data"] == []


def test_lines_are_removed_one_by_one_or_all_at_once(guest: Api) -> None:
    line = guest.put_in("mine", goods.ROLLER).json()["data"][0]["id"]
    guest.put_in("mine", goods.OMEGA)

    assert [one["sku"] for one in guest("DELETE", f"{ITEMS}/{line}").json()["data"]] == ["SM-OMEGA-90"]
    assert guest("DELETE", f"{ITEMS}/{line}").status_code == 404
    assert guest("DELETE", ITEMS).status_code == 204
    assert guest.get(ITEMS)["meta"]["display_price"]["with_tax"]["currency"] == ""


def test_anybody_may_name_the_price_of_a_custom_item(guest: Api) -> None:
    post = {"type": "custom_item", "name": "Post", "sku": "post", "quantity": 1, "price": {"amount": 900}}
    guest("POST", ITEMS, post)
    reply = guest("POST", ITEMS, post)

    (line,) = reply.json()["data"]
    assert (line["type"], line["quantity"], line["value"]["amount"]) == ("custom_item", 2, 1800)
    assert "product_id" not in line


def test_a_percentage_comes_off_every_line_and_stands_as_a_line_of_its_own(guest: Api) -> None:
    guest.put_in("mine", goods.ELECTROLYTES)
    guest.put_in("mine", goods.OMEGA)
    reply = guest.code("mine", "welcome10")

    assert reply.status_code == 201
    first, second, promotion = reply.json()["data"]
    assert [first["discounts"][0]["code"], promotion["sku"]] == ["WELCOME10", "WELCOME10"]
    assert first["discounts"][0]["amount"]["amount"] + second["discounts"][0]["amount"]["amount"] == -625
    assert (promotion["type"], promotion["unit_price"]["amount"]) == ("promotion_item", -625)
    assert prices(reply) == {"without_discount": 6249, "discount": -625, "tax": 281, "with_tax": 5905}


def test_a_fixed_sum_comes_off_and_codes_add_up(guest: Api) -> None:
    guest.put_in("mine", goods.ROLLER)
    guest.code("mine", "TAKE5")
    guest.code("mine", "take5")
    reply = guest.code("mine", "WELCOME10")

    assert prices(reply) == {"without_discount": 4200, "discount": -870, "tax": 167, "with_tax": 3497}
    assert [line["sku"] for line in reply.json()["data"][1:]] == ["TAKE5", "WELCOME10"]


@pytest.mark.parametrize("code", ["NOPE", "EXPIRED", "WINTER15", "BIGCART"])
def test_a_code_that_is_unknown_over_early_or_not_for_this_cart_is_404(guest: Api, code: str) -> None:
    guest.put_in("mine", goods.ROLLER)
    reply = guest.code("mine", code)

    assert reply.status_code == 404
    assert problem(reply)["detail"] == "No promotion could be found with the given code."
    assert problem(reply)["meta"] == {"code": code}
    assert guest.total("mine") == 4410


def test_a_fixed_sum_is_for_its_own_currencies(guest: Api) -> None:
    guest.put_in("mine", goods.ROLLER, headers={"X-MOLTIN-CURRENCY": "JPY"})

    assert guest.code("mine", "TAKE5").status_code == 404


def test_codes_are_not_for_carts_with_custom_discounts_or_empty_ones(guest: Api) -> None:
    assert guest.code("mine", "TAKE5").status_code == 404

    guest("PUT", "/v2/carts/mine", {"discount_settings": {"custom_discounts_enabled": True}})
    guest.put_in("mine", goods.ROLLER)
    assert guest.code("mine", "TAKE5").status_code == 422


def test_a_code_is_taken_off(guest: Api) -> None:
    guest.put_in("mine", goods.ROLLER)
    guest.code("mine", "TAKE5")

    assert guest("DELETE", "/v2/carts/mine/discounts/TAKE5").status_code == 204
    assert guest("DELETE", "/v2/carts/mine/discounts/TAKE5").status_code == 404
    assert guest.total("mine") == 4410


def test_a_cart_that_shrinks_loses_a_promotion_it_no_longer_deserves(guest: Api) -> None:
    line = guest.put_in("mine", goods.ROLLER, 3).json()["data"][0]["id"]
    assert guest.code("mine", "BIGCART").status_code == 201

    reply = guest("PUT", f"{ITEMS}/{line}", {"quantity": 2})
    assert prices(reply)["discount"] == 0


def test_a_cart_follows_the_catalogs_price(guest: Api, sandbox: Sandbox) -> None:
    guest.put_in("mine", goods.ROLLER)
    sandbox.set_option("elasticpath", "price", sku="SM-ROLL-45", amount=5000)

    assert guest.total("mine") == 5250


def test_merging_adds_up_and_leaves_the_source(guest: Api) -> None:
    guest.put_in("other", goods.ROLLER, 2)
    guest.put_in("other", goods.OMEGA)
    guest.put_in("mine", goods.ROLLER)
    reply = guest("POST", ITEMS, {"type": "cart_items", "cart_id": "other"})

    assert [(line["sku"], line["quantity"]) for line in reply.json()["data"]] == [("SM-ROLL-45", 3), ("SM-OMEGA-90", 1)]
    assert len(guest.get("/v2/carts/other/items")["data"]) == 2


def test_a_merge_tells_what_it_could_not_take(guest: Api) -> None:
    guest.put_in("other", goods.PULSE, 2)
    guest.put_in("other", goods.OMEGA)
    guest.put_in("mine", goods.PULSE, 1)
    reply = guest("POST", ITEMS, {"type": "cart_items", "cart_id": "other"})

    assert reply.status_code == 201
    assert [error["title"] for error in reply.json()["errors"]] == ["Insufficient stock"]
    assert [line["sku"] for line in reply.json()["data"]] == ["SM-PULSE-2", "SM-OMEGA-90"]


def test_a_past_order_is_ordered_again_without_what_is_no_longer_sold(guest: Api, erin: Api, sandbox: Sandbox) -> None:
    erin.put_in("old", goods.OMEGA)
    order = erin.order("old", goods.ROLLER)
    sandbox.set_option("elasticpath", "live", sku="SM-OMEGA-90", live=False)
    reply = guest("POST", ITEMS, {"type": "order_items", "order_id": order})

    assert reply.status_code == 201
    assert [line["sku"] for line in reply.json()["data"]] == ["SM-ROLL-45"]
    assert [error["status"] for error in reply.json()["errors"]] == [404]


MIXED = [
    {"type": "cart_item", "id": goods.ROLLER, "quantity": 1},
    {"type": "cart_item", "id": goods.PULSE, "quantity": 9},
    {"type": "promotion_item", "code": "TAKE5"},
]


def test_several_are_added_with_the_errors_beside(guest: Api) -> None:
    reply = guest("POST", ITEMS, json={"data": MIXED, "options": {"add_all_or_nothing": False}})

    assert reply.status_code == 201
    assert [line["type"] for line in reply.json()["data"]] == ["cart_item", "promotion_item"]
    assert [error["title"] for error in reply.json()["errors"]] == ["Insufficient stock"]


def test_or_all_or_nothing(guest: Api) -> None:
    reply = guest("POST", ITEMS, json={"data": MIXED, "options": {"add_all_or_nothing": True}})

    assert reply.status_code == 400
    assert guest.get(ITEMS)["data"] == []


def test_a_cart_holds_a_hundred_different_lines(guest: Api) -> None:
    many = [
        {"type": "custom_item", "name": f"Item {n}", "sku": f"i-{n}", "quantity": 1, "price": {"amount": 100}}
        for n in range(100)
    ]
    assert guest("POST", ITEMS, many).status_code == 201

    assert guest.put_in("mine", goods.ROLLER).status_code == 422
    assert guest("POST", ITEMS, many[0]).status_code == 201


def test_lines_come_with_the_cart_when_they_are_asked_for(guest: Api) -> None:
    guest.put_in("mine", goods.ROLLER)

    assert "included" not in guest.get("/v2/carts/mine")
    whole = guest.get("/v2/carts/mine?include=items")
    assert whole["included"]["items"] == guest.get(ITEMS)["data"]


def test_carts_merge_in_one_currency_and_not_into_themselves(guest: Api) -> None:
    guest.put_in("mine", goods.ROLLER)
    guest.put_in("dollars", goods.ROLLER, headers={"X-MOLTIN-CURRENCY": "USD"})

    assert guest("POST", ITEMS, {"type": "cart_items", "cart_id": "dollars"}).status_code == 400
    assert guest("POST", ITEMS, {"type": "cart_items", "cart_id": "mine"}).status_code == 400
    assert guest.total("mine") == 4410


def test_a_merge_into_an_empty_cart_takes_custom_items_and_the_currency(guest: Api) -> None:
    post = {"type": "custom_item", "name": "Post", "quantity": 1, "price": {"amount": 900}}
    guest("POST", "/v2/carts/dollars/items", post, headers={"X-MOLTIN-CURRENCY": "USD"})
    reply = guest("POST", ITEMS, {"type": "cart_items", "cart_id": "dollars"})

    assert reply.json()["meta"]["display_price"]["with_tax"]["formatted"] == "US$9.45"
