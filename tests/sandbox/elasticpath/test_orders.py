from collections.abc import Callable
from typing import Any

import pytest

from sandbox.app import Sandbox
from sandbox.elasticpath import demo
from tests import goods
from tests.sandbox.elasticpath.conftest import Api

from .conftest import ERIN, SHIPPING


def ids(reply: Any) -> Any:
    return [order["id"] for order in reply["data"]]


def test_a_shopper_lists_the_accounts_orders_newest_first(erin: Api, finn: Api, staff: Api) -> None:
    first, second, other = erin.order("mine"), erin.order("mine"), finn.order("his")

    assert ids(erin.get("/v2/orders")) == [second, first]
    assert ids(finn.get("/v2/orders")) == [other]
    assert ids(staff.get("/v2/orders")) == [other, second, first]


def test_an_order_is_found_by_its_external_reference(erin: Api, staff: Api) -> None:
    erin.put_in("mine", goods.ROLLER)
    made = erin.checkout("mine", external_ref="attempt-7").json()["data"]["id"]
    erin.checkout("mine", external_ref="attempt-8")

    found = {"filter": "eq(external_ref,attempt-7)"}
    assert ids(erin.get("/v2/orders", params=found)) == [made]
    assert ids(staff.get("/v2/orders", params=found)) == [made]
    assert ids(erin.get("/v2/orders", params={"filter": "eq(external_ref,attempt-9)"})) == []


def test_orders_are_filtered_by_their_states_and_dates(erin: Api, sandbox: Sandbox) -> None:
    paid, unpaid = erin.order("mine"), erin.order("mine")
    erin.pay(paid)
    sandbox.clock.advance(60)
    late = erin.order("mine")

    def matching(filter_: Any) -> Any:
        return ids(erin.get("/v2/orders", params={"filter": filter_}))

    assert matching("eq(payment,paid):eq(status,complete)") == [paid]
    assert matching("in(payment,unpaid,authorized)") == [late, unpaid]
    assert matching(f"gt(created_at,{sandbox.clock.now():%Y-%m-%dT%H:%M:%SZ})") == []
    assert matching(f"ge(created_at,{sandbox.clock.now():%Y-%m-%dT%H:%M:%SZ})") == [late]
    assert matching("eq(shipping,fulfilled)") == []
    assert erin("GET", "/v2/orders", params={"filter": "eq(color,red)"}).status_code == 400


def test_orders_come_in_pages_of_twenty(erin: Api) -> None:
    erin.put_in("mine", goods.ROLLER)
    made = [erin.checkout("mine").json()["data"]["id"] for _ in range(21)]

    page = erin.get("/v2/orders")
    assert (len(page["data"]), page["meta"]["results"]["total"]) == (20, 21)
    assert ids(erin.get("/v2/orders?page[offset]=20")) == made[:1]
    assert erin("GET", "/v2/orders?page[limit]=101").status_code == 400
    assert erin("GET", "/v2/orders?page[offset]=10001").status_code == 400


def test_an_order_tells_its_items(erin: Api) -> None:
    order = erin.order("mine", goods.OMEGA, 2)

    whole = erin.get(f"/v2/orders/{order}?include=items")
    assert [item["product_id"] for item in whole["included"]["items"]] == [goods.OMEGA]
    assert erin.get(f"/v2/orders/{order}/items")["data"] == whole["included"]["items"]
    assert erin.get("/v2/orders?include=items")["included"]["items"] == whole["included"]["items"]
    assert "included" not in erin.get(f"/v2/orders/{order}")


def test_the_id_is_the_whole_key_to_an_order_but_not_for_an_implicit_token_alone(
    erin: Api, finn: Api, guest: Api
) -> None:
    order = erin.order("mine")

    assert finn.get(f"/v2/orders/{order}")["data"]["contact"] == ERIN
    for path in ("", "/items", "/transactions"):
        assert guest("GET", f"/v2/orders/{order}{path}").status_code == 403
    assert guest.pay(order).status_code == 200


def test_only_trusted_keys_change_an_order(erin: Api, guest: Api, staff: Api) -> None:
    order = erin.order("mine")

    for caller, status in ((guest, 403), (erin, 403), (staff, 200)):
        reply = caller("PUT", f"/v2/orders/{order}", {"type": "order", "external_ref": "later"})
        assert reply.status_code == status
    assert staff.get(f"/v2/orders/{order}")["data"]["external_ref"] == "later"


def test_cancelling_gives_the_stock_back_and_not_the_money(erin: Api, staff: Api, sandbox: Sandbox) -> None:
    order = erin.order("mine", goods.PULSE)
    erin.pay(order)
    assert erin.stock(goods.PULSE) == (1, 1, 2)

    reply = staff("PUT", f"/v2/orders/{order}", {"type": "order", "status": "cancelled"})
    assert (reply.json()["data"]["status"], reply.json()["data"]["payment"]) == ("cancelled", "paid")
    assert erin.stock(goods.PULSE) == (2, 0, 2)
    assert [act.kind for act in sandbox.ledger.acts] == ["order", "charge"]
    assert staff("PUT", f"/v2/orders/{order}", {"type": "order", "status": "cancelled"}).status_code == 422


def test_only_paid_orders_are_fulfilled_and_then_the_stock_is_gone(erin: Api, staff: Api) -> None:
    order = erin.order("mine", goods.PULSE)
    fulfilled = {"type": "order", "shipping": "fulfilled"}
    assert staff("PUT", f"/v2/orders/{order}", fulfilled).status_code == 422

    erin.pay(order)
    assert staff("PUT", f"/v2/orders/{order}", fulfilled).json()["data"]["shipping"] == "fulfilled"
    assert erin.stock(goods.PULSE) == (1, 0, 1)
    for change in ({"status": "cancelled"}, {"shipping_address": SHIPPING}):
        assert staff("PUT", f"/v2/orders/{order}", {"type": "order"} | change).status_code == 422


def test_a_shipping_address_is_changed_before_shipping(erin: Api, staff: Api) -> None:
    order = erin.order("mine")
    moved = SHIPPING | {"line_1": "11 Ridge Road"}

    reply = staff("PUT", f"/v2/orders/{order}", {"type": "order", "shipping_address": moved})
    assert reply.json()["data"]["shipping_address"] == moved


@pytest.mark.parametrize("wrong", [{}, {"type": "order", "status": "complete"}, {"type": "order", "payment": "paid"}])
def test_a_change_of_the_wrong_shape_is_refused(erin: Api, staff: Api, wrong: Any) -> None:
    assert staff("PUT", f"/v2/orders/{erin.order('mine')}", wrong).status_code == 400


def test_an_unpaid_order_stays_for_ever(erin: Api, staff: Api, sandbox: Sandbox, token_for: Callable[..., str]) -> None:
    order = erin.order("mine")
    sandbox.clock.advance(400 * 86_400)
    staff.headers["Authorization"] = "Bearer " + token_for(
        "client_credentials", client_secret=demo.SUMMIT_CLIENT_SECRET
    )

    assert staff.get(f"/v2/orders/{order}")["data"]["status"] == "incomplete"
