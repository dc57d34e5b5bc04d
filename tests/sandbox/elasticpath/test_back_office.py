"""Settings of a store that only its secret may read."""

from typing import Any

import pytest

from sandbox.elasticpath import demo

from .conftest import Api, problem

AUTHENTICATION = "/v2/settings/account-authentication"


def profile_address(staff: Api, profile: str) -> str:
    relationships = staff("GET", AUTHENTICATION).json()["data"]["relationships"]
    realm = relationships["authentication_realm"]["data"]["id"]
    return f"/v2/authentication-realms/{realm}/password-profiles/{profile}"


def test_the_password_profile_stands_below_the_realm_of_the_stores_authentication(staff: Api) -> None:
    reply = staff("GET", profile_address(staff, demo.SUMMIT_PASSWORD_PROFILE_ID))

    assert reply.json()["data"]["id"] == demo.SUMMIT_PASSWORD_PROFILE_ID


def test_the_profile_of_another_store_is_not_there(staff: Api) -> None:
    reply = staff("GET", profile_address(staff, demo.RIDGE_PASSWORD_PROFILE_ID))

    assert (reply.status_code, problem(reply)["status"]) == (404, "404")


@pytest.mark.parametrize(("gateway", "enabled"), [("manual", True), ("stripe_payment_intents", False)])
def test_a_gateway_says_whether_it_is_switched_on(staff: Api, gateway: str, enabled: bool) -> None:
    assert staff("GET", f"/v2/gateways/{gateway}").json()["data"]["enabled"] is enabled


def test_a_gateway_that_nobody_makes_is_not_there(staff: Api) -> None:
    assert staff("GET", "/v2/gateways/cowries").status_code == 404


@pytest.mark.parametrize("path", [AUTHENTICATION, "/v2/gateways/manual"])
def test_a_public_token_reads_no_settings(guest: Api, path: Any) -> None:
    assert guest("GET", path).status_code == 403
