"""The card processor's stand-in, and the bank behind it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
import requests

from sandbox.app import Sandbox

PROCESSOR = "https://sandbox.test/processor"
SHOP = {"Origin": "https://harbour.example"}


@pytest.fixture
def intent(sandbox: Sandbox) -> Any:
    card = sandbox.processor.card("pm_card_threeDSecure2Required")
    return sandbox.processor.charge(card, Decimal("45.50"), "CAD", "https://harbour.example/back?step=1")  # type: ignore[arg-type]


def test_the_script_has_what_a_page_calls(http: requests.Session) -> None:
    reply = http.get(f"{PROCESSOR}/v3/")

    assert reply.headers["Content-Type"].startswith("text/javascript")
    for name in ("window.Stripe", "elements", "createPaymentMethod", "handleNextAction", "mount(", "on("):
        assert name in reply.text


def test_tokenising_issues_a_new_payment_method_each_time(http: requests.Session) -> None:
    ids = {http.post(f"{PROCESSOR}/v1/payment_methods", data={"card": "pm_card_visa"}).json()["id"] for _ in range(2)}

    assert len(ids) == 2
    assert all(id_.startswith("pm_") for id_ in ids)


@pytest.mark.parametrize("card", ["", "4242424242424242", "pm_nobody"])
def test_only_test_cards_can_be_tokenised(http: requests.Session, card: str) -> None:
    reply = http.post(f"{PROCESSOR}/v1/payment_methods", data={"card": card}, headers=SHOP)

    assert (reply.status_code, reply.json()["error"]["type"]) == (402, "card_error")
    assert reply.headers["Access-Control-Allow-Origin"] == SHOP["Origin"]


def test_a_page_of_another_origin_may_call(http: requests.Session) -> None:
    asked = http.options(f"{PROCESSOR}/v1/payment_methods", headers=SHOP)

    assert (asked.status_code, asked.headers["Access-Control-Allow-Origin"]) == (204, SHOP["Origin"])


def test_the_bank_asks_with_amount_and_card_and_works_without_scripts(http: requests.Session, intent: Any) -> None:
    page = http.get(f"{PROCESSOR}/3ds/{intent.id}").text

    assert "45.50 CAD" in page
    assert "Visa ending in 3220" in page
    assert 'method="post"' in page
    assert "<script" not in page


@pytest.mark.parametrize(("answer", "status"), [("approve", "succeeded"), ("fail", "requires_payment_method")])
def test_the_answer_settles_the_intent_and_leads_back(
    http: requests.Session, sandbox: Sandbox, intent: Any, answer: str, status: str
) -> None:
    reply = http.post(f"{PROCESSOR}/3ds/{intent.id}", data={"answer": answer}, allow_redirects=False)

    assert sandbox.processor.intent(intent.id).status == status
    assert reply.status_code == 303
    assert reply.headers["Location"].startswith("https://harbour.example/back?step=1&payment_intent=pi_")


def test_a_second_answer_changes_nothing(http: requests.Session, intent: Any) -> None:
    for answer in ("fail", "approve"):
        http.post(f"{PROCESSOR}/3ds/{intent.id}", data={"answer": answer}, allow_redirects=False)

    assert intent.status == "requires_payment_method"


def test_in_a_frame_the_page_that_framed_it_is_told(http: requests.Session, intent: Any) -> None:
    reply = http.post(f"{PROCESSOR}/3ds/{intent.id}", data={"answer": "approve", "embedded": "1"})

    assert reply.status_code == 200
    assert "postMessage" in reply.text
    assert intent.secret not in reply.text


def test_an_unknown_intent_is_a_404(http: requests.Session) -> None:
    assert http.get(f"{PROCESSOR}/3ds/pi_nothing").status_code == 404
    assert http.post(f"{PROCESSOR}/3ds/pi_nothing", data={"answer": "approve"}).status_code == 404


def test_a_secret_is_in_no_repr(intent: Any) -> None:
    assert intent.secret not in repr(intent)
