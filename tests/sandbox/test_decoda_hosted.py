"""Decoda's hosted pages: what a frame shows, what it tells the page around it, and what became of the money."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
import requests

from sandbox.app import Sandbox
from tests.sandbox.test_decoda import Api

APP = "https://sandbox.test/decoda-app/lumina/embed"


@pytest.fixture
def api(http: requests.Session) -> Api:
    return Api(http)


class Frame:
    """A browser without scripts that reads what a script would have said."""

    def __init__(self, http: requests.Session) -> None:
        self.http = http

    def show(self, path: str, **query: str) -> requests.Response:
        return self.http.get(f"{APP}/{path}", params=query, timeout=(3, 10))

    def press(self, path: str, card: str, **query: str) -> requests.Response:
        url, form = f"{APP}/{path}", {"card": card}
        return self.http.post(url, params=query, data=form, allow_redirects=False, timeout=(3, 10))


def message(page: requests.Response) -> Any:
    told = re.search(r"parent\.postMessage\((\{.*?\}), ", page.text)
    assert told, page.text
    return json.loads(told[1])


@pytest.fixture
def frame(http: requests.Session) -> Frame:
    return Frame(http)


def test_the_pay_page_offers_test_cards_and_says_it_is_there(api: Api, frame: Frame) -> None:
    page = frame.show("pay/pat-dana", charge_id=api.charge()["id"])

    assert (page.status_code, message(page)) == (200, {"type": "payment_loaded"})
    assert 'method="post"' in page.text
    assert "Pay $31.38" in page.text
    assert "Green Tea Gel Cleanser" in page.text
    assert re.findall(r'value="(\w+)"', page.text) == ["visa", "declined", "bank"]


def test_the_pages_may_stand_in_a_frame(api: Api, frame: Frame) -> None:
    page = frame.show("pay/pat-dana", charge_id=api.charge()["id"])

    assert "frame-ancestors http: https:" in page.headers["Content-Security-Policy"]
    assert "X-Frame-Options" not in page.headers


def test_the_payment_lands_on_the_charge(api: Api, frame: Frame, sandbox: Sandbox) -> None:
    charge = api.charge()
    page = frame.press("pay/pat-dana", "visa", charge_id=charge["id"])
    (entry,) = api.reread(charge)["payments"]

    assert message(page) == {"type": "payment_success", "payinId": entry["payment"]["payinId"]}
    assert api.reread(charge)["status"] == "PAID"
    assert entry["payment"]["paymentMedium"] == "EMBEDDED_TERMINAL"
    assert len(sandbox.ledger.charges()) == 1


def test_a_second_press_pays_nothing(api: Api, frame: Frame, sandbox: Sandbox) -> None:
    charge, waiting = api.charge(), api.charge()
    for _ in range(2):
        again = frame.press("pay/pat-dana", "visa", charge_id=charge["id"])
        frame.press("pay/pat-dana", "bank", charge_id=waiting["id"])
    sandbox.set_option("decoda", "settle_bank")

    assert "Nothing to pay" in again.text
    assert len(sandbox.ledger.charges()) == 2


def test_a_declined_card_can_be_followed_by_another(api: Api, frame: Frame) -> None:
    charge = api.charge()
    page = frame.press("pay/pat-dana", "declined", charge_id=charge["id"])

    assert message(page) == {"type": "payment_failure", "error": "Your card was declined."}
    assert 'method="post"' in page.text
    assert api.reread(charge)["status"] == "OUTSTANDING"
    assert message(frame.press("pay/pat-dana", "visa", charge_id=charge["id"]))["type"] == "payment_success"


def test_a_bank_account_says_success_while_the_money_is_under_way(api: Api, frame: Frame) -> None:
    charge = api.charge()

    assert message(frame.press("pay/pat-dana", "bank", charge_id=charge["id"]))["type"] == "payment_success"
    assert api.reread(charge)["status"] == "OUTSTANDING"


@pytest.mark.parametrize(
    ("path", "query", "status"),
    [
        ("pay/pat-ana", {}, 404),
        ("pay/nobody", {}, 404),
        ("pay/pat-dana", {"charge_id": "nothing"}, 404),
        ("pay/pat-dana", {"amount": "1"}, 422),
    ],
)
def test_a_page_for_the_wrong_patient_or_charge_shows_nothing(
    api: Api, frame: Frame, path: str, query: dict[str, str], status: int
) -> None:
    page = frame.show(path, **({"charge_id": api.charge()["id"]} | query))

    assert (page.status_code, message(page)["type"]) == (status, "payment_failure")
    assert "31.38" not in page.text


def test_the_page_can_be_dressed_and_narrowed(api: Api, frame: Frame) -> None:
    query = {"charge_id": api.charge()["id"], "allowedMethods": "ACH", "theme": "dark", "showSummary": "false"}
    page = frame.show("pay/pat-dana", **query)

    assert re.findall(r'value="(\w+)"', page.text) == ["bank"]
    assert '<body class="dark">' in page.text
    assert "Cleanser" not in page.text
    assert frame.press("pay/pat-dana", "visa", **query).status_code == 400


def test_names_are_escaped(api: Api, frame: Frame) -> None:
    page = frame.show("pay/pat-dana", charge_id=api.charge(items=[{"itemId": "item-collagen-sachets"}])["id"])

    assert "1 × Açaí &amp; Collagen Sachets" in page.text


def test_a_card_is_kept_without_paying(api: Api, frame: Frame) -> None:
    loaded = frame.show("store-details/pat-ana")
    kept = message(frame.press("store-details/pat-ana", "visa"))
    (method,) = api.get("/billing/payment/methods", patient_id="pat-ana")

    assert message(loaded) == {"type": "store_details_loaded"}
    assert kept == {"type": "store_details_success", "paymentMethodId": method["id"]}
    assert api.pay(api.charge("pat-ana"), method["id"]).json()["status"] == "SUCCEEDED"


def test_a_card_that_is_refused_is_not_kept(api: Api, frame: Frame) -> None:
    refused = frame.press("store-details/pat-ana", "declined")

    assert message(refused) == {"type": "store_details_failure", "error": "Your card was declined."}
    assert api.get("/billing/payment/methods", patient_id="pat-ana") == []
    assert message(frame.show("store-details/nobody"))["type"] == "store_details_error"


def test_the_way_back_tells_the_outcome_in_the_address(api: Api, frame: Frame) -> None:
    query = {"redirect_url": "https://meadow.example/back?step=2", "redirectParent": "true"}
    page = frame.show("store-details/pat-ana", **query)
    kept = frame.press("store-details/pat-ana", "visa", **query).headers["Location"]
    refused = frame.press("store-details/pat-ana", "declined", **query).headers["Location"]
    (method,) = api.get("/billing/payment/methods", patient_id="pat-ana")

    assert 'target="_parent"' in page.text
    assert kept == (
        f"https://meadow.example/back?step=2&status=success&patientId=pat-ana&paymentMethodId={method['id']}"
    )
    assert "status=failure&patientId=pat-ana&error=" in refused
    assert frame.show("store-details/pat-ana", redirect_url="javascript:alert(1)").status_code == 422


def test_a_reset_reaches_both_doors(api: Api, frame: Frame, sandbox: Sandbox) -> None:
    charge = api.charge()
    sandbox.reset()

    assert frame.show("pay/pat-dana", charge_id=charge["id"]).status_code == 404
    assert message(frame.show("pay/pat-dana", charge_id=api.charge()["id"]))["type"] == "payment_loaded"
