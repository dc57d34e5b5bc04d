from decimal import Decimal
from typing import Any

import pytest

from sandbox.app import Sandbox
from tests import goods
from tests.sandbox.elasticpath.conftest import Api

from .conftest import STRIPE, problem

ASKS = "pm_card_threeDSecure2Required"
DECLINES = "pm_card_chargeDeclined"


@pytest.fixture
def order(erin: Api) -> Any:
    return erin.order("mine")


@pytest.fixture
def state(erin: Api) -> Any:
    def read(order: Any) -> Any:
        data = erin.get(f"/v2/orders/{order}")["data"]
        return data["status"], data["payment"]

    return read


def amounts(sandbox: Sandbox) -> Any:
    return [act.amount for act in sandbox.ledger.charges()]


def test_the_manual_gateway_believes_everybody(guest: Api, order: Any, state: Any, sandbox: Sandbox) -> None:
    reply = guest.pay(order, paymentmethod_meta={"name": "Cheque", "custom_reference": "no. 7"})

    assert reply.status_code == 200
    transaction = reply.json()["data"]
    assert (transaction["status"], transaction["transaction_type"]) == ("complete", "purchase")
    assert (transaction["amount"], transaction["currency"], transaction["name"]) == (4410, "CAD", "Cheque")
    assert state(order) == ("complete", "paid")
    (act,) = sandbox.ledger.charges()
    assert (act.cart, act.amount, act.currency, act.tenant) == ("mine", Decimal("44.10"), "CAD", "summit")


def test_a_paid_order_owes_nothing(erin: Api, order: Any) -> None:
    erin.pay(order)

    told = erin.get(f"/v2/orders/{order}")["data"]["meta"]
    assert (told["display_price"]["balance_owing"]["amount"], told["display_price"]["paid"]["amount"]) == (0, 4410)
    assert told["timestamps"]["fully_paid_at"]


def test_an_authorization_holds_and_a_capture_takes(
    erin: Api, staff: Api, order: Any, state: Any, sandbox: Sandbox
) -> None:
    held = erin.pay(order, method="authorize").json()["data"]["id"]
    assert state(order) == ("processing", "authorized")
    assert amounts(sandbox) == []

    path = f"/v2/orders/{order}/transactions/{held}/capture"
    assert erin("POST", path).status_code == 403
    assert staff("POST", path).json()["data"]["transaction_type"] == "capture"
    assert staff("POST", path).status_code == 422
    assert state(order) == ("complete", "paid")
    assert amounts(sandbox) == [Decimal("44.10")]


def test_an_authorization_is_cancelled(erin: Api, staff: Api, state: Any) -> None:
    order = erin.order("mine", goods.PULSE)
    held = erin.pay(order, method="authorize").json()["data"]["id"]
    reply = staff("POST", f"/v2/orders/{order}/transactions/{held}/cancel", {})

    assert (reply.json()["data"]["transaction_type"], reply.json()["data"]["status"]) == ("cancel", "complete")
    assert state(order) == ("incomplete", "unpaid")
    assert erin.stock(goods.PULSE) == (2, 0, 2)


def test_a_refund_is_for_staff_and_for_what_was_paid(
    erin: Api, staff: Api, order: Any, state: Any, sandbox: Sandbox
) -> None:
    paid = erin.pay(order).json()["data"]["id"]
    path = f"/v2/orders/{order}/transactions/{paid}/refund"

    assert erin("POST", path, {}).status_code == 403
    assert staff("POST", path, {"amount": 5000}).status_code == 422
    assert staff("POST", path, {"amount": 410}).json()["data"]["amount"] == 410
    assert state(order) == ("complete", "paid")
    assert staff("POST", path, {}).json()["data"]["amount"] == 4000
    assert state(order)[1] == "refunded"
    assert [act.amount for act in sandbox.ledger.acts if act.kind == "refund"] == [Decimal("4.10"), Decimal("40.00")]


def test_a_payment_may_be_split(erin: Api, order: Any, state: Any) -> None:
    assert erin.pay(order, amount=1000).json()["data"]["amount"] == 1000
    assert state(order) == ("incomplete", "partially_paid")
    assert erin.pay(order, amount=5000).status_code == 422
    assert erin.pay(order, method="authorize", amount=1000).status_code == 200
    assert state(order) == ("incomplete", "partially_authorized")
    assert erin.pay_by_card(order).json()["data"]["amount"] == 2410
    assert state(order)[0] == "processing"


