"""Hosts, prefixes, the organization, and what every call has in common."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from sandbox.app import Sandbox
from tests.sandbox.conftest import BASE, PATIENT, Caller


@pytest.mark.parametrize("prefix", ["", "/public"])
def test_the_public_api_answers_with_and_without_its_prefix(guest: Caller, prefix: str) -> None:
    reply = guest.http.get(f"{BASE}/careportals/public-api{prefix}/v2/products", headers=guest.headers)

    assert reply.status_code == 200


@pytest.mark.parametrize("prefix", ["", "/patient"])
def test_the_patient_api_answers_with_and_without_its_prefix(ana: Caller, prefix: str) -> None:
    reply = ana.http.get(f"{BASE}/careportals/patient-api{prefix}/users/account", headers=ana.headers)

    assert reply.status_code == 200


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 400),
        ({"organization": "nobody"}, 400),
        ({"Origin": "https://harbour.example"}, 400),
        ({"Origin": "https://nobody.portals.care"}, 400),
        ({"organization": "borealis_demo", "Origin": "https://aurora.portals.care"}, 403),
        ({"organization": "aurora_demo"}, 200),
        ({"organization": "aurora_demo", "Origin": "https://harbour.example"}, 200),
        ({"organization": "aurora_demo", "Origin": "https://aurora.portals.care"}, 200),
        ({"Origin": "https://aurora.portals.care"}, 200),
    ],
)
def test_the_organization_comes_from_the_header_or_from_the_subdomain(guest: Caller, headers: Any, status: int) -> None:
    guest.headers = headers

    reply = guest.public("GET", "/v2/products")

    assert reply.status_code == status
    if status != 200:
        assert reply.json()["statusCode"] == status
        assert isinstance(reply.json()["message"], str)


def test_a_subdomain_names_the_tenant_of_a_sign_in(guest: Caller) -> None:
    guest.headers = {"Origin": "https://borealis.portals.care"}

    reply = guest.patient(
        "POST", "/auth/login", json={"username": "dee@borealis.example", "password": "Borealis-2026!"}
    )

    assert reply.json()["organization"] == "borealis_demo"


def test_organizations_share_nothing(ana: Caller, signed_in: Callable[..., Caller]) -> None:
    berg = signed_in("ana@harbour.example", "borealis_demo", "Borealis-2026!")
    cart = ana.cart(Magnesium=1)["_id"]

    assert berg.product("Herb Tea") not in {one["_id"] for one in ana.public("GET", "/v2/products").json()}
    assert berg.public("GET", f"/v2/carts/{cart}").status_code == 400
    assert berg.patient("GET", f"/v2/checkout/{cart}/start").status_code == 400
    assert set(berg.cards()).isdisjoint(ana.cards())
    assert berg.patient("GET", "/users/account").json()["profile"]["lastName"] == "Berg"


def test_a_token_is_good_for_its_own_organization_only(ana: Caller) -> None:
    ana.headers["organization"] = "borealis_demo"

    assert ana.patient("GET", "/users/account").status_code == 401


@pytest.mark.parametrize("authorization", [None, "", "Bearer", "Bearer nonsense", "Basic YTpi"])
def test_protected_calls_want_a_good_bearer_token(guest: Caller, authorization: str | None) -> None:
    headers = {} if authorization is None else {"Authorization": authorization}

    reply = guest.patient("GET", "/users/account", headers=headers)

    assert (reply.status_code, reply.json()["error"]) == (401, "Unauthorized")


def test_a_token_ends_after_24_hours(ana: Caller, sandbox: Sandbox) -> None:
    sandbox.clock.advance(24 * 3600 - 1)
    assert ana.patient("GET", "/users/account").status_code == 200

    sandbox.clock.advance(1)
    assert ana.patient("GET", "/users/account").status_code == 401


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", "/users/account"), ("GET", "/users/payment-methods"), ("GET", "/subscriptions")],
)
def test_a_get_has_no_body(ana: Caller, method: str, path: str) -> None:
    reply = ana.patient(method, path, json={}, headers={"Origin": "https://harbour.example"})

    assert reply.status_code == 400


@pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded", None])
def test_a_body_is_json_and_says_so(guest: Caller, content_type: str | None) -> None:
    body = '{"username": "ana@harbour.example", "password": "Harbour-2026!"}'

    reply = guest.patient("POST", "/auth/login", data=body, headers={"Content-Type": content_type})

    assert reply.status_code == 400


@pytest.mark.parametrize("body", ["{", "", "[]", '"text"', "NaN", "[" * 5000])
def test_a_body_that_is_not_the_object_asked_for_is_a_400(guest: Caller, body: Any) -> None:
    reply = guest.patient("POST", "/auth/login", data=body, headers={"Content-Type": "application/json"})

    assert (reply.status_code, reply.json()["statusCode"]) == (400, 400)


def test_query_strings_are_a_slip(guest: Caller) -> None:
    assert guest.public("GET", "/v2/products?page=2").status_code == 400


def test_unknown_paths_are_404_and_wrong_methods_405_in_json(guest: Caller) -> None:
    unknown, wrong = guest.patient("GET", "/orders"), guest.patient("PATCH", "/users")

    assert (unknown.status_code, unknown.json()["error"]) == (404, "Not Found")
    assert (wrong.status_code, wrong.headers["Allow"]) == (405, "POST")


def test_browsers_may_call_with_credentials(guest: Caller) -> None:
    origin = {"Origin": "https://harbour.example"}

    asked = guest.http.options(PATIENT + "/users", headers=origin)
    reply = guest.public("GET", "/v2/products", headers=origin)

    assert asked.status_code == 204
    assert reply.headers["Access-Control-Allow-Origin"] == "https://harbour.example"
    assert reply.headers["Access-Control-Allow-Credentials"] == "true"


def test_an_organization_that_is_switched_off_is_refused(guest: Caller, sandbox: Sandbox) -> None:
    sandbox.set_option("careportals", "revoke")

    assert guest.public("GET", "/v2/products").status_code == 403
