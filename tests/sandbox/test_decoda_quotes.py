"""Decoda's quotes: seen, answered, and paid."""

from __future__ import annotations

from typing import Any

import pytest
import requests

from sandbox.app import Sandbox
from sandbox.decoda import canaries
from tests.sandbox.test_decoda import Api

SEEDED = "quote-dana-glow"


@pytest.fixture
def api(http: requests.Session) -> Api:
    return Api(http)


def respond(api: Api, response: str, quote: str = SEEDED) -> requests.Response:
    return api.ask("POST", "/billing/quote/respond", json={"quoteId": quote, "response": response, "message": "Thanks"})


def convert(api: Api, quote: str = SEEDED) -> requests.Response:
    return api.ask("POST", "/billing/quote/convert-to-charge", json={"quoteId": quote, "externalId": "attempt-9"})


def new_quote(api: Api, **changes: Any) -> requests.Response:
    body = {"patientId": "pat-ana", "cartId": api.cart("pat-ana")["id"], "creatorId": "prov-reyes", "id": "q-1"}
    return api.ask("POST", "/billing/quote", json=body | changes)


def test_the_clinic_has_sent_dana_a_quote(api: Api) -> None:
    (quote,) = api.get("/billing/quote/list", patient_id="pat-dana", status="SENT")["data"]

    assert (quote["id"], quote["discountAmount"], quote["total"]) == (SEEDED, 2000, 46000)
    assert not {"subtotal", "items", "description", "terms"} & set(quote)
    assert api.get("/billing/quote/list", patient_id="pat-ana") == {"data": [], "total": 0}


def test_staff_notes_stand_in_the_quote_but_not_in_its_public_view(api: Api) -> None:
    assert api.get(f"/billing/quote/{SEEDED}")["internalNotes"] == canaries.QUOTE_NOTES
    public = api.ask("GET", f"/billing/quote/public/{SEEDED}").text

    assert "Glow S" in public
    assert not any(word in public for word in canaries.WORDS)


def test_the_lines_of_a_quote_have_no_id(api: Api) -> None:
    (line,) = api.get(f"/billing/quote/{SEEDED}")["items"]

    assert line["packageId"] == "pack-glow"
    assert "id" not in line


def test_only_the_patients_look_marks_it_as_seen(api: Api) -> None:
    api.get(f"/billing/quote/{SEEDED}/view")
    assert api.get(f"/billing/quote/public/{SEEDED}", update_viewed_date="false")["status"] == "SENT"
    seen = api.get(f"/billing/quote/public/{SEEDED}")

    assert seen["status"] == "VIEWED"
    assert seen["viewedDate"] is not None


def test_an_accepted_quote_becomes_a_charge_once(api: Api, sandbox: Sandbox) -> None:
    early = convert(api)
    accepted = respond(api, "accept")
    charge = convert(api)
    again = convert(api)

    assert (early.status_code, again.status_code) == (400, 400)
    assert accepted.json()["status"] == "ACCEPTED"
    assert (charge.json()["total"], charge.json()["externalId"]) == (46000, "attempt-9")
    cart = api.get("/billing/cart/cart-dana-glow")
    assert (cart["status"], cart["convertedChargeId"]) == ("CONVERTED", charge.json()["id"])
    assert cart["quotes"][0]["status"] == "CONVERTED"
    assert len(sandbox.ledger.orders()) == 1


def test_cart_and_quote_are_not_both_converted(api: Api, sandbox: Sandbox) -> None:
    respond(api, "accept")
    api.convert("cart-dana-glow")

    assert convert(api).status_code == 400
    assert len(sandbox.ledger.orders()) == 1


def test_a_declined_quote_is_over(api: Api) -> None:
    assert respond(api, "decline").json()["status"] == "DECLINED"
    assert [respond(api, "accept").status_code, convert(api).status_code] == [400, 400]
    assert api.get("/billing/cart/cart-dana-glow")["status"] == "REJECTED"


def test_a_quote_expires_by_the_clock(api: Api, sandbox: Sandbox) -> None:
    sandbox.clock.advance(31 * 86400)

    assert api.get(f"/billing/quote/{SEEDED}")["status"] == "EXPIRED"
    assert respond(api, "accept").status_code == 400


def test_a_quote_is_made_from_a_cart_and_then_sent(api: Api) -> None:
    quote = new_quote(api, title="For you").json()
    hidden = api.ask("GET", "/billing/quote/public/q-1")
    sent = api.post("/billing/quote/send", {"quoteId": "q-1", "method": "email"})

    assert (quote["status"], quote["total"], quote["requiresPatientVerification"]) == ("DRAFT", 3138, True)
    assert hidden.status_code == 404
    assert sent["status"] == "SENT"
    assert api.get("/billing/quote/public/q-1")["title"] == "For you"


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"creatorId": "nobody"}, 404),
        ({"cartId": "nothing"}, 404),
        ({"patientId": "pat-dana"}, 400),
        ({"id": SEEDED}, 409),
    ],
)
def test_a_quote_names_things_that_exist(api: Api, changes: dict[str, str], status: int) -> None:
    assert new_quote(api, **changes).status_code == status


def test_an_unknown_quote_is_not_found(api: Api) -> None:
    for path in ("/billing/quote/nobody", "/billing/quote/nobody/view", "/billing/quote/public/nobody"):
        assert api.ask("GET", path).status_code == 404
    assert respond(api, "accept", "nobody").status_code == 404
    assert respond(api, "perhaps").status_code == 422


def test_a_quote_keeps_its_lines_when_the_cart_changes(api: Api) -> None:
    (line,) = api.get("/billing/cart/cart-dana-glow")["items"]
    api.put(f"/billing/cart/cart-dana-glow/items/{line['id']}", {"quantity": 2})

    assert api.get(f"/billing/quote/{SEEDED}")["total"] == 46000