def test_a_card_pays(erin: Api, order: Any, state: Any, sandbox: Sandbox) -> None:
    reply = erin.pay_by_card(order, options={"receipt_email": "erin@summit.example"})

    assert (reply.status_code, reply.json()["data"]["status"]) == (200, "complete")
    assert reply.json()["data"]["reference"].startswith("pi_")
    assert state(order) == ("complete", "paid")
    assert amounts(sandbox) == [Decimal("44.10")]


def test_yen_have_no_decimals(erin: Api, sandbox: Sandbox) -> None:
    erin.headers["X-MOLTIN-CURRENCY"] = "JPY"
    erin.pay_by_card(erin.order("mine"))

    assert amounts(sandbox) == [Decimal("4830")]


def test_a_declined_card_is_422_and_another_one_pays_the_same_order(erin: Api, state: Any, sandbox: Sandbox) -> None:
    order = erin.order("mine", goods.PULSE)
    assert erin.pay_by_card(order, DECLINES).status_code == 422
    assert state(order) == ("incomplete", "unpaid")
    assert erin.stock(goods.PULSE) == (2, 0, 2)

    assert erin.pay_by_card(order).status_code == 200
    told = erin.get(f"/v2/orders/{order}/transactions")["data"]
    assert [transaction["status"] for transaction in told] == ["failed", "complete"]
    assert len(amounts(sandbox)) == 1


def test_or_a_decline_is_200_with_a_failed_transaction(erin: Api, order: Any, state: Any, sandbox: Sandbox) -> None:
    sandbox.set_option("elasticpath", "declines", status=200)
    reply = erin.pay_by_card(order, DECLINES)

    assert (reply.status_code, reply.json()["data"]["status"]) == (200, "failed")
    assert state(order) == ("incomplete", "unpaid")


def test_the_bank_may_ask_first(erin: Api, guest: Api, order: Any, state: Any, sandbox: Sandbox) -> None:
    reply = erin.pay_by_card(order, ASKS, options={"return_url": "https://summit.example/back"})
    transaction = reply.json()["data"]
    assert (reply.status_code, transaction["status"]) == (200, "pending")
    intent = transaction["client_parameters"]["token"]
    assert transaction["client_parameters"]["secret"].startswith(f"{intent}_secret_")
    assert transaction["payment_intent"]["client_secret"] == transaction["client_parameters"]["secret"]
    assert transaction["next_actions"]

    confirm = f"/v2/orders/{order}/transactions/{transaction['id']}/confirm"
    assert guest("POST", confirm, {}).json()["data"]["status"] == "pending"
    assert (state(order), amounts(sandbox)) == (("incomplete", "unpaid"), [])

    answer(erin, intent, "approve")
    assert guest("POST", confirm, {}).json()["data"]["status"] == "complete"
    assert guest("POST", confirm).json()["data"]["status"] == "complete"
    assert (state(order), amounts(sandbox)) == (("complete", "paid"), [Decimal("44.10")])


def test_a_patient_who_refuses_at_the_bank_has_not_paid(erin: Api, state: Any) -> None:
    order = erin.order("mine", goods.PULSE)
    transaction = erin.pay_by_card(order, ASKS).json()["data"]
    assert erin.stock(goods.PULSE) == (1, 1, 2)

    answer(erin, transaction["client_parameters"]["token"], "refuse")
    assert erin("POST", f"/v2/orders/{order}/transactions/{transaction['id']}/confirm", {}).status_code == 422
    assert erin.get(f"/v2/orders/{order}/transactions/{transaction['id']}")["data"]["status"] == "failed"
    assert state(order) == ("incomplete", "unpaid")
    assert erin.stock(goods.PULSE) == (2, 0, 2)


def test_an_idempotency_key_charges_once(erin: Api, order: Any, sandbox: Sandbox) -> None:
    once = {"options": {"idempotency_key": "attempt-1"}}
    first, second = (erin.pay_by_card(order, **once).json()["data"]["id"] for _ in range(2))  # type: ignore[arg-type]

    assert first == second
    assert len(amounts(sandbox)) == 1
    assert erin.pay_by_card(erin.order("more"), **once).status_code == 422  # type: ignore[arg-type]


