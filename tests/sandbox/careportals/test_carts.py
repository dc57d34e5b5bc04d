"""Carts of the public API."""

from __future__ import annotations

from typing import Any

import pytest

from sandbox.app import Sandbox
from tests.sandbox.conftest import Caller


def line_of(cart: Any) -> Any:
    return cart["lineItems"][0]


def test_a_guest_can_make_a_cart(guest: Caller) -> None:
    told = guest.cart(Magnesium=2)

    assert len(told["_id"]) == 24
    assert line_of(told) | {"id": ""} == {
        "id": "",
        "name": "Calm Evening Magnesium",
        "productId": guest.product("Magnesium"),
        "sku": "HH-MAG-120",
        "price": 34,
        "listPrice": 39.5,
        "quantity": 2,
        "isSubscription": False,
    }


def test_the_discount_holds_the_list_price_reduction(guest: Caller) -> None:
    told = guest.cart(Magnesium=2)

    amounts = {name: told[name] for name in ("baseAmount", "discountAmount", "totalAmount", "subTotalAmount")}
    assert amounts == {"baseAmount": 79, "discountAmount": 11, "totalAmount": 68, "subTotalAmount": 68}


def test_a_missing_list_price_counts_as_the_price(guest: Caller) -> None:
    told = guest.cart(Apaisante=1)

    assert (told["baseAmount"], told["discountAmount"], told["totalAmount"]) == (48, 0, 48)


def test_a_token_does_no_harm(ana: Caller, guest: Caller) -> None:
    cart = ana.cart(Magnesium=1)

    assert guest.public("GET", f"/v2/carts/{cart['_id']}").json() == cart


@pytest.mark.parametrize(
    "item",
    [
        {"quantity": 0},
        {"quantity": -1},
        {"quantity": 1.5},
        {"quantity": "1"},
        {"quantity": True},
        {"price": 1},
        {"productId": "0" * 24},
        {"productId": ""},
    ],
)
def test_an_item_is_a_product_and_a_whole_quantity(guest: Caller, item: Any) -> None:
    body = [{"productId": guest.product("Magnesium"), "quantity": 1} | item]

    assert guest.public("POST", "/v2/carts", json=body).status_code == 400


def test_items_come_in_an_array(guest: Caller) -> None:
    item = {"productId": guest.product("Magnesium"), "quantity": 1}

    assert guest.public("POST", "/v2/carts", json=item).status_code == 400
    assert guest.public("POST", "/v2/carts", json=[]).status_code == 400


def test_variant_and_options_may_go_along(guest: Caller) -> None:
    item = {"productId": guest.product("Magnesium"), "quantity": 1, "variantId": "v1", "options": []}

    assert line_of(guest.public("POST", "/v2/carts", json=[item]).json())["variantId"] == "v1"


def test_a_product_already_there_is_merged_into_its_line(guest: Caller) -> None:
    cart = guest.cart(Magnesium=1)
    items = [
        {"productId": guest.product("Magnesium"), "quantity": 2},
        {"productId": guest.product("Kit"), "quantity": 1},
    ]

    reply = guest.public("POST", f"/v2/carts/{cart['_id']}/items", json=items)

    assert reply.status_code == 201
    assert [line["quantity"] for line in reply.json()["lineItems"]] == [3, 1]
    assert line_of(reply.json())["id"] == line_of(cart)["id"]


def test_a_put_with_product_and_quantity_changes_the_line(guest: Caller) -> None:
    cart = guest.cart(Magnesium=1)
    path = f"/v2/carts/{cart['_id']}/items/{line_of(cart)['id']}"

    reply = guest.public("PUT", path, json={"productId": guest.product("Magnesium"), "quantity": 3})

    assert (reply.status_code, reply.json()["totalAmount"]) == (200, 102)


@pytest.mark.parametrize("body", [{"quantity": 3}, {"productId": "x"}, {"productId": "x", "quantity": 3}, {}])
def test_a_put_without_the_product_is_refused(guest: Caller, body: Any) -> None:
    cart = guest.cart(Magnesium=1)

    reply = guest.public("PUT", f"/v2/carts/{cart['_id']}/items/{line_of(cart)['id']}", json=body)

    assert (reply.status_code, reply.json()["message"]) == (400, "Failed to update item to cart")


