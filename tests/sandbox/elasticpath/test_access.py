from collections.abc import Callable
from typing import Any

import pytest
import requests

from sandbox.app import Sandbox
from sandbox.elasticpath import demo
from tests import goods

from .conftest import ACCOUNT_TOKEN, BASE, Api, password, problem

IMPLICIT = {"grant_type": "implicit", "client_id": demo.SUMMIT_CLIENT_ID}
TRUSTED = {
    "grant_type": "client_credentials",
    "client_id": demo.SUMMIT_CLIENT_ID,
    "client_secret": demo.SUMMIT_CLIENT_SECRET,
}


@pytest.mark.parametrize("form", [IMPLICIT, TRUSTED])
def test_an_access_token_comes_flat_and_lasts_an_hour(http: requests.Session, sandbox: Sandbox, form: Any) -> None:
    reply = http.post(f"{BASE}/oauth/access_token", data=form).json()

    assert reply["token_type"] == "Bearer"
    assert reply["expires_in"] == 3600
    assert reply["expires"] == int(sandbox.clock.now().timestamp()) + 3600
    assert reply["identifier"] == form["grant_type"]
    assert "data" not in reply


@pytest.mark.parametrize(
    ("form", "status"),
    [
        ({}, 400),
        (IMPLICIT | {"grant_type": "password"}, 400),
        ({"grant_type": "implicit"}, 400),
        (IMPLICIT | {"grant_type": "client_credentials"}, 400),
        (IMPLICIT | {"client_id": "somebody"}, 401),
        (TRUSTED | {"client_secret": "wrong"}, 401),
    ],
)
def test_a_wrong_request_for_a_token_is_refused(http: requests.Session, form: Any, status: int) -> None:
    reply = http.post(f"{BASE}/oauth/access_token", data=form)

    assert reply.status_code == status
    assert problem(reply)["status"] == str(status)


def test_a_token_is_asked_for_with_a_form_and_a_post_only(http: requests.Session) -> None:
    assert http.post(f"{BASE}/oauth/access_token", json=IMPLICIT).status_code == 400
    assert http.get(f"{BASE}/oauth/access_token").status_code == 405


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer nonsense"}, {"Authorization": "Basic eA=="}])
def test_nothing_is_told_without_an_access_token(http: requests.Session, headers: Any) -> None:
    assert Api(http, headers)("GET", "/catalog/products").status_code == 401


def test_an_access_token_grows_old(guest: Api, sandbox: Sandbox) -> None:
    sandbox.clock.advance(3599)
    assert guest("GET", "/v2/currencies").status_code == 200

    sandbox.clock.advance(1)
    assert guest("GET", "/v2/currencies").status_code == 401


def test_the_account_token_does_not_replace_the_access_token(http: requests.Session, erin: Api) -> None:
    only_account = Api(http, {ACCOUNT_TOKEN: erin.headers[ACCOUNT_TOKEN]})

    assert only_account("GET", "/v2/accounts").status_code == 401


SHOPPER_ONLY = ["/v2/accounts", "/v2/orders", "/v2/carts"]
STAFF_ONLY = ["/pcm/products", "/v2/settings/cart", "/v2/gateways", "/v2/rule-promotions"]


@pytest.mark.parametrize("path", SHOPPER_ONLY)
def test_an_implicit_token_alone_sees_no_accounts_orders_or_lists_of_carts(
    guest: Api, erin: Api, staff: Api, path: Any
) -> None:
    assert guest("GET", path).status_code == 403
    assert erin("GET", path).status_code == 200
    assert staff("GET", path).status_code == 200


@pytest.mark.parametrize("path", STAFF_ONLY)
def test_the_admin_side_is_closed_to_implicit_tokens(guest: Api, erin: Api, path: Any) -> None:
    assert guest("GET", path).status_code == 403
    assert erin("GET", path).status_code == 403


def test_pcm_has_no_catalog(staff: Api) -> None:
    assert staff("GET", "/pcm/catalog/products").status_code == 404


