from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from sandbox.app import Sandbox
from tests import goods
from tests.sandbox.elasticpath.conftest import Api

from .conftest import problem

ZERO = {"amount": 0, "currency": "", "formatted": "0"}
A_WEEK = timedelta(days=7).total_seconds()


@pytest.fixture
def keep_token(guest: Api, token_for: Callable[..., str]) -> Any:
    """Access tokens last an hour: fetch a new one after moving the clock."""

    def renew(*callers: Any) -> None:
        for caller in callers or (guest,):
            caller.headers["Authorization"] = f"Bearer {token_for()}"

    return renew


def test_reading_an_unknown_reference_makes_an_empty_cart(guest: Api) -> None:
    cart = guest.get("/v2/carts/new-one?include=items")

    assert cart["data"]["id"] == "new-one"
    assert cart["data"]["meta"]["display_price"]["with_tax"] == ZERO
    assert cart["data"]["relationships"]["items"]["data"] is None
    assert guest.get("/v2/carts/new-one/items")["data"] == []


@pytest.mark.parametrize("ref", ["with space", "a.b", "a%2Fb", "é"])
def test_a_reference_is_made_of_safe_characters(guest: Api, ref: str) -> None:
    assert guest("GET", f"/v2/carts/{ref}").status_code == 400


def test_a_cart_is_made_with_a_name(guest: Api) -> None:
    assert problem(guest("POST", "/v2/carts", {}))["source"] == "data.name"

    made = guest("POST", "/v2/carts", {"name": "Mine", "id": "chosen-1", "description": "for later"})
    assert made.status_code == 201
    assert (made.json()["data"]["id"], made.json()["data"]["name"]) == ("chosen-1", "Mine")
    assert guest("POST", "/v2/carts", {"name": "Mine", "id": "chosen-1"}).status_code == 409
    assert len(guest("POST", "/v2/carts", {"name": "Mine"}).json()["data"]["id"]) == 36


@pytest.mark.parametrize(
    "wrong",
    [
        {"contact": {"email": ".dot@x.example"}},
        {"contact": {"phone": "1"}},
        {"custom_attributes": {"a": {"type": "list", "value": []}}},
        {"custom_attributes": {str(n): {"type": "integer", "value": n} for n in range(21)}},
        {"inventory_settings": {"defer_inventory_check": "yes"}},
        {"color": "red"},
    ],
)
def test_a_cart_of_the_wrong_shape_is_refused(guest: Api, wrong: Any) -> None:
    assert guest("POST", "/v2/carts", {"name": "Mine"} | wrong).status_code == 400


def test_unknown_members_pass_when_the_sandbox_is_told_so(guest: Api, sandbox: Sandbox) -> None:
    sandbox.set_option("elasticpath", "relax", unknown_fields=True)

    assert guest("POST", "/v2/carts", {"name": "Mine", "color": "red"}).status_code == 201


def test_a_cart_is_changed_and_deleted(guest: Api) -> None:
    guest.put_in("mine", goods.ROLLER)

    assert guest("PUT", "/v2/carts/mine", {"description": "gift"}).json()["data"]["description"] == "gift"
    assert guest("DELETE", "/v2/carts/mine").status_code == 204
    assert guest.get("/v2/carts/mine/items")["data"] == []
    assert guest("PUT", "/v2/carts/unknown", {"name": "x"}).status_code == 404
    assert guest("DELETE", "/v2/carts/unknown").status_code == 404


def test_a_cart_lives_a_week_after_its_last_change(guest: Api, sandbox: Sandbox, keep_token: Any) -> None:
    guest.put_in("mine", goods.ROLLER)
    sandbox.clock.advance(A_WEEK - 1)
    keep_token()
    guest.put_in("mine", goods.ROLLER)
    sandbox.clock.advance(A_WEEK - 1)
    keep_token()

    assert guest.total("mine") == 8820
    expires = guest.get("/v2/carts/mine")["data"]["meta"]["timestamps"]["expires_at"]
    assert expires == f"{sandbox.clock.now() + timedelta(seconds=1):%Y-%m-%dT%H:%M:%SZ}"


def test_afterwards_the_same_reference_is_a_new_empty_cart(guest: Api, sandbox: Sandbox, keep_token: Any) -> None:
    guest.put_in("mine", goods.ROLLER)
    sandbox.clock.advance(A_WEEK)
    keep_token()

    assert guest("POST", "/v2/carts/mine/checkout", {}).status_code == 404
    assert guest.get("/v2/carts/mine")["data"]["meta"]["display_price"]["with_tax"] == ZERO


def test_reads_refused_writes_and_association_do_not_extend_a_life(
    guest: Api, erin: Api, sandbox: Sandbox, keep_token: Any
) -> None:
    guest.put_in("mine", goods.ROLLER)
    sandbox.clock.advance(3600 * 24)
    keep_token(guest, erin)
    fresh = erin("POST", "/v2/account-members/tokens", {})
    assert fresh.status_code == 401  # her day is over too
    guest.get("/v2/carts/mine")
    guest.put_in("mine", goods.SLEEVE)
    guest.code("mine", "NOPE")
    sandbox.clock.advance(A_WEEK - 3600 * 24)
    keep_token()

    assert guest.get("/v2/carts/mine/items")["data"] == []


def test_a_cart_made_by_a_shopper_is_associated_and_listed(erin: Api, finn: Api) -> None:
    erin("POST", "/v2/carts", {"name": "Mine", "id": "of-erin"})

    assert [cart["id"] for cart in erin.get("/v2/carts")["data"]] == ["of-erin"]
    assert finn.get("/v2/carts")["data"] == []


def test_a_guest_cart_is_associated_and_let_go(guest: Api, erin: Api, sandbox: Sandbox) -> None:
    guest.put_in("mine", goods.ROLLER)
    before = guest.get("/v2/carts/mine")["data"]["meta"]["timestamps"]
    sandbox.clock.advance(60)
    path, accounts = "/v2/carts/mine/relationships/accounts", [{"type": "account", "id": erin.account}]

    assert erin("POST", path, accounts).json() == {"data": accounts}
    assert erin.get("/v2/carts/mine")["data"]["relationships"]["accounts"] == {"data": accounts}
    assert erin.get("/v2/carts/mine")["data"]["meta"]["timestamps"] == before
    assert erin("DELETE", path, accounts).status_code == 204
    assert erin.get("/v2/carts")["data"] == []


def test_association_needs_a_right_to_the_account(guest: Api, erin: Api, finn: Api, staff: Api) -> None:
    guest.put_in("mine", goods.ROLLER)
    path, hers = "/v2/carts/mine/relationships/accounts", [{"type": "account", "id": erin.account}]

    assert guest("POST", path, hers).status_code == 403
    assert finn("POST", path, hers).status_code == 403
    assert staff("POST", path, hers).status_code == 200
    assert erin("POST", path, hers[0]).status_code == 400


def test_a_cart_with_a_guests_address_is_not_associated(guest: Api, erin: Api) -> None:
    guest("POST", "/v2/carts", {"name": "Mine", "id": "mine", "contact": {"email": "a@x.example"}})

    reply = erin("POST", "/v2/carts/mine/relationships/accounts", [{"type": "account", "id": erin.account}])
    assert reply.status_code == 422


def test_the_reference_is_the_whole_key_to_a_cart(erin: Api, finn: Api) -> None:
    erin("POST", "/v2/carts", {"name": "Mine", "id": "of-erin"})
    erin.put_in("of-erin", goods.ROLLER)

    assert finn.total("of-erin") == 4410
    assert finn.checkout("of-erin").status_code == 201
