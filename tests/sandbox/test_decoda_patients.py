"""Decoda's patients: made once, found by parts of words, and known by their details."""

from __future__ import annotations

from typing import Any

import pytest
import requests

from sandbox.app import Sandbox
from sandbox.decoda import canaries
from tests.sandbox.test_decoda import Api

NEW = {
    "id": "shop-17",
    "externalId": "account-17",
    "firstName": "Zoë",
    "lastName": "Marsh",
    "email": "zoe@meadow.example",
    "phoneNumber": "+13035550199",
    "dateOfBirth": "1994-02-28",
    "gender": "female",
    "type": "PATIENT",
    "patientSource": "EXTERNAL_INTEGRATION",
}
VERIFY = "/billing/payment-link/verify-patient"
DANA = {
    "patientId": "pat-dana",
    "lastName": "whitfield",
    "phoneNumber": "(+1) 303 555-0141",
    "dateOfBirth": "1986-04-12",
}


@pytest.fixture
def api(http: requests.Session) -> Api:
    return Api(http)


def create(api: Api, **changes: Any) -> requests.Response:
    return api.ask("POST", "/user/patient/create", json=NEW | changes)


def ids(rows: list[dict[str, Any]]) -> list[str]:
    return [row["id"] for row in rows]


def test_a_patient_is_created_with_the_callers_id(api: Api) -> None:
    reply = create(api)

    assert reply.status_code == 200
    assert reply.json().items() >= NEW.items()
    assert api.get("/user/patient/shop-17")["email"] == "zoe@meadow.example"


def test_every_field_of_a_patient_is_optional(api: Api) -> None:
    assert api.post("/user/patient/create", {})["id"]


@pytest.mark.parametrize("changes", [{"id": "shop-18"}, {"externalId": "account-18"}])
def test_a_repeated_creation_collides(api: Api, changes: dict[str, str]) -> None:
    create(api)
    reply = create(api, **changes)

    assert (reply.status_code, reply.json()) == (409, {"detail": "Patient already exists"})
    assert len(api.get("/user/patient/table", email="zoe@meadow.example")["data"]) == 1


def test_an_email_may_be_used_by_several_patients(api: Api) -> None:
    assert create(api, email="dana@meadow.example").status_code == 200


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("phoneNumber", "303 555 0199"),
        ("dateOfBirth", "28/02/1994"),
        ("dateOfBirth", "1994-02-30"),
        ("type", "PROVIDER"),
        ("patientSource", "WEBSITE"),
        ("preferredName", "x" * 256),
        ("id", "a b"),
        ("id", "x" * 65),
        ("first_name", "Zoë"),
    ],
)
def test_a_field_in_the_wrong_shape_is_refused(api: Api, field: str, value: str) -> None:
    reply = create(api, **{field: value})

    assert reply.status_code == 422
    assert reply.json()["detail"][0]["loc"] == ["body", field]


def test_search_does_not_cover_the_email(api: Api) -> None:
    def search(term: str) -> list[str]:
        return ids(api.get("/user/patient/search", search_term=term, n=10))

    assert search("whitf") == search("5550141") == search("1986-04-12") == search("pat-dana") == ["pat-dana"]
    assert search("dana@meadow.example") == []
    assert ids(api.get("/user/patient/search", search_term="haddad", n=1)) == ["pat-omar"]


def test_the_table_finds_parts_of_words_so_that_callers_must_compare(api: Api) -> None:
    def table(**query: str) -> list[str]:
        return ids(api.get("/user/patient/table", **query)["data"])

    create(api, externalId="account-1"), create(api, id="shop-18", externalId="account-17")

    assert table(email="ana@meadow.example") == ["pat-dana", "pat-ana"]
    assert table(email="FAMILY@meadow.example") == ["pat-omar", "pat-lina"]
    assert table(phone_number="+13035550143", name="lina") == ["pat-lina"]
    assert table(external_id="account-1") == ["shop-17", "shop-18"]


def test_an_external_id_exists_or_not(api: Api) -> None:
    create(api)

    assert api.get("/user/patient/external-id-exists/account-17") is True
    assert api.get("/user/patient/external-id-exists/account-1") is False


def test_patients_can_be_listed_by_id(api: Api) -> None:
    assert ids(api.get("/user/patient/list", patient_ids=["pat-ana", "pat-lina"])) == ["pat-ana", "pat-lina"]


def test_an_update_changes_only_what_it_names(api: Api) -> None:
    create(api)
    api.put("/user/patient/shop-17", {"address": "4 Elm Road", "city": "Boulder", "state": "CO", "zipCode": "80302"})
    patient = api.get("/user/patient/shop-17")

    assert (patient["city"], patient["firstName"], patient["externalId"]) == ("Boulder", "Zoë", "account-17")


def test_an_update_cannot_take_anothers_external_id(api: Api) -> None:
    create(api)

    assert api.ask("PUT", "/user/patient/pat-ana", json={"externalId": "account-17"}).status_code == 409
    assert api.ask("PUT", "/user/patient/pat-ana", json={"id": "pat-dana"}).status_code == 400
    assert api.ask("PUT", "/user/patient/nobody", json={}).status_code == 404


def test_a_chart_shows_what_only_staff_may_see(api: Api) -> None:
    chart = api.get("/user/patient/pat-dana")

    assert chart["medications"][0]["name"] == canaries.MEDICATION
    assert chart["tags"][0]["name"] == canaries.TAG
    assert canaries.META in chart["meta"].values()
    assert "medications" not in api.cart()["patient"]


def test_credit_is_told_in_cents_oldest_first(api: Api, sandbox: Sandbox) -> None:
    told = api.get("/user/patient/pat-dana/credit/available")
    sandbox.set_option("decoda", "credit", patient="pat-ana", amount=700)

    assert (told["totalAvailable"], told["count"]) == (2500, 2)
    assert [row["totalAmount"] for row in told["credits"]] == [1000, 1500]
    assert api.get("/user/patient/pat-ana/credit/available")["totalAvailable"] == 700
    assert api.get("/user/patient/pat-lina/credit/available") == {"totalAvailable": 0, "credits": [], "count": 0}


def test_credit_that_a_caller_states_is_believed(api: Api) -> None:
    create(api, creditBalance=99900)

    assert api.get("/user/patient/shop-17/credit/available")["totalAvailable"] == 99900


def test_a_patient_is_verified_by_three_details(api: Api) -> None:
    charge = api.charge()
    verified = api.post(VERIFY, DANA)

    assert verified["patient"]["id"] == "pat-dana"
    assert ids(verified["charges"]) == [charge["id"]]
    assert "paymentLink" in verified


@pytest.mark.parametrize(
    "changes",
    [{"lastName": "Whit"}, {"phoneNumber": "+13035550142"}, {"dateOfBirth": "1986-04-13"}, {"patientId": "nobody"}],
)
def test_every_wrong_detail_gets_the_same_no(api: Api, changes: dict[str, str]) -> None:
    reply = api.ask("POST", VERIFY, json=DANA | changes)

    assert (reply.status_code, reply.json()) == (400, {"detail": "The details do not match"})


def test_verification_needs_all_its_fields(api: Api) -> None:
    reply = api.ask("POST", VERIFY, json={"patientId": "pat-dana"})

    assert {problem["loc"][1] for problem in reply.json()["detail"]} == {"lastName", "phoneNumber", "dateOfBirth"}