def test_an_expired_or_forged_account_token_is_401_or_403(erin: Api, guest: Api, staff: Api, sandbox: Sandbox) -> None:
    forged = {ACCOUNT_TOKEN: "eyJhbGciOiJIUzI1NiJ9.forged.forged"}
    assert guest("GET", "/catalog/products", headers=forged).status_code == 401

    sandbox.set_option("elasticpath", "refused_account_tokens", status=403)
    assert guest("GET", "/catalog/products", headers=forged).status_code == 403


def test_an_account_token_lives_a_day(
    http: requests.Session, erin: Api, token_for: Callable[..., str], sandbox: Sandbox
) -> None:
    sandbox.clock.advance(86_399)
    erin.headers["Authorization"] = f"Bearer {token_for()}"
    assert erin("GET", "/v2/accounts").status_code == 200

    sandbox.clock.advance(1)
    assert erin("GET", "/v2/accounts").status_code == 401


def test_an_account_token_of_another_store_is_422(erin: Api, ridge: Api) -> None:
    reply = ridge("GET", "/v2/accounts", headers={ACCOUNT_TOKEN: erin.headers[ACCOUNT_TOKEN]})

    assert reply.status_code == 422
    assert problem(reply)["detail"] == "store id mismatch"


def test_account_and_customer_tokens_do_not_mix(erin: Api) -> None:
    assert erin("GET", "/v2/carts/mine", headers={"X-Moltin-Customer-Token": "old"}).status_code == 400


def test_stores_share_nothing(guest: Api, ridge: Api) -> None:
    guest.put_in("same-name", goods.ROLLER)

    assert ridge.get("/v2/carts/same-name/items")["data"] == []
    assert ridge("GET", f"/catalog/products/{goods.ROLLER}").status_code == 404
    assert password(ridge, demo.ONE_ACCOUNT).status_code == 400


def test_a_status_is_a_number_in_carts_and_orders_and_a_string_elsewhere(guest: Api, erin: Api) -> None:
    assert problem(guest("POST", "/v2/carts/none/checkout", {}))["status"] == 404
    assert problem(erin("GET", "/v2/orders/none"))["status"] == 404
    assert problem(erin("GET", "/v2/accounts/none"))["status"] == "404"
    assert problem(guest("GET", "/catalog/products/none"))["status"] == "404"
    assert problem(guest("GET", "/v2/inventories/none"))["status"] == "404"


@pytest.mark.parametrize("currency", ["EUR", "usd", ""])
def test_an_unknown_currency_is_an_error(guest: Api, currency: str) -> None:
    assert guest("GET", "/catalog/products", headers={"X-MOLTIN-CURRENCY": currency}).status_code == 400


def test_a_disabled_currency_is_an_error(guest: Api, sandbox: Sandbox) -> None:
    sandbox.set_option("elasticpath", "currency", code="JPY", enabled=False)

    assert guest("GET", "/v2/carts/mine", headers={"X-MOLTIN-CURRENCY": "JPY"}).status_code == 400


def test_too_many_calls_are_429_for_a_while(guest: Api, sandbox: Sandbox) -> None:
    sandbox.set_option("elasticpath", "rate_limit", times=2)

    assert [guest("GET", "/v2/currencies").status_code for _ in range(3)] == [429, 429, 200]


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'{"data": []}', b'{"data": null}', b"{}", b'{"data": {}, "x": 1}'])
def test_a_body_of_the_wrong_shape_is_400(guest: Api, body: bytes) -> None:
    reply = guest("POST", "/v2/carts", data=None, headers={"Content-Type": "application/json"})
    assert reply.status_code == 400

    reply = guest.http.post(f"{BASE}/v2/carts", data=body, headers=guest.headers | {"Content-Type": "application/json"})
    assert reply.status_code == 400
    assert reply.json()["errors"]


def test_a_body_must_say_that_it_is_json(guest: Api) -> None:
    reply = guest.http.post(f"{BASE}/v2/carts", data='{"data": {"name": "Mine"}}', headers=guest.headers)

    assert reply.status_code == 400


def test_the_ledger_knows_the_store_and_the_route_of_a_call(guest: Api, sandbox: Sandbox) -> None:
    guest("GET", f"/catalog/products/{goods.ROLLER}")

    call = sandbox.ledger.calls[-1]
    assert (call.tenant, call.template) == ("summit", "/catalog/products/{product}")
