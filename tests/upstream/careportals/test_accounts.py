"""Accounts: what is sent, and which refusals say nothing about anybody."""

from __future__ import annotations

from typing import Any

import pytest

from storefront.upstream.errors import SignInRefused, SignUpRefused
from storefront.upstream.types import NewPatient
from tests.upstream.careportals.examples import ACCOUNT, LOGIN, NEW, PATIENT_API, REFUSAL, SITE, USER, Calls
from tests.upstream.fakes import body_of

CALLS: Calls = {
    "sign up": (
        lambda shop, ana: shop.accounts.sign_up(NEW),
        f"POST {PATIENT_API}/users",
        {
            "email": "ana@harbour.example",
            "firstName": "Ana",
            "lastName": "Lindqvist",
            "gender": "female",
            "phone": "+19025550142",
            "dob": "1986-04-17",
            "password": "Secret-123!",
            "acceptMarketing": False,
        },
        (201, USER),
        None,
    ),
    "sign in": (
        lambda shop, ana: shop.accounts.sign_in("ana@harbour.example", "pw"),
        f"POST {PATIENT_API}/auth/login",
        {"username": "ana@harbour.example", "password": "pw"},
        (201, LOGIN),
        None,
    ),
    "forgotten password": (
        lambda shop, ana: shop.accounts.forgot_password("ana@harbour.example"),
        f"POST {PATIENT_API}/auth/forgot",
        {"email": "ana@harbour.example"},
        (201, True),
        None,
    ),
    "profile": (lambda shop, ana: shop.accounts.profile(ana), f"GET {PATIENT_API}/users/account", None, ACCOUNT, SITE),
}


@pytest.mark.parametrize("name", CALLS)
def test_a_call_in_organization_mode(in_organization_mode: Any, name: str) -> None:
    in_organization_mode(name, *CALLS[name])


@pytest.mark.parametrize("name", CALLS)
def test_a_call_in_subdomain_mode(in_subdomain_mode: Any, name: str) -> None:
    in_subdomain_mode(*CALLS[name])


def test_a_new_patient_sends_what_is_known_and_no_empty_field(shop: Any) -> None:
    clinic, recorder = shop((201, USER))

    clinic.accounts.sign_up(NewPatient("A", "B", "a@b.example", "pw", province="NS", accept_marketing=True))

    assert body_of(recorder.last) == {
        "email": "a@b.example",
        "firstName": "A",
        "lastName": "B",
        "password": "pw",
        "provinceCode": "NS",
        "acceptMarketing": True,
    }


@pytest.mark.parametrize("status", [400, 406, 409])
def test_a_sign_up_is_refused_without_a_reason(shop: Any, status: int) -> None:
    clinic, _ = shop((status, {"message": "Account Exists Already"}))

    with pytest.raises(SignUpRefused) as raised:
        clinic.accounts.sign_up(NEW)
    assert "Exists" not in str(raised.value)


def test_an_account_that_was_made_needs_no_reading(shop: Any) -> None:
    clinic, _ = shop((201, USER | {"dob": 1}))

    clinic.accounts.sign_up(NEW)


@pytest.mark.parametrize("status", [400, 401])
def test_a_wrong_password_is_a_refused_sign_in(shop: Any, status: int) -> None:
    clinic, _ = shop((status, {"message": "Unauthorized"}))

    with pytest.raises(SignInRefused):
        clinic.accounts.sign_in("a@b.example", "pw")


@pytest.mark.parametrize("answer", [(201, True), (201, b""), (400, REFUSAL), (404, REFUSAL)])
def test_a_forgotten_password_is_the_same_for_every_address(shop: Any, answer: Any) -> None:
    clinic, _ = shop(answer)

    clinic.accounts.forgot_password("a@b.example")
