"""Decoda's charges and the money that arrives on them, or does not."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
import requests

from sandbox.app import Sandbox
from tests.sandbox.test_decoda import SOLSTICE, Api

VISA, DECLINES, BANK = "pm-dana-visa", "pm-dana-declines", "pm-dana-bank"
CREDIT = "/billing/payment-terminal/charge/create-patient-credit-settled"
NO_CHARGE = "/billing/payment-terminal/mark-no-charge"
CONFIG = "/billing/payment-terminal/payin-config"


@pytest.fixture
def api(http: requests.Session) -> Api:
    return Api(http)


def state(charge: Any) -> tuple[str, int]:
    return charge["status"], charge["totalOutstanding"]


# -- finding charges


def test_charges_are_found_by_patient_status_and_external_id(api: Api) -> None:
    first = api.convert(api.cart("pat-ana")["id"], externalId="attempt-1")
    second = api.convert(api.cart("pat-ana")["id"], externalId="attempt-12")
    api.pay(second, VISA)

    def table(**query: str) -> set[str]:
        return {charge["id"] for charge in api.get("/billing/charge/table", **query)["data"]}

    assert [charge["id"] for charge in api.get("/billing/charge/list", patient_id="pat-ana", status="PAID")] == [
        second["id"]
    ]
    assert table(patient_id="pat-ana") == {first["id"], second["id"]} == table(charge_external_id="attempt-1")
    assert table(charge_external_id="attempt-12") == {second["id"]} == table(id=second["id"])
    assert table(patient_id="pat-ana", status="OUTSTANDING") == {first["id"]}


def test_newest_charges_come_first_and_in_pages(api: Api) -> None:
    made = [api.charge("pat-ana")["id"] for _ in range(3)]
    pages = [api.get("/billing/charge/table", patient_id="pat-ana", page=page, per_page=2) for page in (1, 2)]

    assert [charge["id"] for page in pages for charge in page["data"]] == made[::-1]
    assert pages[0]["total"] == 3


def test_an_unpaid_charge_can_be_archived_and_a_paid_one_not(api: Api) -> None:
    unpaid, paid = api.charge(), api.charge()
    api.pay(unpaid, DECLINES)
    api.pay(paid, VISA)

    assert api.delete(f"/billing/charge/{unpaid['id']}") is True
    assert api.ask("GET", f"/billing/charge/get/{unpaid['id']}").status_code == 404
    assert api.ask("DELETE", f"/billing/charge/{paid['id']}").status_code == 400


def test_a_charge_of_nothing_is_closed_without_payment(api: Api) -> None:
    free = api.charge(discountPercentage=100)
    assert state(free) == ("OUTSTANDING", 0)
    assert api.ask("POST", CONFIG, json={"charges": [free], "paymentMedium": "SAVED_PAYMENT_METHOD"}).status_code == 400

    api.post(NO_CHARGE, [free])

    assert state(api.reread(free)) == ("EXTERNAL_SETTLEMENT", 0)


def test_a_charge_with_a_total_is_not_closed_for_nothing(api: Api) -> None:
    charge = api.charge()

    assert api.ask("POST", NO_CHARGE, json=[charge]).status_code == 400
    assert state(api.reread(charge)) == ("OUTSTANDING", 3138)


def test_staff_can_set_a_status_nobody_has_heard_of(api: Api, sandbox: Sandbox) -> None:
    charge = api.charge()
    sandbox.set_option("decoda", "charge_status", charge=charge["id"], status="UNDER_THE_SOFA")

    assert api.reread(charge)["status"] == "UNDER_THE_SOFA"


# -- cards on file


def test_saved_ways_to_pay_are_listed_with_the_archived_ones(api: Api) -> None:
    listed = {row["id"]: row for row in api.get("/billing/payment/methods", patient_id="pat-dana")}

    assert set(listed) == {VISA, DECLINES, BANK, "pm-dana-old"}
    assert (listed[VISA]["brand"], listed[VISA]["last4"], listed[VISA]["isDefault"]) == ("VISA", "4242", True)
    assert (listed[BANK]["type"], listed[BANK]["accountNumberLast4"], listed[BANK]["last4"]) == ("ACH", 6789, None)
    assert listed["pm-dana-old"]["isArchived"] is True
    assert api.ask("GET", "/billing/payment/methods").status_code == 422


def test_a_removed_card_cannot_be_used(api: Api) -> None:
    charge = api.charge()
    stranger = api.ask("DELETE", f"/user/patient/payment-methods/{VISA}", params={"patient_id": "pat-ana"})

    assert stranger.status_code == 404
    assert api.delete(f"/user/patient/payment-methods/{VISA}", patient_id="pat-dana") is True
    assert api.pay(charge, VISA).status_code == 404


def test_a_good_card_pays_the_charge(api: Api, sandbox: Sandbox) -> None:
    charge = api.charge()
    paid = api.pay(charge, VISA).json()
    after = api.reread(charge)

    assert (paid["status"], paid["amount"]) == ("SUCCEEDED", 3138)
    assert paid["authCode"]
    assert state(after) == ("PAID", 0)
    (entry,) = after["payments"]
    assert (entry["amount"], entry["payment"]["payinId"]) == (3138, paid["payinId"])
    assert entry["payment"]["paymentMethod"]["last4"] == "4242"
    (act,) = sandbox.ledger.charges()
    assert (act.amount, act.patient, act.ref) == (Decimal("31.38"), "pat-dana", entry["paymentId"])
    assert sandbox.ledger.charges(act.cart) == [act]


def test_part_of_a_charge_can_be_paid(api: Api) -> None:
    charge = api.charge()
    api.pay(charge, VISA, paymentAmount=1000)
    rest = api.reread(charge)
    api.pay(rest, VISA)

    assert state(rest) == ("OUTSTANDING", 2138)
    assert state(api.reread(charge)) == ("PAID", 0)


@pytest.mark.parametrize(("how", "status"), [("failed", 200), ("refused", 400)])
def test_a_declined_card_leaves_the_charge_open_for_another(api: Api, sandbox: Sandbox, how: str, status: int) -> None:
    sandbox.set_option("decoda", "decline_as", how=how)
    charge = api.charge()
    declined = api.pay(charge, DECLINES)
    after = api.reread(charge)

    assert declined.status_code == status
    assert declined.json().get("status", "FAILED") == "FAILED"
    assert state(after) == ("OUTSTANDING", 3138)
    assert (after["payments"][0]["payment"]["status"], bool(after["payments"][0]["payment"]["failedReason"])) == (
        "FAILED",
        True,
    )
    assert sandbox.ledger.charges() == []
    assert api.pay(after, VISA).json()["status"] == "SUCCEEDED"


def test_a_config_is_good_for_one_attempt(api: Api, sandbox: Sandbox) -> None:
    config = api.announce(api.charge())
    path = f"/billing/payment-terminal/charge-card/{VISA}"
    replies = [api.ask("POST", path, json={"payinConfigId": config}) for _ in range(2)]

    assert [reply.status_code for reply in replies] == [200, 400]
    assert len(sandbox.ledger.charges()) == 1
    assert api.ask("POST", path, json={"payinConfigId": "nothing"}).status_code == 404


def test_charging_takes_the_config_and_nothing_else(api: Api) -> None:
    body = {"payinConfigId": api.announce(api.charge()), "amount": 1}

    assert api.ask("POST", f"/billing/payment-terminal/charge-card/{VISA}", json=body).status_code == 422


def test_two_configs_at_once_take_the_money_twice(api: Api, sandbox: Sandbox) -> None:
    charge = api.charge()
    configs = [api.announce(charge), api.announce(charge)]
    for config in configs:
        api.post(f"/billing/payment-terminal/charge-card/{VISA}", {"payinConfigId": config})

    assert len(sandbox.ledger.charges()) == 2


def test_nobody_looks_whose_card_it_is(api: Api) -> None:
    assert api.pay(api.charge("pat-ana"), VISA).json()["status"] == "SUCCEEDED"


@pytest.mark.parametrize(
    ("changes", "fields", "status"),
    [
        ({"totalOutstanding": 1}, {}, 400),
        ({"patientId": "pat-ana"}, {}, 400),
        ({"id": "nothing"}, {}, 404),
        ({"colour": "red"}, {}, 422),
        ({}, {"paymentMedium": "BARTER"}, 422),
        ({}, {"paymentAmount": 9999}, 400),
        ({}, {"paymentAmount": 0}, 422),
        ({}, {"charges": []}, 422),
    ],
)
def test_a_config_is_made_of_the_charge_as_it_stands(
    api: Api, changes: dict[str, Any], fields: dict[str, Any], status: int
) -> None:
    body = {"charges": [api.charge() | changes], "paymentMedium": "SAVED_PAYMENT_METHOD"} | fields

    assert api.ask("POST", CONFIG, json=body).status_code == status


def test_a_config_names_the_cards_that_can_be_used(api: Api) -> None:
    told = api.post(CONFIG, {"charges": [api.charge()], "paymentMedium": "SAVED_PAYMENT_METHOD"})

    assert {row["id"] for row in told["paymentMethods"]} == {VISA, DECLINES, BANK}
    assert told["sandbox"] is True
    assert told["sessionKey"]


def test_a_paid_charge_cannot_be_paid_again(api: Api) -> None:
    charge = api.charge()
    api.pay(charge, VISA)
    body = {"charges": [api.reread(charge)], "paymentMedium": "SAVED_PAYMENT_METHOD"}

    assert api.ask("POST", CONFIG, json=body).status_code == 400


# -- bank accounts


def test_a_bank_payment_takes_days(api: Api, sandbox: Sandbox) -> None:
    charge = api.charge()
    reply = api.pay(charge, BANK).json()
    meanwhile = api.reread(charge)
    moved = len(sandbox.ledger.charges())
    sandbox.set_option("decoda", "settle_bank")

    assert (reply["status"], reply["authCode"]) == ("PROCESSING", None)
    assert state(meanwhile) == ("OUTSTANDING", 3138)
    assert meanwhile["payments"][0]["payment"]["status"] == "PROCESSING"
    assert moved == 0
    assert state(api.reread(charge)) == ("PAID", 0)
    assert len(sandbox.ledger.charges()) == 1


@pytest.mark.parametrize("settled_first", [False, True])
def test_a_bank_payment_can_come_back(api: Api, sandbox: Sandbox, settled_first: bool) -> None:
    charge = api.charge()
    api.pay(charge, BANK)
    if settled_first:
        sandbox.set_option("decoda", "settle_bank", charge=charge["id"])
    sandbox.set_option("decoda", "settle_bank", charge=charge["id"], returned=True)
    after = api.reread(charge)

    assert state(after) == ("OUTSTANDING", 3138)
    assert after["payments"][0]["payment"]["status"] == "FAILED"


def test_a_bank_payment_may_look_paid_before_it_is(api: Api, sandbox: Sandbox) -> None:
    sandbox.set_option("decoda", "processing_counts", on=True)
    charge = api.charge()
    api.pay(charge, BANK)
    early = api.reread(charge)
    sandbox.set_option("decoda", "settle_bank", returned=True)

    assert state(early) == ("PAID", 0)
    assert state(api.reread(charge)) == ("OUTSTANDING", 3138)


# -- credit, receipts, surcharge


def test_credit_pays_a_part_and_the_oldest_goes_first(api: Api, sandbox: Sandbox) -> None:
    charge = api.charge()
    payment = api.post(CREDIT, [charge], amount=1200)
    left = api.get("/user/patient/pat-dana/credit/available")

    assert (payment["status"], payment["paymentMedium"], payment["amount"]) == ("SUCCEEDED", "PATIENT_CREDIT", 1200)
    assert [(row["creditId"], row["remainingAmount"]) for row in left["credits"]] == [("credit-dana-2", 1300)]
    assert state(api.reread(charge)) == ("OUTSTANDING", 1938)
    assert api.pay(api.reread(charge), VISA).json()["amount"] == 1938
    assert [act.amount for act in sandbox.ledger.charges()] == [Decimal("12"), Decimal("19.38")]


def test_credit_can_be_chosen(api: Api) -> None:
    api.post(CREDIT, [api.charge()], amount=500, credit_ids="credit-dana-2")
    left = api.get("/user/patient/pat-dana/credit/available")["credits"]

    assert [row["remainingAmount"] for row in left] == [1000, 1000]


@pytest.mark.parametrize("amount", [2501, 3139])
def test_no_more_credit_is_spent_than_there_is(api: Api, amount: int) -> None:
    charge = api.charge()

    assert api.ask("POST", CREDIT, json=[charge], params={"amount": amount}).status_code == 400
    assert api.get("/user/patient/pat-dana/credit/available")["totalAvailable"] == 2500
    assert api.ask("POST", CREDIT, json=[charge]).status_code == 422


def test_a_payment_has_a_receipt_once_it_arrived(api: Api) -> None:
    charge = api.charge()
    api.pay(charge, DECLINES), api.pay(charge, VISA)
    failed, paid = (entry["paymentId"] for entry in api.reread(charge)["payments"])

    assert api.get(f"/billing/payment/{paid}/receipt")["amount"] == 3138
    assert api.post(
        "/billing/payment/send-receipt", {"paymentId": paid, "useEmail": True, "email": "dana@meadow.example"}
    )
    assert api.ask("GET", f"/billing/payment/{failed}/receipt").status_code == 400
    assert api.ask("GET", "/billing/payment/nothing/receipt").status_code == 404


def test_a_clinic_may_pass_its_card_fee_on(http: requests.Session, api: Api) -> None:
    other = Api(http, SOLSTICE)
    charge = other.charge("pat-erin", items=[{"itemId": "item-peptide-mist"}])
    told = other.post("/billing/embed-payment/pat-erin", charge_id=charge["id"], is_surcharged="true")
    other.pay(charge, "pm-erin-visa", isSurcharged=True)

    assert (charge["total"], told["fee"]) == (4134, 124)
    assert other.reread(charge)["payments"][0]["payment"]["feeToPatient"] == 124
    own = api.charge()
    assert api.post("/billing/embed-payment/pat-dana", charge_id=own["id"], is_surcharged="true")["fee"] == 0


def test_the_hosted_form_is_configured_for_a_charge_of_the_patient(api: Api) -> None:
    charge = api.charge()
    told = api.post("/billing/embed-payment/pat-dana", charge_id=charge["id"])

    assert (told["patient"]["id"], told["sandbox"]) == ("pat-dana", True)
    assert api.ask("POST", "/billing/embed-payment/pat-ana", params={"charge_id": charge["id"]}).status_code == 404
    assert api.ask("POST", "/billing/embed-payment/pat-dana").status_code == 422
    assert api.post("/billing/embed-payment/pat-dana", amount_cents=500)["fee"] == 0