@pytest.mark.parametrize("quantity", [0, -1, 1.5, "2"])
def test_a_put_does_not_remove(guest: Caller, quantity: Any) -> None:
    cart = guest.cart(Magnesium=1)
    body = {"productId": guest.product("Magnesium"), "quantity": quantity}

    assert guest.public("PUT", f"/v2/carts/{cart['_id']}/items/{line_of(cart)['id']}", json=body).status_code == 400


def test_an_emptied_cart_lives_on(guest: Caller) -> None:
    cart = guest.cart(Magnesium=1)

    reply = guest.public("DELETE", f"/v2/carts/{cart['_id']}/items/{line_of(cart)['id']}")

    assert reply.json()["lineItems"] == []
    assert guest.public("GET", f"/v2/carts/{cart['_id']}").json()["totalAmount"] == 0


def test_a_delete_has_no_body_and_a_stranger_line_is_404(guest: Caller) -> None:
    cart = guest.cart(Magnesium=1)

    assert guest.public("DELETE", f"/v2/carts/{cart['_id']}/items/nothing").status_code == 404
    assert guest.public("DELETE", f"/v2/carts/{cart['_id']}/items/{line_of(cart)['id']}", json={}).status_code == 400


def test_a_cart_that_never_was_is_a_400(guest: Caller) -> None:
    assert guest.public("GET", f"/v2/carts/{'0' * 24}").status_code == 400


def test_a_subscription_line_echoes_a_new_quantity_and_does_not_keep_it(guest: Caller) -> None:
    cart = guest.cart(Treatment=4)
    path = f"/v2/carts/{cart['_id']}/items/{line_of(cart)['id']}"
    assert line_of(cart)["quantity"] == 1

    echoed = guest.public("PUT", path, json={"productId": guest.product("Treatment"), "quantity": 3}).json()
    kept = guest.public("GET", f"/v2/carts/{cart['_id']}").json()

    assert (line_of(echoed)["quantity"], line_of(kept)["quantity"]) == (3, 1)
    assert echoed["totalAmount"] == kept["totalAmount"] == 45


def test_a_subscription_added_again_stays_one(guest: Caller) -> None:
    cart = guest.cart(Treatment=1)
    items = [{"productId": guest.product("Treatment"), "quantity": 1}]

    assert line_of(guest.public("POST", f"/v2/carts/{cart['_id']}/items", json=items).json())["quantity"] == 1


def test_a_product_that_is_not_sold_is_left_out_silently(guest: Caller) -> None:
    items = [{"productId": guest.product(name), "quantity": 1} for name in ("Travel Pouch", "Magnesium")]

    reply = guest.public("POST", "/v2/carts", json=items)

    assert reply.status_code == 201
    assert [line["sku"] for line in reply.json()["lineItems"]] == ["HH-MAG-120"]
    assert reply.json()["extras"] == {"removedDisabledLineItems": items[0]["productId"]}


def test_products_switched_off_meanwhile_drop_out_with_a_success_and_are_told_once(
    guest: Caller, sandbox: Sandbox
) -> None:
    cart = guest.cart(Magnesium=1, Kit=1, Apaisante=1)
    gone = [guest.product("Magnesium"), guest.product("Kit")]
    for product in gone:
        sandbox.set_option("careportals", "product-active", product=product, on=False)

    reply = guest.public("GET", f"/v2/carts/{cart['_id']}")

    assert reply.status_code == 200
    assert reply.json()["extras"] == {"removedDisabledLineItems": ",".join(gone)}
    assert reply.json()["totalAmount"] == 48
    assert guest.public("GET", f"/v2/carts/{cart['_id']}").json()["extras"] == {}


def test_a_price_change_shows_in_the_next_answer(guest: Caller, sandbox: Sandbox) -> None:
    cart = guest.cart(Magnesium=1)

    sandbox.set_option("careportals", "price", product="HH-MAG-120", price="36.05")

    assert guest.public("GET", f"/v2/carts/{cart['_id']}").json()["totalAmount"] == 36.05


def test_related_theme_and_checkout_url(guest: Caller) -> None:
    cart = guest.cart(Magnesium=1)

    related = guest.public("GET", f"/v2/carts/{cart['_id']}/related").json()
    theme = guest.public("GET", "/v2/carts/theme").json()
    address = guest.public("GET", "/v2/carts/checkout-url")

    assert guest.product("Magnesium") not in {one["_id"] for one in related}
    assert set(theme) == {"fontFamily", "primaryColor", "cartSummarySection"}
    assert address.headers["Content-Type"].startswith("text/plain")
    assert ":cartId" in address.text