def test_an_order_is_paid_once(erin: Api, staff: Api, order: Any, sandbox: Sandbox) -> None:
    erin.pay(order)
    assert erin.pay(order).status_code == 422
    assert erin.pay_by_card(order).status_code == 422

    cancelled = erin.order("mine")
    staff("PUT", f"/v2/orders/{cancelled}", {"type": "order", "status": "cancelled"})
    assert erin.pay(cancelled).status_code == 422
    assert len(amounts(sandbox)) == 1


def test_two_can_check_out_the_last_piece_and_one_can_pay(erin: Api, finn: Api, sandbox: Sandbox) -> None:
    first, second = erin.order("hers", goods.PULSE, 2), finn.order("his", goods.PULSE, 2)
    assert finn.pay_by_card(second).status_code == 200

    reply = erin.pay_by_card(first)
    assert (reply.status_code, problem(reply)["title"]) == (400, "Insufficient stock")
    assert len(amounts(sandbox)) == 1
    assert erin.get(f"/v2/orders/{first}/transactions")["data"] == []


def test_split_payments_reserve_once(erin: Api) -> None:
    order = erin.order("mine", goods.PULSE)
    erin.pay(order, amount=100)
    erin.pay(order)

    assert erin.stock(goods.PULSE) == (1, 1, 2)


def test_only_the_manual_gateway_takes_nothing(erin: Api, state: Any, sandbox: Sandbox) -> None:
    sandbox.set_option("elasticpath", "price", sku="SM-ROLL-45", amount=0)
    order = erin.order("mine")

    assert erin.pay_by_card(order).status_code == 422
    assert erin.pay(order).status_code == 200
    assert state(order) == ("complete", "paid")


@pytest.mark.parametrize(
    ("payment", "status"),
    [
        ({"gateway": "braintree"}, 422),
        ({"gateway": "stripe_payment_intents", "payment": "pm_card_visa"}, 422),
        ({"gateway": "barter"}, 400),
        ({"gateway": None}, 400),
        ({"method": "gift"}, 400),
        ({"method": None}, 400),
        ({"amount": "44.10"}, 400),
        ({"amount": 0}, 422),
        ({"payment": "pm_card_visa"}, 400),  # by hand, and with a card
        ({"gateway": STRIPE}, 400),
        ({"gateway": STRIPE, "payment": "pm_nobody"}, 422),
        (
            {"gateway": STRIPE, "payment": "pm_card_visa", "options": {"automatic_payment_methods": {"enabled": True}}},
            400,
        ),
        ({"gateway": STRIPE, "payment": "pm_card_visa", "options": {"tip": 1}}, 400),
    ],
)
def test_a_payment_of_the_wrong_shape_is_refused(
    erin: Api, order: Any, state: Any, sandbox: Sandbox, payment: Any, status: int
) -> None:
    assert erin.pay(order, **payment).status_code == status
    assert (state(order), amounts(sandbox)) == (("incomplete", "unpaid"), [])


def test_the_browser_may_still_have_to_choose_a_card(erin: Api, order: Any, state: Any) -> None:
    reply = erin.pay(order, gateway=STRIPE, options={"automatic_payment_methods": {"enabled": True}})
    transaction = reply.json()["data"]
    assert (reply.status_code, transaction["status"]) == (200, "pending")
    assert state(order) == ("incomplete", "unpaid")

    answer(erin, transaction["client_parameters"]["token"], "approve")
    erin("POST", f"/v2/orders/{order}/transactions/{transaction['id']}/confirm", {})
    assert state(order) == ("complete", "paid")


def test_a_gateway_is_switched_on_and_off(erin: Api, order: Any, sandbox: Sandbox) -> None:
    sandbox.set_option("elasticpath", "gateway", name=STRIPE, enabled=False)
    assert erin.pay_by_card(order).status_code == 422

    sandbox.set_option("elasticpath", "gateway", name="stripe_payment_intents", enabled=True)
    assert erin.pay_by_card(order, gateway="stripe_payment_intents").status_code == 200


def test_an_unknown_order_or_transaction_is_404(erin: Api, order: Any) -> None:
    assert erin.pay(goods.ROLLER).status_code == 404
    assert erin("GET", f"/v2/orders/{order}/transactions/{goods.ROLLER}").status_code == 404


def answer(api: Any, intent: Any, word: Any) -> None:
    bank = f"https://sandbox.test/processor/3ds/{intent}"
    assert api.http.post(bank, data={"answer": word}, allow_redirects=False).status_code in {200, 303}
