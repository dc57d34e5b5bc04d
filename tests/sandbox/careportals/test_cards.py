"""Saved payment methods."""

from __future__ import annotations

from typing import Any

import pytest

from tests.sandbox.conftest import Caller

PATH = "/users/payment-methods"
ORIGIN = {"Origin": "https://harbour.example"}


def test_cards_are_written_as_the_processor_writes_them(ana: Caller) -> None:
    visa, mastercard = ana.patient("GET", PATH, headers=ORIGIN).json()

    assert (visa["object"], visa["type"]) == ("payment_method", "card")
    assert visa["card"] == {"brand": "visa", "last4": "4242", "exp_month": 8, "exp_year": 2031}
    assert visa["billing_details"]["email"] == "ana@harbour.example"
    assert mastercard["card"]["brand"] == "mastercard"


def test_a_patient_without_cards_has_an_empty_list(cy: Caller) -> None:
    assert cy.patient("GET", PATH, headers=ORIGIN).json() == []


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_the_origin_is_required(ana: Caller, method: str) -> None:
    body = {"json": {"paymentMethodId": "pm_card_visa"}} if method == "POST" else {}

    reply = ana.patient(method, PATH, **body)

    assert (reply.status_code, reply.json()["message"]) == (400, ["Origin header is required"])


def test_accept_is_required(ana: Caller) -> None:
    assert ana.patient("GET", PATH, headers=ORIGIN | {"Accept": ""}).status_code == 400


def test_a_token_is_required(guest: Caller) -> None:
    assert guest.patient("GET", PATH, headers=ORIGIN).status_code == 401


def test_attaching_makes_an_own_record_for_each_patient(ana: Caller, cy: Caller) -> None:
    body = {"paymentMethodId": "pm_card_visa"}

    reply = cy.patient("POST", PATH, json=body, headers=ORIGIN)
    ana.patient("POST", PATH, json=body, headers=ORIGIN)

    assert reply.status_code == 201
    assert reply.json()["card"]["last4"] == "4242"
    assert cy.cards() == [reply.json()["id"]]
    assert len(set(ana.cards())) == 3
    assert set(cy.cards()).isdisjoint(ana.cards())


def test_a_card_that_the_processor_tokenised_can_be_attached(cy: Caller) -> None:
    issued = cy.http.post("https://sandbox.test/processor/v1/payment_methods", data={"card": "pm_card_visa"}).json()

    reply = cy.patient("POST", PATH, json={"paymentMethodId": issued["id"]}, headers=ORIGIN)

    assert reply.status_code == 201
    assert cy.finalize(cy.cart(Magnesium=1)["_id"], reply.json()["id"]).status_code == 201


@pytest.mark.parametrize(
    "body", [{"paymentMethodId": "pm_nobody"}, {}, {"paymentMethodId": "pm_card_visa", "number": "1"}]
)
def test_nothing_else_can_be_attached(cy: Caller, body: Any) -> None:
    assert cy.patient("POST", PATH, json=body, headers=ORIGIN).status_code == 400


def test_a_card_can_be_removed_by_its_owner_only(ana: Caller, cy: Caller) -> None:
    card = ana.cards()[0]

    assert cy.patient("DELETE", f"{PATH}/{card}", headers=ORIGIN).status_code == 404
    assert ana.patient("DELETE", f"{PATH}/{card}", headers=ORIGIN).status_code == 200
    assert card not in ana.cards()
