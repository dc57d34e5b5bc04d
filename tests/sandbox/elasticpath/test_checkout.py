from decimal import Decimal
from typing import Any

import pytest

from sandbox.app import Sandbox
from tests import goods
from tests.sandbox.elasticpath.conftest import Api

from .conftest import ADDRESSES, BILLING, ERIN, SHIPPING, problem


@pytest.fixture
def cart(guest: Api) -> Any:
    guest.put_in("mine", goods.ROLLER, 2)
    return "mine"


def test_a_signed_in_shopper_makes_an_order_for_the_tokens_account(erin: Api, cart: Any, sandbox: Sandbox) -> None:
    reply = erin.checkout(cart, external_ref="attempt-1", order_number="S-1001")

    assert reply.status_code == 201
    order = reply.json()["data"]
    assert (order["type"], order["status"], order["payment"], order["shipping"]) == (
        "order",
        "incomplete",
        "unpaid",
        "unfulfilled",
    )
    assert order["contact"] == ERIN
    assert (order["billing_address"], order["shipping_address"]) == (BILLING, SHIPPING)
    assert (order["external_ref"], order["order_number"]) == ("attempt-1", "S-1001")
    assert order["relationships"]["account"]["data"] == {"type": "account", "id": erin.account}
    assert order["relationships"]["account_member"]["data"]["id"] == erin.member
    assert order["meta"]["display_price"]["with_tax"]["amount"] == 8820
    assert order["meta"]["display_price"]["balance_owing"]["formatted"] == "$88.20"
    (item,) = reply.json()["included"]["items"]
    assert (item["sku"], item["quantity"]) == ("SM-ROLL-45", 2)
    (act,) = sandbox.ledger.orders("mine")
    assert (act.ref, act.tenant, act.patient, act.amount) == (order["id"], "summit", erin.account, Decimal("88.20"))
    assert act.currency == "CAD"


def test_trusted_keys_make_an_order_for_the_account_they_name(staff: Api, erin: Api, cart: Any) -> None:
    reply = staff.checkout(cart, account={"id": erin.account, "member_id": erin.member})

    assert reply.status_code == 201
    related = reply.json()["data"]["relationships"]
    assert (related["account"]["data"]["id"], related["account_member"]["data"]["id"]) == (erin.account, erin.member)
    assert staff.checkout(cart, account={"id": erin.account}).status_code == 201


def test_a_guest_is_a_customer(guest: Api, cart: Any) -> None:
    reply = guest("POST", f"/v2/carts/{cart}/checkout", {"customer": ERIN} | ADDRESSES)

    assert reply.status_code == 201
    assert reply.json()["data"]["customer"] == ERIN
    assert "account" not in reply.json()["data"]["relationships"]


def test_every_call_makes_another_order_and_the_cart_stays(erin: Api, cart: Any, sandbox: Sandbox) -> None:
    first, second = (erin.checkout(cart, external_ref="same").json()["data"]["id"] for _ in range(2))

    assert first != second
    assert len(sandbox.ledger.orders("mine")) == 2
    assert erin.total(cart) == 8820


def test_the_three_kinds_of_checkout_do_not_mix(guest: Api, erin: Api, staff: Api, cart: Any) -> None:
    named = {"id": erin.account}

    assert guest.checkout(cart, account=named).status_code == 403
    assert guest.checkout(cart).status_code == 400  # contact, and nobody signed in
    assert erin.checkout(cart, account=named).status_code == 400
    assert erin.checkout(cart, customer=ERIN).status_code == 400
    assert erin.checkout(cart, contact=None).status_code == 400
    assert staff.checkout(cart, account=named, customer=ERIN).status_code == 400
    assert staff.checkout(cart, account={"member_id": erin.member}).status_code == 400


def test_an_account_or_member_that_does_not_exist_is_404(staff: Api, erin: Api, cart: Any) -> None:
    assert staff.checkout(cart, account={"id": erin.member}).status_code == 404
    assert staff.checkout(cart, account={"id": erin.account, "member_id": erin.account}).status_code == 404


def refused(reply: Any) -> Any:
    assert reply.status_code == 400, reply.text
    return [(error["title"], error.get("source", "")) for error in reply.json()["errors"]]


@pytest.mark.parametrize("email", [".erin@x.example", "erin.@x.example", "er..in@x.example", "erin", "erin@x"])
def test_an_address_with_odd_dots_is_not_an_email(erin: Api, cart: Any, email: str) -> None:
    assert refused(erin.checkout(cart, contact=ERIN | {"email": email})) == [("format", "data.contact.email")]


