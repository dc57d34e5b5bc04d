"""Elastic Path's stores in miniature, called as any client would: headers, literal JSON, nothing of ours in between."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
import requests

from sandbox.elasticpath import demo
from tests import goods

BASE = "https://sandbox.test/elasticpath"
ACCOUNT_TOKEN = "EP-Account-Management-Authentication-Token"
TOKEN_TYPE = "account_management_authentication_token"
STRIPE = "elastic_path_payments_stripe"
BILLING = {
    "first_name": "Erin",
    "last_name": "Example",
    "company_name": "",
    "line_1": "9 Ridge Road",
    "line_2": "",
    "city": "Canmore",
    "county": "Bow Valley",
    "region": "AB",
    "postcode": "T1W 1A1",
    "country": "CA",
}
SHIPPING = BILLING | {"phone_number": "", "instructions": ""}
ERIN = {"name": "Erin Example", "email": "erin@summit.example"}
ADDRESSES = {"billing_address": BILLING, "shipping_address": SHIPPING}


@dataclass
class Api:
    """A caller with an access token; ``headers`` go along every time."""

    http: requests.Session
    headers: dict[str, str] = field(default_factory=dict)
    account: str = ""
    member: str = ""

    def __call__(self, method: str, path: str, data: Any = None, **how: Any) -> requests.Response:
        """``data`` is what goes into the envelope of that name."""
        headers = self.headers | how.pop("headers", {})
        if data is not None:
            how["json"] = {"data": data}
        return self.http.request(method, BASE + path, headers=headers, allow_redirects=False, **how)

    def get(self, path: str, **how: Any) -> Any:
        reply = self("GET", path, **how)
        assert reply.status_code == 200, reply.text
        return reply.json()

    def put_in(self, cart: str, product: str, quantity: int = 1, **how: Any) -> requests.Response:
        return self(
            "POST", f"/v2/carts/{cart}/items", {"type": "cart_item", "id": product, "quantity": quantity}, **how
        )

    def code(self, cart: str, code: str) -> requests.Response:
        return self("POST", f"/v2/carts/{cart}/items", {"type": "promotion_item", "code": code})

    def total(self, cart: str) -> int:
        return self.get(f"/v2/carts/{cart}")["data"]["meta"]["display_price"]["with_tax"]["amount"]

    def checkout(self, cart: str, **more: Any) -> requests.Response:
        return self("POST", f"/v2/carts/{cart}/checkout", {"contact": ERIN} | ADDRESSES | more)

    def order(self, cart: str, product: str = goods.ROLLER, quantity: int = 1) -> str:
        """The id of a new order for a product."""
        assert self.put_in(cart, product, quantity).status_code == 201
        reply = self.checkout(cart)
        assert reply.status_code == 201, reply.text
        return str(reply.json()["data"]["id"])

    def pay(self, order: str, **payment: Any) -> requests.Response:
        return self("POST", f"/v2/orders/{order}/payments", {"gateway": "manual", "method": "purchase"} | payment)

    def pay_by_card(self, order: str, card: str = "pm_card_visa", **more: Any) -> requests.Response:
        return self.pay(order, **({"gateway": STRIPE, "payment": card} | more))

    def stock(self, product: str) -> tuple[int, int, int]:
        level = self.get(f"/v2/inventories/{product}")["data"]
        return level["available"], level["allocated"], level["total"]


@pytest.fixture
def token_for(http: requests.Session) -> Callable[..., str]:
    def fetch(grant: str = "implicit", **form: str) -> str:
        form = {"grant_type": grant, "client_id": demo.SUMMIT_CLIENT_ID} | form
        reply = http.post(f"{BASE}/oauth/access_token", data=form)
        assert reply.status_code == 200, reply.text
        return str(reply.json()["access_token"])

    return fetch


@pytest.fixture
def guest(http: requests.Session, token_for: Callable[..., str]) -> Api:
    """An implicit token, and nobody signed in."""
    return Api(http, {"Authorization": f"Bearer {token_for()}"})


@pytest.fixture
def staff(http: requests.Session, token_for: Callable[..., str]) -> Api:
    token = token_for("client_credentials", client_secret=demo.SUMMIT_CLIENT_SECRET)
    return Api(http, {"Authorization": f"Bearer {token}"})


@pytest.fixture
def ridge(http: requests.Session, token_for: Callable[..., str]) -> Api:
    """A caller of the other store."""
    token = token_for(client_id=demo.RIDGE_CLIENT_ID)
    return Api(http, {"Authorization": f"Bearer {token}"})


@pytest.fixture
def signed_in(guest: Api) -> Callable[..., Api]:
    def sign_in(username: str, which: int = 0) -> Api:
        reply = password(guest, username)
        assert reply.status_code == 201, reply.text
        entry = reply.json()["data"][which]
        headers = guest.headers | {ACCOUNT_TOKEN: entry["token"]}
        return Api(guest.http, headers, entry["account_id"], reply.json()["meta"]["account_member_id"])

    return sign_in


@pytest.fixture
def erin(signed_in: Callable[..., Api]) -> Api:
    return signed_in(demo.ONE_ACCOUNT)


@pytest.fixture
def finn(signed_in: Callable[..., Api]) -> Api:
    return signed_in(demo.TWO_ACCOUNTS)


def password(api: Api, who: str, /, **more: Any) -> requests.Response:
    profile = {"password_profile_id": demo.SUMMIT_PASSWORD_PROFILE_ID, "username": who, "password": demo.PASSWORD}
    data = {"type": TOKEN_TYPE, "authentication_mechanism": "password"} | profile | more
    return api("POST", "/v2/account-members/tokens", data)


def sign_up(api: Api, who: str, /, **more: Any) -> requests.Response:
    person = {"name": "Nora New", "email": who.lower()}
    return password(api, who, **({"authentication_mechanism": "self_signup"} | person | more))


def problem(reply: requests.Response) -> dict[str, Any]:
    """The first error of a refusal."""
    first = reply.json()["errors"][0]
    assert int(first["status"]) == reply.status_code
    return dict(first)
