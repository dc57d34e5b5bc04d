from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from sandbox.app import Sandbox
from sandbox.elasticpath import demo
from tests.sandbox.elasticpath.conftest import Api

from .conftest import ACCOUNT_TOKEN, TOKEN_TYPE, password, problem, sign_up

REFRESH = {"type": TOKEN_TYPE, "authentication_mechanism": TOKEN_TYPE}


def test_signing_in_gives_a_token_for_the_members_account(guest: Api, sandbox: Sandbox) -> None:
    reply = password(guest, demo.ONE_ACCOUNT)

    assert reply.status_code == 201
    (entry,) = reply.json()["data"]
    assert entry["type"] == TOKEN_TYPE
    assert entry["account_name"] == "Erin Example"
    assert entry["token"].count(".") == 2
    assert entry["expires"] == f"{sandbox.clock.now() + timedelta(days=1):%Y-%m-%dT%H:%M:%SZ}"
    assert reply.json()["meta"]["account_member_id"]
    assert reply.json()["meta"]["results"]["total"] == 1


def test_a_member_of_two_accounts_gets_two_tokens(guest: Api) -> None:
    entries = password(guest, demo.TWO_ACCOUNTS).json()["data"]

    assert [entry["account_name"] for entry in entries] == ["Finn Sample", "Sample Family"]
    assert len({entry["token"] for entry in entries}) == 2


def test_tokens_come_in_pages(guest: Api) -> None:
    def ask(query: Any) -> Any:
        data = {"type": TOKEN_TYPE, "authentication_mechanism": "password"} | {
            "password_profile_id": demo.SUMMIT_PASSWORD_PROFILE_ID,
            "username": demo.TWO_ACCOUNTS,
            "password": demo.PASSWORD,
        }
        return guest("POST", f"/v2/account-members/tokens?{query}", data)

    second = ask("page[limit]=1&page[offset]=1").json()
    assert [entry["account_name"] for entry in second["data"]] == ["Sample Family"]
    assert second["meta"]["results"]["total"] == 2
    assert ask("page[limit]=101").status_code == 400


def test_a_member_without_an_account_gets_no_token(guest: Api) -> None:
    reply = password(guest, demo.NO_ACCOUNT)

    assert reply.status_code == 201
    assert reply.json()["data"] == []
    assert reply.json()["meta"]["account_member_id"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"password": "nope-nope-nope"},
        {"username": "nobody@summit.example"},
        {"username": "Erin@summit.example"},  # capitals are a known defect: they never match
        {"password_profile_id": demo.RIDGE_PASSWORD_PROFILE_ID},
        {"password": "Émigré"},
    ],
)
def test_every_wrong_sign_in_is_refused_in_the_same_words(guest: Api, wrong: Any) -> None:
    reply = password(guest, demo.ONE_ACCOUNT, **wrong)

    assert reply.status_code == 400
    assert (problem(reply)["status"], problem(reply)["detail"]) == ("400", "authentication failed")


@pytest.mark.parametrize(
    ("wrong", "title"),
    [
        ({"type": "token"}, "enum"),
        ({"username": None}, "required"),
        ({"password": 7}, "invalid_type"),
        ({"password_profile_id": "profile"}, "format"),
        ({"remember": True}, "additional_property_not_allowed"),
        ({"authentication_mechanism": "magic"}, "enum"),
    ],
)
def test_a_sign_in_of_the_wrong_shape_says_what_is_wrong(guest: Api, wrong: Any, title: str) -> None:
    reply = password(guest, demo.ONE_ACCOUNT, **wrong)

    assert reply.status_code == 400
    assert problem(reply)["title"] == title
    assert problem(reply)["source"] == f"data.{next(iter(wrong))}"


def test_mechanisms_that_are_not_switched_on_fail(guest: Api) -> None:
    data = {"type": TOKEN_TYPE, "authentication_mechanism": "passwordless", "one_time_password_token": "1"}

    assert problem(guest("POST", "/v2/account-members/tokens", data))["detail"] == "authentication failed"


def test_signing_up_makes_a_member_with_an_account_who_can_sign_in_in_lower_case(guest: Api) -> None:
    reply = sign_up(guest, "Nora@summit.example", given_name="Nora", family_name="New")

    assert reply.status_code == 201
    assert [entry["account_name"] for entry in reply.json()["data"]] == ["Nora New"]
    assert password(guest, "nora@summit.example").status_code == 201
    assert password(guest, "Nora@summit.example").status_code == 400


def test_a_store_may_leave_new_members_without_an_account(guest: Api, sandbox: Sandbox) -> None:
    sandbox.set_option("elasticpath", "accounts", auto_create=False)

    assert sign_up(guest, "nora@summit.example").json()["data"] == []


def test_a_taken_name_and_a_closed_sign_up_are_refused(guest: Api, sandbox: Sandbox) -> None:
    assert sign_up(guest, demo.ONE_ACCOUNT).status_code == 422
    assert sign_up(guest, demo.ONE_ACCOUNT.upper()).status_code == 422

    sandbox.set_option("elasticpath", "accounts", self_signup=False)
    assert sign_up(guest, "nora@summit.example").status_code == 422


@pytest.mark.parametrize("wrong", [{"password": "seven77"}, {"username": "nora"}, {"email": "no..ra@x.example"}])
def test_sign_up_wants_an_address_and_eight_characters(guest: Api, wrong: Any) -> None:
    assert sign_up(guest, "nora@summit.example", **wrong).status_code == 400


def test_a_token_fetches_new_ones_for_all_accounts_with_a_full_new_life(finn: Api, sandbox: Sandbox) -> None:
    sandbox.clock.advance(1800)
    reply = finn("POST", "/v2/account-members/tokens", REFRESH)

    assert reply.status_code == 201
    assert len(reply.json()["data"]) == 2
    assert reply.json()["data"][0]["token"] != finn.headers[ACCOUNT_TOKEN]
    assert reply.json()["data"][0]["expires"] == f"{sandbox.clock.now() + timedelta(days=1):%Y-%m-%dT%H:%M:%SZ}"


def test_refreshing_needs_a_token(guest: Api) -> None:
    assert guest("POST", "/v2/account-members/tokens", REFRESH).status_code == 400


def test_a_store_says_how_long_account_tokens_live(signed_in: Callable[..., Api], sandbox: Sandbox) -> None:
    sandbox.set_option("elasticpath", "accounts", token_seconds=60)
    erin = signed_in(demo.ONE_ACCOUNT)
    sandbox.clock.advance(60)

    assert erin("GET", "/v2/accounts").status_code == 401