@pytest.mark.parametrize("name", ["name", "email"])
def test_a_contact_has_a_name_and_an_email(erin: Api, cart: Any, name: str) -> None:
    contact = {key: value for key, value in ERIN.items() if key != name}

    assert refused(erin.checkout(cart, contact=contact)) == [("required", f"data.contact.{name}")]


@pytest.mark.parametrize("name", list(BILLING))
def test_every_field_of_an_address_must_be_there(erin: Api, cart: Any, name: Any) -> None:
    short = {key: value for key, value in BILLING.items() if key != name}

    assert refused(erin.checkout(cart, billing_address=short)) == [("required", f"data.billing_address.{name}")]


@pytest.mark.parametrize("name", ["first_name", "last_name", "line_1", "postcode", "country", "region", "county"])
def test_and_the_starred_ones_must_not_be_empty(erin: Api, cart: Any, name: str) -> None:
    short = SHIPPING | {name: ""}

    assert refused(erin.checkout(cart, shipping_address=short))[0][1] == f"data.shipping_address.{name}"


def test_telephone_and_instructions_belong_to_shipping_only(erin: Api, cart: Any) -> None:
    assert refused(erin.checkout(cart, billing_address=SHIPPING)) == [
        ("additional_property_not_allowed", "data.billing_address.phone_number"),
        ("additional_property_not_allowed", "data.billing_address.instructions"),
    ]


def test_the_shortest_documented_address_passes_when_the_sandbox_is_told_so(
    erin: Api, cart: Any, sandbox: Sandbox
) -> None:
    sandbox.set_option("elasticpath", "relax", short_addresses=True)
    short = {key: BILLING[key] for key in ("first_name", "last_name", "line_1", "postcode", "country")}

    addresses = {"billing_address": short | {"region": "AB"}, "shipping_address": short | {"county": "Bow"}}
    assert erin.checkout(cart, **addresses).status_code == 201
    assert erin.checkout(cart, billing_address=short).status_code == 400


def test_other_members_of_the_wrong_shape_are_refused(erin: Api, cart: Any) -> None:
    assert refused(erin.checkout(cart, external_ref="x" * 65)) == [("string_lte", "data.external_ref")]
    assert refused(erin.checkout(cart, note="x")) == [("additional_property_not_allowed", "data.note")]
    assert refused(erin.checkout(cart, shipping_address=SHIPPING | {"country": "Canada"})) == [
        ("format", "data.shipping_address.country")
    ]


def test_an_empty_an_unknown_and_a_preview_cart_are_refused(erin: Api) -> None:
    erin.get("/v2/carts/empty")
    erin("POST", "/v2/carts", {"name": "Later", "id": "preview", "snapshot_date": "2027-01-01T00:00:00Z"})
    erin.put_in("preview", goods.ROLLER)

    assert erin.checkout("empty").status_code == 400
    assert erin.checkout("unknown").status_code == 404
    assert erin.checkout("preview").status_code == 422


def test_stock_is_looked_at_again_and_still_not_reserved(erin: Api, sandbox: Sandbox) -> None:
    erin.put_in("hers", goods.PULSE, 2)
    assert erin.checkout("hers").status_code == 201
    assert erin.stock(goods.PULSE) == (2, 0, 2)

    sandbox.set_option("elasticpath", "stock", sku="SM-PULSE-2", total=1)
    reply = erin.checkout("hers")
    assert (reply.status_code, problem(reply)["title"]) == (400, "Insufficient stock")


def test_a_promotion_that_is_over_is_dropped_without_a_word(erin: Api, sandbox: Sandbox) -> None:
    sandbox.set_option("elasticpath", "promotion", code="brief", percent=50, seconds=60)
    erin.put_in("mine", goods.ROLLER)
    erin.code("mine", "BRIEF")
    sandbox.clock.advance(60)
    assert erin.total("mine") == 2205

    reply = erin.checkout("mine")
    assert reply.status_code == 201
    assert reply.json()["data"]["meta"]["display_price"]["with_tax"]["amount"] == 4410
    assert erin.total("mine") == 4410


def test_an_order_keeps_its_price_when_the_cart_changes(erin: Api) -> None:
    order = erin.order("mine")
    erin.put_in("mine", goods.OMEGA)

    assert erin.get(f"/v2/orders/{order}")["data"]["meta"]["display_price"]["with_tax"]["amount"] == 4410
