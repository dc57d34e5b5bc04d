import pytest

from sandbox.elasticpath import demo
from tests.sandbox.elasticpath.conftest import Api

from .conftest import problem

HOME = {
    "type": "address",
    "name": "Home",
    "first_name": "Erin",
    "last_name": "Example",
    "line_1": "9 Ridge Road",
    "city": "Canmore",
    "county": "Bow Valley",
    "postcode": "T1W 1A1",
    "country": "CA",
}


def test_a_shopper_sees_the_tokens_account_only(finn: Api, erin: Api) -> None:
    assert [account["name"] for account in finn.get("/v2/accounts")["data"]] == ["Finn Sample"]
    assert finn.get(f"/v2/accounts/{finn.account}")["data"]["type"] == "account"
    assert finn("GET", f"/v2/accounts/{erin.account}").status_code == 404


def test_staff_sees_all_accounts(staff: Api) -> None:
    assert len(staff.get("/v2/accounts")["data"]) == 3


def test_a_member_and_the_membership_of_the_tokens_account(finn: Api, erin: Api, staff: Api) -> None:
    member = finn.get(f"/v2/account-members/{finn.member}")["data"]
    assert (member["email"], member["given_name"]) == (demo.TWO_ACCOUNTS, "Finn")

    memberships = f"/v2/account-members/{finn.member}/account-memberships"
    assert [one["relationships"]["account"]["data"]["id"] for one in finn.get(memberships)["data"]] == [finn.account]
    assert len(staff.get(memberships)["data"]) == 2
    assert erin("GET", memberships).status_code == 404


def test_an_address_is_kept_changed_and_forgotten(erin: Api) -> None:
    book = f"/v2/accounts/{erin.account}/addresses"
    made = erin("POST", book, HOME)
    assert made.status_code == 201
    at = f"{book}/{made.json()['data']['id']}"

    assert erin("PUT", at, HOME | {"line_1": "10 Ridge Road"}).json()["data"]["line_1"] == "10 Ridge Road"
    assert [one["line_1"] for one in erin.get(book)["data"]] == ["10 Ridge Road"]
    assert erin("DELETE", at).status_code == 204
    assert erin("GET", at).status_code == 404


@pytest.mark.parametrize("name", ["first_name", "last_name", "line_1", "county", "postcode", "country"])
@pytest.mark.parametrize("value", [None, ""])
def test_the_starred_fields_of_an_address_are_mandatory(erin: Api, name: str, value: str | None) -> None:
    assert erin("POST", f"/v2/accounts/{erin.account}/addresses", HOME | {name: value}).status_code == 422


def test_an_address_of_the_wrong_shape_is_400(erin: Api) -> None:
    book = f"/v2/accounts/{erin.account}/addresses"

    assert problem(erin("POST", book, HOME | {"zip": "1"}))["source"] == "data.zip"
    assert erin("POST", book, HOME | {"type": "home"}).status_code == 400
    assert erin("POST", book, HOME | {"country": "Canada"}).status_code == 422


def test_an_account_keeps_25_addresses(erin: Api) -> None:
    book = f"/v2/accounts/{erin.account}/addresses"

    statuses = [erin("POST", book, HOME).status_code for _ in range(26)]
    assert statuses == [201] * 25 + [422]


def test_addresses_of_another_account_are_not_there(erin: Api, finn: Api, guest: Api) -> None:
    assert erin("GET", f"/v2/accounts/{finn.account}/addresses").status_code == 404
    assert guest("GET", f"/v2/accounts/{erin.account}/addresses").status_code == 403
