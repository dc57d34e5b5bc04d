"""Decoda's carts: arithmetic, who may change what and when, and the one conversion into a charge."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
import requests

from sandbox.app import Sandbox
from tests.sandbox.test_decoda import CLEANSER, SERUM, SOLSTICE, SUNSCREEN, Api

GIFT, FACIAL, COLLAGEN = "item-gift-credit", "item-hydrafacial", "item-collagen-sachets"


@pytest.fixture
def api(http: requests.Session) -> Api:
    return Api(http)


def sums(cart: dict[str, Any]) -> tuple[int, int, int, int]:
    return cart["subtotal"], cart["discountAmount"], cart["taxAmount"], cart["total"]


def refused(reply: requests.Response, status: int) -> bool:
    return reply.status_code == status and isinstance(reply.json()["detail"], str)


# -- making and reading


def test_a_cart_is_created_with_the_callers_id_and_read_again(api: Api) -> None:
    cart = api.post("/billing/cart", {"patientId": "pat-dana", "id": "attempt-1", "items": [{"itemId": SERUM}]})

    assert (cart["id"], cart["status"], cart["patient"]["id"]) == ("attempt-1", "DRAFT", "pat-dana")
    assert cart["convertedChargeId"] is None
    assert api.get("/billing/cart/attempt-1") == cart


def test_quantities_come_back_as_numbers_with_a_point(api: Api) -> None:
    reply = api.ask("POST", "/billing/cart", json={"patientId": "pat-dana", "items": [{"itemId": SERUM}]})

    assert '"quantity": 1.0' in reply.text


def test_the_callers_id_collides_when_it_is_used_again(api: Api) -> None:
    api.cart(id="attempt-1")
    api.delete("/billing/cart/attempt-1")

    for patient in ("pat-dana", "pat-ana"):
        assert refused(api.ask("POST", "/billing/cart", json={"patientId": patient, "id": "attempt-1"}), 409)


def test_the_same_id_is_free_at_another_clinic(http: requests.Session, api: Api) -> None:
    api.cart(id="attempt-1")

    assert Api(http, SOLSTICE).post("/billing/cart", {"patientId": "pat-erin", "id": "attempt-1"})["items"] == []


@pytest.mark.parametrize("id_", ["", "a/b", "a b", "é", "x" * 65])
def test_an_id_is_made_of_letters_digits_and_dashes(api: Api, id_: str) -> None:
    assert api.ask("POST", "/billing/cart", json={"patientId": "pat-dana", "id": id_}).status_code == 422


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"patientId": "nobody"}, 404),
        ({"patientId": "pat-dana", "creatorId": "nobody"}, 404),
        ({"patientId": "pat-dana", "status": "CONVERTED"}, 400),
        ({"patientId": "pat-dana", "items": [{"itemId": "item-nobody"}]}, 404),
        ({"patientId": "pat-dana", "items": [{"packageId": "pack-nobody"}]}, 404),
        ({"patientId": "pat-dana", "items": [{"itemId": "item-rose-toner"}]}, 400),
        ({"patientId": "pat-dana", "items": [{"itemId": SERUM, "unitPrice": 1}]}, 400),
        ({"patientId": "pat-dana", "items": [{"packageId": "pack-glow", "unitPrice": 1}]}, 400),
    ],
)
def test_what_cannot_be_sold_or_is_not_known_is_refused(api: Api, body: dict[str, Any], status: int) -> None:
    assert refused(api.ask("POST", "/billing/cart", json=body), status)


@pytest.mark.parametrize("line", [{}, {"itemId": SERUM, "packageId": "pack-glow"}])
def test_a_line_is_an_item_or_a_package(api: Api, line: dict[str, str]) -> None:
    assert api.ask("POST", "/billing/cart", json={"patientId": "pat-dana", "items": [line]}).status_code == 422


def test_items_may_be_left_out_but_not_null(api: Api) -> None:
    assert api.cart(items=[])["total"] == 0
    assert api.ask("POST", "/billing/cart", json={"patientId": "pat-dana", "items": None}).status_code == 422


def test_a_custom_price_counts_where_the_item_allows_it(api: Api) -> None:
    cart = api.cart(items=[{"itemId": GIFT, "unitPrice": 12345}])

    assert (cart["items"][0]["unitPrice"], cart["subtotal"]) == (12345, 12345)


# -- arithmetic


def test_line_discounts_then_the_carts_discount_then_tax(api: Api) -> None:
    cart = api.cart(
        discountAmount=500,
        discountPercentage=10,
        items=[
            {"itemId": SERUM, "quantity": 2, "discountAmount": 100, "discountPercentage": 10},
            {"itemId": FACIAL},
        ],
    )
    serum, facial = cart["items"]

    # 136.00 less 1.00 and 10 % is 121.40; with the facial 296.40, less 5.00 and 10 % is 261.76.
    # Of the 34.64 the serum bears 14.19, so 107.21 is taxed at 8.25 %; the facial is a service.
    assert (serum["totalPrice"], serum["discountAmount"], serum["taxAmount"]) == (12140, 1460, 884)
    assert (facial["totalPrice"], facial["taxAmount"]) == (17500, 0)
    assert sums(cart) == (29640, 3464, 884, 27060)


def test_several_taxes_fall_on_one_line_and_are_rounded_each(api: Api) -> None:
    assert sums(api.cart(items=[{"itemId": COLLAGEN}])) == (4500, 0, 371 + 68, 4939)


def test_an_item_can_be_exempt_from_a_tax(api: Api) -> None:
    assert sums(api.cart(items=[{"itemId": SUNSCREEN}])) == (3650, 0, 0, 3650)


def test_a_package_is_one_line_at_its_own_price(api: Api) -> None:
    (line,) = api.cart(items=[{"packageId": "pack-evening", "quantity": 2}])["items"]

    assert (line["itemId"], line["packageId"], line["unitPrice"], line["totalPrice"]) == (
        None,
        "pack-evening",
        7500,
        15000,
    )
    assert (line["item"], line["package"]["name"]) == (None, "Evening Ritual Set")


def test_discounts_never_take_more_than_there_is(api: Api) -> None:
    line = {"itemId": CLEANSER, "discountAmount": 999_999}

    assert sums(api.cart(items=[line])) == (0, 0, 0, 0)
    assert sums(api.cart(discountAmount=999_999)) == (2899, 2899, 0, 0)
    assert sums(api.cart(discountPercentage=100, discountAmount=5)) == (2899, 2899, 0, 0)


def test_the_discount_comes_back_as_a_total_and_not_as_it_was_sent(api: Api) -> None:
    cart = api.cart(discountAmount=100, discountPercentage=10)
    echoed = {"patientId": "pat-dana", "discountAmount": cart["discountAmount"], "discountPercentage": 10}
    again = api.put(f"/billing/cart/{cart['id']}", echoed | {"items": [{"itemId": CLEANSER}]})

    assert (cart["discountAmount"], cart["discountPercentage"]) == (390, 10.0)
    assert again["discountAmount"] == 680


@pytest.mark.parametrize("discount", [1, 7, 333, 2899, 5000])
def test_no_cent_is_lost_in_spreading_a_discount(api: Api, discount: int) -> None:
    lines = [{"itemId": SERUM}, {"itemId": CLEANSER, "quantity": 3}, {"itemId": SUNSCREEN, "quantity": 7}]
    subtotal, off, tax, total = sums(api.cart(discountAmount=discount, items=lines))

    assert (subtotal, off) == (6800 + 3 * 2899 + 7 * 3650, discount)
    assert total == subtotal - off + tax


def test_percentages_may_have_a_fraction(api: Api) -> None:
    assert api.cart(discountPercentage=12.5)["discountAmount"] == 362


# -- changing


def test_a_new_line_copies_the_price_of_its_moment(api: Api, sandbox: Sandbox) -> None:
    cart = api.cart()
    sandbox.set_option("decoda", "price", item=CLEANSER, price=9999)
    grown = api.post(f"/billing/cart/{cart['id']}/items", {"itemId": CLEANSER})
    replaced = api.put(f"/billing/cart/{cart['id']}", {"patientId": "pat-dana", "items": [{"itemId": CLEANSER}]})

    assert [line["unitPrice"] for line in grown["items"]] == [2899, 9999]
    assert [line["unitPrice"] for line in replaced["items"]] == [9999]


def test_a_repeated_add_makes_a_second_line(api: Api) -> None:
    cart = api.cart()
    for _ in range(2):
        grown = api.post(f"/billing/cart/{cart['id']}/items", {"itemId": SERUM, "quantity": 2})

    assert [line["itemId"] for line in grown["items"]] == [CLEANSER, SERUM, SERUM]


def test_a_line_is_changed_and_removed_by_its_own_id(api: Api) -> None:
    cart = api.cart(items=[{"itemId": SERUM, "notes": "gift"}, {"itemId": CLEANSER}])
    serum, cleanser = cart["items"]
    changed = api.put(f"/billing/cart/{cart['id']}/items/{serum['id']}", {"quantity": 3})
    left = api.delete(f"/billing/cart/{cart['id']}/items/{cleanser['id']}")

    assert (changed["items"][0]["quantity"], changed["items"][0]["notes"]) == (3.0, "gift")
    assert [line["id"] for line in left["items"]] == [serum["id"]]
    assert refused(api.ask("PUT", f"/billing/cart/{cart['id']}/items/{SERUM}", json={"quantity": 1}), 404)
    assert refused(api.ask("DELETE", f"/billing/cart/{cart['id']}/items/{cleanser['id']}"), 404)


def test_a_put_replaces_lines_and_fields_and_can_be_repeated(api: Api) -> None:
    cart = api.cart(notes="ring the bell", discountAmount=100, expiresDate="2026-11-23T09:00:00Z")
    body = {"patientId": "pat-dana", "items": [{"itemId": SERUM}]}
    first, second = (api.put(f"/billing/cart/{cart['id']}", body) for _ in range(2))

    assert [line["itemId"] for line in second["items"]] == [SERUM]
    assert (second["notes"], second["discountAmount"], second["expiresDate"]) == (None, 0, None)
    assert sums(first) == sums(second)
    assert api.put(f"/billing/cart/{cart['id']}", {"patientId": "pat-dana"})["items"] == []


@pytest.mark.parametrize(
    "body",
    [
        {"patientId": "pat-ana"},
        {"patientId": "pat-dana", "id": "other"},
        {"patientId": "pat-dana", "status": "EXPIRED"},
    ],
)
def test_a_put_cannot_move_a_cart_or_end_it_as_the_clinic_would(api: Api, body: dict[str, str]) -> None:
    cart = api.cart()

    assert refused(api.ask("PUT", f"/billing/cart/{cart['id']}", json=body), 400)
    assert api.get(f"/billing/cart/{cart['id']}") == cart


def test_a_refused_put_leaves_the_cart_alone(api: Api) -> None:
    cart = api.cart()
    body = {"patientId": "pat-dana", "items": [{"itemId": SERUM}, {"itemId": "item-nobody"}]}

    assert refused(api.ask("PUT", f"/billing/cart/{cart['id']}", json=body), 404)
    assert api.get(f"/billing/cart/{cart['id']}") == cart


def assert_closed(api: Api, cart: str, status: str) -> None:
    line = {"itemId": SERUM}
    assert api.get(f"/billing/cart/{cart}")["status"] == status
    assert refused(api.ask("POST", f"/billing/cart/{cart}/items", json=line), 400)
    assert refused(api.ask("PUT", f"/billing/cart/{cart}", json={"patientId": "pat-dana"}), 400)
    assert refused(api.ask("POST", f"/billing/cart/{cart}/convert-to-charge", json={"cartId": cart}), 400)


def test_an_abandoned_cart_is_closed(api: Api, sandbox: Sandbox) -> None:
    cart = api.cart()["id"]
    api.put(f"/billing/cart/{cart}", {"patientId": "pat-dana", "status": "ABANDONED"})

    assert_closed(api, cart, "ABANDONED")
    assert sandbox.ledger.orders() == []


def test_a_cart_expires_by_the_clock(api: Api, sandbox: Sandbox) -> None:
    cart = api.cart(expiresDate="2026-11-21T10:00:00+00:00")
    sandbox.clock.advance(3600)

    assert cart["status"] == "DRAFT"
    assert_closed(api, cart["id"], "EXPIRED")


def test_old_carts_can_be_expired_for_the_whole_clinic(api: Api, sandbox: Sandbox) -> None:
    old = api.cart("pat-ana")["id"]
    sandbox.clock.advance(8 * 86400)
    young = api.cart()["id"]

    assert api.post("/billing/cart/expire-old", days_old=7) >= 1
    assert [api.get(f"/billing/cart/{cart}")["status"] for cart in (old, young)] == ["EXPIRED", "DRAFT"]


def test_a_deleted_cart_is_gone(api: Api) -> None:
    cart = api.cart("pat-ana")["id"]

    assert api.delete(f"/billing/cart/{cart}") is True
    assert refused(api.ask("GET", f"/billing/cart/{cart}"), 404)
    assert api.get("/billing/cart/list", patient_id="pat-ana") == []


# -- lists


def test_carts_are_listed_by_patient_and_status(api: Api) -> None:
    first, second = (api.cart("pat-ana")["id"] for _ in range(2))
    api.convert(first)

    def listed(**query: Any) -> list[str]:
        return [cart["id"] for cart in api.get("/billing/cart", patient_id="pat-ana", **query)["data"]]

    assert set(listed()) == {first, second}
    assert listed(statuses="CONVERTED") == [first]
    assert set(listed(statuses=["DRAFT", "CONVERTED"])) == {first, second}
    assert [cart["id"] for cart in api.get("/billing/cart/list", patient_id="pat-ana", status="DRAFT")] == [second]


def test_carts_come_in_pages_and_in_order(api: Api) -> None:
    small = api.cart("pat-ana")["id"]
    large = api.cart("pat-ana", items=[{"itemId": FACIAL}])["id"]
    query = {"patient_id": "pat-ana", "sort_by": "total", "size": 1}
    up = api.get("/billing/cart", sort_direction="asc", page=1, **query)
    down = api.get("/billing/cart", sort_direction="desc", page=1, **query)

    assert (up["total"], [cart["id"] for cart in up["data"] + down["data"]]) == (2, [small, large])
    assert api.ask("GET", "/billing/cart", params={"size": 101}).status_code == 422


# -- converting


def test_a_cart_becomes_a_charge_once(api: Api, sandbox: Sandbox) -> None:
    cart = api.cart(discountAmount=99)
    charge = api.convert(cart["id"], externalId="attempt-1", description="Web order")
    again = api.ask("POST", f"/billing/cart/{cart['id']}/convert-to-charge", json={"cartId": cart["id"]})

    assert (charge["status"], charge["total"], charge["totalOutstanding"]) == (
        "OUTSTANDING",
        cart["total"],
        cart["total"],
    )
    assert (charge["externalId"], charge["description"], charge["patientId"]) == ("attempt-1", "Web order", "pat-dana")
    assert refused(again, 400)
    assert_closed(api, cart["id"], "CONVERTED")
    assert api.get(f"/billing/cart/{cart['id']}")["convertedChargeId"] == charge["id"]
    (order,) = sandbox.ledger.orders(cart["id"])
    assert (order.ref, order.amount, order.currency) == (charge["id"], Decimal("30.31"), "USD")


def test_the_status_of_a_conflict_is_not_to_be_relied_on(api: Api, sandbox: Sandbox) -> None:
    sandbox.set_option("decoda", "conflict_status", status=409)
    cart = api.cart()["id"]
    api.convert(cart)

    assert refused(api.ask("POST", f"/billing/cart/{cart}/convert-to-charge", json={"cartId": cart}), 409)


def test_a_lost_conversion_is_found_on_the_cart(api: Api, sandbox: Sandbox) -> None:
    cart = api.cart()["id"]
    sandbox.faults.arm("reset_after", upstream="decoda", method="POST", path="*/convert-to-charge")

    with pytest.raises(requests.ConnectionError):
        api.convert(cart, externalId="attempt-1")

    found = api.get("/billing/charge/table", charge_external_id="attempt-1")["data"]
    assert [charge["id"] for charge in found] == [api.get(f"/billing/cart/{cart}")["convertedChargeId"]]
    assert len(sandbox.ledger.orders(cart)) == 1


@pytest.mark.parametrize(
    ("body", "status"), [({}, 422), ({"cartId": "other"}, 400), ({"cartId": "c-1", "locationId": "loc-nowhere"}, 404)]
)
def test_a_conversion_says_which_cart_it_means(api: Api, sandbox: Sandbox, body: dict[str, str], status: int) -> None:
    api.cart(id="c-1")

    assert api.ask("POST", "/billing/cart/c-1/convert-to-charge", json=body).status_code == status
    assert api.get("/billing/cart/c-1")["status"] == "DRAFT"
    assert sandbox.ledger.orders() == []


def test_an_empty_cart_makes_no_charge(api: Api, sandbox: Sandbox) -> None:
    cart = api.cart(items=[])["id"]

    assert refused(api.ask("POST", f"/billing/cart/{cart}/convert-to-charge", json={"cartId": cart}), 400)
    assert sandbox.ledger.orders() == []


def test_the_items_of_a_charge_have_whole_quantities_and_packages_a_name(api: Api) -> None:
    charge = api.charge(items=[{"itemId": CLEANSER, "quantity": 2}, {"packageId": "pack-glow"}])
    cleanser, package = charge["items"]

    assert (cleanser["quantity"], type(cleanser["quantity"]), cleanser["name"]) == (2, int, None)
    assert (cleanser["itemId"], cleanser["price"], cleanser["taxAmount"]) == (CLEANSER, 2899, 478)
    assert package["itemId"] is None
    assert package["name"] == "Glow Séries: three facials and a serum"
