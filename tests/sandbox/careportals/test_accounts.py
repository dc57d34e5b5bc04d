"""Sign-up, sign-in, forgotten password, profile."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest

from tests.sandbox.conftest import Caller

NEW = {
    "email": "new.patient@harbour.example",
    "firstName": "Noor",
    "lastName": "Haddad",
    "gender": "female",
    "phone": "+11234567890",
    "dob": "1990-01-15",
    "password": "Str0ng!Pass",
    "provinceCode": "AB",
    "acceptMarketing": True,
}


def test_a_new_patient_gets_an_account_and_no_token(guest: Caller) -> None:
    reply = guest.patient("POST", "/users", json=NEW)

    told = reply.json()
    assert reply.status_code == 201
    assert len(told["_id"]) == 24
    assert told["uname"] == "new.patient@harbour.example#aurora_demo"
    assert (told["organization"], told["currency"], told["usedCoupons"]) == ("aurora_demo", "CAD", [])
    assert "token" not in told
    assert "password" not in told


def test_the_new_patient_can_sign_in(guest: Caller) -> None:
    guest.patient("POST", "/users", json=NEW)

    reply = guest.patient("POST", "/auth/login", json={"username": NEW["email"], "password": NEW["password"]})

    assert reply.status_code == 201


@pytest.mark.parametrize("field", ["password", "provinceCode", "acceptMarketing"])
def test_optional_fields_may_be_left_out(guest: Caller, field: str) -> None:
    body = {name: value for name, value in NEW.items() if name != field}

    assert guest.patient("POST", "/users", json=body).status_code == 201


def test_without_a_password_there_is_no_way_in(guest: Caller) -> None:
    guest.patient("POST", "/users", json={name: value for name, value in NEW.items() if name != "password"})

    assert guest.patient("POST", "/auth/login", json={"username": NEW["email"], "password": ""}).status_code == 401


@pytest.mark.parametrize("field", ["email", "firstName", "lastName", "gender", "phone", "dob"])
def test_required_fields_are_required(guest: Caller, field: str) -> None:
    body = {name: value for name, value in NEW.items() if name != field}

    assert guest.patient("POST", "/users", json=body).status_code == 406


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("email", "nobody"),
        ("email", 5),
        ("firstName", " "),
        ("gender", "Female"),
        ("gender", ""),
        ("phone", "+1 (123) 456-7890"),
        ("phone", "123 456 7890"),
        ("dob", "15/01/1990"),
        ("dob", "1990-02-30"),
        ("dob", "2027-01-01"),
        ("dob", "1990-1-5"),
        ("password", "short1!"),
        ("password", "nouppercase1!"),
        ("password", "NOLOWERCASE1!"),
        ("password", "NoDigits!!"),
        ("password", "NoSymbol11"),
        ("provinceCode", "ab"),
        ("provinceCode", "Alberta"),
        ("acceptMarketing", "true"),
    ],
)
def test_anything_invalid_is_a_406_that_names_no_field(guest: Caller, field: str, value: Any) -> None:
    reply = guest.patient("POST", "/users", json=NEW | {field: value})

    assert reply.status_code == 406
    assert reply.json()["message"] == "Failed to create account"


def test_digits_only_and_e164_are_both_phones(guest: Caller) -> None:
    for number, phone in enumerate(("1234567890", "+11234567890")):
        body = NEW | {"phone": phone, "email": f"n{number}@harbour.example"}
        assert guest.patient("POST", "/users", json=body).status_code == 201


def test_a_field_that_is_not_listed_is_a_400(guest: Caller) -> None:
    reply = guest.patient("POST", "/users", json=NEW | {"address": "12 Quay Street"})

    assert reply.status_code == 400
    assert reply.json()["message"] == ["property address should not exist"]


@pytest.mark.parametrize("email", ["ana@harbour.example", "Ana@Harbour.example"])
def test_a_taken_address_is_a_409(guest: Caller, email: str) -> None:
    reply = guest.patient("POST", "/users", json=NEW | {"email": email})

    assert (reply.status_code, reply.json()["message"]) == (409, "Account Exists Already")


def test_the_same_address_may_exist_in_two_organizations(guest: Caller) -> None:
    guest.headers = {"organization": "borealis_demo"}

    assert guest.patient("POST", "/users", json=NEW | {"email": "bo@harbour.example"}).status_code == 201


def test_sign_in_answers_user_and_token_with_times_as_strings(guest: Caller) -> None:
    body = {"username": "ana@harbour.example", "password": "Harbour-2026!"}

    told = guest.patient("POST", "/auth/login", json=body).json()

    assert told["firstName"] == "Ana"
    assert isinstance(told["iat"], str)
    assert isinstance(told["exp"], str)
    assert int(told["exp"]) - int(told["iat"]) == 24 * 3600


def test_the_tokens_own_claims_carry_personal_data(guest: Caller) -> None:
    body = {"username": "ana@harbour.example", "password": "Harbour-2026!"}

    claims = guest.patient("POST", "/auth/login", json=body).json()["token"].split(".")[1]

    assert json.loads(base64.urlsafe_b64decode(claims + "=="))["email"] == "ana@harbour.example"


@pytest.mark.parametrize(
    "body",
    [
        {"username": "ana@harbour.example", "password": "wrong"},
        {"username": "nobody@harbour.example", "password": "Harbour-2026!"},
        {"username": "ana@harbour.example", "password": "Borealis-2026!"},
    ],
)
def test_wrong_credentials_are_one_401(guest: Caller, body: Any) -> None:
    reply = guest.patient("POST", "/auth/login", json=body)

    assert (reply.status_code, reply.json()["message"]) == (401, "Unauthorized")


@pytest.mark.parametrize("body", [{"username": "a@b.example"}, {"email": "a@b.example", "password": "x"}])
def test_sign_in_wants_username_and_password_and_nothing_else(guest: Caller, body: Any) -> None:
    assert guest.patient("POST", "/auth/login", json=body).status_code == 400


@pytest.mark.parametrize("email", ["ana@harbour.example", "nobody@harbour.example"])
def test_a_forgotten_password_answers_true_for_everyone(guest: Caller, email: str) -> None:
    reply = guest.patient("POST", "/auth/forgot", json={"email": email})

    assert (reply.status_code, reply.json()) == (201, True)


def test_the_profile_has_the_default_address(ana: Caller) -> None:
    told = ana.patient("GET", "/users/account").json()

    assert told["profile"] == {
        "dob": "1986-04-17",
        "firstName": "Ana",
        "lastName": "Lindqvist",
        "email": "ana@harbour.example",
        "phone": "+19025550142",
        "gender": "other",
    }
    assert told["address"]["default"]["postalCode"] == "B3H 4R2"
    assert told["address"]["other"] == []


def test_an_address_that_is_not_there_is_made_of_empty_strings(cy: Caller) -> None:
    assert set(cy.patient("GET", "/users/account").json()["address"]["default"].values()) == {""}
