"""Decoda's API: keys, shapes, refusals, rate limits, and two clinics that share nothing."""

from __future__ import annotations

from typing import Any

import pytest
import requests

from sandbox.app import Sandbox

BASE = "https://sandbox.test/decoda"
LUMINA = {"API-KEY": "decoda-demo-key-lumina", "TENANT": "lumina"}
SOLSTICE = {"API-KEY": "decoda-demo-key-solstice", "TENANT": "solstice"}
SERUM, CLEANSER, SUNSCREEN = "item-vitamin-c-serum", "item-green-tea-cleanser", "item-mineral-sunscreen"


class Api:
    """The server of a storefront: key and tenant go along every time."""

    def __init__(self, http: requests.Session, headers: dict[str, str] = LUMINA) -> None:
        self.http, self.headers = http, headers

    def ask(self, method: str, path: str, **how: Any) -> requests.Response:
        return self.http.request(method, BASE + path, headers=self.headers, timeout=(3, 10), **how)

    def get(self, path: str, **query: Any) -> Any:
        return self._good(self.ask("GET", path, params=query))

    def post(self, path: str, json: Any = None, **query: Any) -> Any:
        return self._good(self.ask("POST", path, json=json, params=query))

    def put(self, path: str, json: Any) -> Any:
        return self._good(self.ask("PUT", path, json=json))

    def delete(self, path: str, **query: Any) -> Any:
        return self._good(self.ask("DELETE", path, params=query))

    def cart(self, patient: str = "pat-dana", **fields: Any) -> Any:
        """A cart with one cleanser unless ``items`` says otherwise."""
        return self.post("/billing/cart", {"patientId": patient, "items": [{"itemId": CLEANSER}]} | fields)

    def convert(self, cart: str, **fields: Any) -> Any:
        return self.post(f"/billing/cart/{cart}/convert-to-charge", {"cartId": cart} | fields)

    def charge(self, patient: str = "pat-dana", **fields: Any) -> Any:
        """A charge of 31.38: one cleanser with its tax, unless ``fields`` make another cart."""
        return self.convert(self.cart(patient, **fields)["id"])

    def announce(self, charge: Any, **fields: Any) -> str:
        body = {"charges": [charge], "paymentMedium": "SAVED_PAYMENT_METHOD"} | fields
        return str(self.post("/billing/payment-terminal/payin-config", body)["payinConfigId"])

    def pay(self, charge: Any, method: str, **fields: Any) -> requests.Response:
        config = self.announce(charge, **fields)
        path = f"/billing/payment-terminal/charge-card/{method}"
        return self.ask("POST", path, json={"payinConfigId": config})

    def reread(self, charge: Any) -> Any:
        return self.get(f"/billing/charge/get/{charge['id']}")

    @staticmethod
    def _good(reply: requests.Response) -> Any:
        assert reply.status_code == 200, reply.text
        return reply.json()


@pytest.fixture
def api(http: requests.Session) -> Api:
    return Api(http)


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"API-KEY": "decoda-demo-key-lumina"},
        {"TENANT": "lumina"},
        {"API-KEY": "wrong", "TENANT": "lumina"},
        {"API-KEY": "decoda-demo-key-solstice", "TENANT": "lumina"},
        {"API-KEY": "decoda-demo-key-lumina", "TENANT": "nowhere"},
    ],
)
def test_a_key_must_be_there_and_go_with_its_tenant(http: requests.Session, headers: dict[str, str]) -> None:
    reply = Api(http, headers).ask("GET", "/tenant/public")

    assert reply.status_code == 401
    assert isinstance(reply.json()["detail"], str)


def test_the_tenant_tells_who_it_is(api: Api) -> None:
    told = api.get("/tenant/public")

    assert (told["subDomain"], told["name"]) == ("lumina", "Meadow Skin & Wellness")
    assert told["passFeeToPatient"] is False
    assert "phone_number" in told["requiredPatientFields"]


def test_the_second_clinic_has_data_of_its_own(http: requests.Session, api: Api) -> None:
    other = Api(http, SOLSTICE)

    assert other.get("/user/patient/pat-dana")["lastName"] == "Brook"
    assert api.get("/user/patient/pat-dana")["lastName"] == "Whitfield"
    assert other.ask("GET", f"/billing/cart/{api.cart()['id']}").status_code == 404
    assert {item["id"] for item in other.get("/inventory/items/list")["data"]}.isdisjoint({SERUM, CLEANSER})


def test_an_unknown_path_and_a_wrong_method_answer_with_a_sentence(api: Api) -> None:
    assert (api.ask("GET", "/nowhere").status_code, api.ask("GET", "/nowhere").json()) == (404, {"detail": "Not Found"})
    assert api.ask("PATCH", "/billing/cart").json() == {"detail": "Method Not Allowed"}


def test_every_problem_of_a_body_is_named_with_its_place(api: Api) -> None:
    body = {"discountAmount": 10.5, "discountPercentage": 101, "items": [{"itemId": SERUM, "quantity": 0, "price": 1}]}
    reply = api.ask("POST", "/billing/cart", json=body)

    assert reply.status_code == 422
    told = {(*problem["loc"], problem["type"]) for problem in reply.json()["detail"]}
    assert told == {
        ("body", "patientId", "missing"),
        ("body", "discountAmount", "int_type"),
        ("body", "discountPercentage", "less_than_equal"),
        ("body", "items", 0, "quantity", "greater_than"),
        ("body", "items", 0, "price", "extra_forbidden"),
    }


@pytest.mark.parametrize("cents", [12.0, "12", -1, True])
def test_money_is_whole_cents_and_never_negative(api: Api, cents: object) -> None:
    body = {"patientId": "pat-dana", "discountAmount": cents}

    assert api.ask("POST", "/billing/cart", json=body).status_code == 422


@pytest.mark.parametrize("quantity", [0, -1, 1.5, "1", True])
def test_quantities_are_whole_numbers_above_zero(api: Api, quantity: object) -> None:
    body = {"patientId": "pat-dana", "items": [{"itemId": SERUM, "quantity": quantity}]}

    assert api.ask("POST", "/billing/cart", json=body).status_code == 422


@pytest.mark.parametrize("expires", ["tomorrow", "2026-11-22T10:00:00", 5])
def test_moments_carry_an_offset(api: Api, expires: object) -> None:
    body = {"patientId": "pat-dana", "expiresDate": expires}

    assert api.ask("POST", "/billing/cart", json=body).status_code == 422


def test_a_body_must_be_json_and_say_so(api: Api) -> None:
    form = api.ask("POST", "/billing/cart", data={"patientId": "pat-dana"})
    broken = api.http.post(f"{BASE}/billing/cart", data="{", headers=LUMINA | {"Content-Type": "application/json"})

    assert (form.status_code, broken.status_code) == (422, 422)
    assert broken.json()["detail"][0]["type"] == "json_invalid"


def test_a_body_where_none_is_expected_is_refused(api: Api) -> None:
    assert api.ask("DELETE", f"/billing/cart/{api.cart()['id']}", json={"cartId": "x"}).status_code == 422


def test_a_misspelt_filter_is_refused_unless_the_sandbox_is_relaxed(api: Api, sandbox: Sandbox) -> None:
    api.cart("pat-ana"), api.cart("pat-dana")

    refused = api.ask("GET", "/billing/cart/list", params={"patientId": "pat-ana"})
    sandbox.set_option("decoda", "strict", on=False)

    assert refused.json()["detail"][0]["loc"] == ["query", "patientId"]
    assert len(api.get("/billing/cart/list", patientId="pat-ana")) > len(
        api.get("/billing/cart/list", patient_id="pat-ana")
    )


def test_every_answer_counts_down_and_too_many_calls_are_refused_for_a_minute(api: Api, sandbox: Sandbox) -> None:
    sandbox.set_option("decoda", "rate_limit", per_minute=2)
    replies = [api.ask("GET", "/tenant/public") for _ in range(3)]
    sandbox.clock.advance(60)

    assert [reply.status_code for reply in replies] == [200, 200, 429]
    assert [reply.headers["X-RateLimit-Remaining"] for reply in replies] == ["1", "0", "0"]
    assert {"X-RateLimit-Limit", "X-RateLimit-Reset"} <= set(replies[0].headers)
    assert api.ask("GET", "/tenant/public").status_code == 200


def test_the_ledger_knows_the_tenant_of_a_call(api: Api, sandbox: Sandbox) -> None:
    api.get("/tenant/public")

    assert (sandbox.ledger.calls[-1].tenant, sandbox.ledger.calls[-1].template) == ("lumina", "/tenant/public")


def test_a_reset_brings_the_first_day_back(api: Api, sandbox: Sandbox) -> None:
    cart = api.cart()
    sandbox.reset()

    assert api.ask("GET", f"/billing/cart/{cart['id']}").status_code == 404
