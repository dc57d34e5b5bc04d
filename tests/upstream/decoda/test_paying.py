"""Paying: by card, with credit and on the hosted form, and never twice."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
import requests

from sandbox.decoda import demo
from sandbox.transport import SandboxAdapter
from storefront.money import Money
from storefront.upstream.errors import Busy, NotFound, NotPayable, OutcomeUnknown, PaymentDeclined, Unreachable
from storefront.upstream.types import ConfirmationNeeded, Payment, PlacedOrders, Question, Verdict
from tests.upstream.decoda.at_sandbox import KEY, LOST_ANSWERS
from tests.upstream.decoda.conftest import REQUEST, posts
from tests.upstream.decoda.examples import (
    AS_READ,
    CARD,
    CHARGE,
    CONFIG,
    CREDIT,
    HTML,
    LOST,
    NEVER_LEFT,
    NO,
    PAID,
    PAYIN,
    REST,
    SENTENCE,
    STRANGER_REF,
    TERMINAL,
    Calls,
    paid_by,
)

BY_CARD = [CHARGE, [CARD], CONFIG]
ALL = CREDIT | {"totalAvailable": 99999}


CALLS: Calls = {
    "pay by card": (
        lambda shop, me: shop.orders.pay(REQUEST, me),
        [CHARGE, [CARD], CONFIG, PAYIN, PAID],
        [
            ("GET /billing/charge/get/chg-1", None),
            ("GET /billing/payment/methods?patient_id=pat-1", None),
            (f"POST {TERMINAL}/payin-config", {"charges": [AS_READ], "paymentMedium": "SAVED_PAYMENT_METHOD"}),
            (f"POST {TERMINAL}/charge-card/pm-1", {"payinConfigId": "pcfg-1"}),
            ("GET /billing/charge/get/chg-1", None),
        ],
    ),
    "pay with credit and a card": (
        lambda shop, me: shop.orders.pay(replace(REQUEST, payment_method="credit+pm-1"), me),
        [CHARGE, [CARD], CREDIT, {}, CHARGE | {"totalOutstanding": 8022}, CONFIG, PAYIN, PAID],
        [
            ("GET /billing/charge/get/chg-1", None),
            ("GET /billing/payment/methods?patient_id=pat-1", None),
            ("GET /user/patient/pat-1/credit/available", None),
            (f"POST {TERMINAL}/charge/create-patient-credit-settled?amount=2500", [AS_READ]),
            ("GET /billing/charge/get/chg-1", None),
            (
                f"POST {TERMINAL}/payin-config",
                {"charges": [AS_READ | {"totalOutstanding": 8022}], "paymentMedium": "SAVED_PAYMENT_METHOD"},
            ),
            (f"POST {TERMINAL}/charge-card/pm-1", {"payinConfigId": "pcfg-1"}),
            ("GET /billing/charge/get/chg-1", None),
        ],
    ),
}


@pytest.mark.parametrize("name", CALLS)
def test_what_is_asked(asks: Any, name: str) -> None:
    asks(*CALLS[name])


def test_the_hosted_form_is_for_this_charge(shop: Any, answering: Any, me: Any) -> None:
    answering(CHARGE)

    needed = shop.orders.pay(replace(REQUEST, payment_method="hosted"), me)

    assert needed.frame_url == "https://app.decodahealth.com/lumina/embed/pay/pat-1?charge_id=chg-1"
    assert (needed.reference, needed.secret, needed.redirect_url) == ("chg-1", "", "")


def test_an_order_of_nothing_is_closed_when_it_is_paid(shop: Any, answering: Any, me: Any) -> None:
    nothing = CHARGE | {"total": 0, "totalOutstanding": 0}
    recorder = answering(nothing, [], PAID | {"total": 0, "status": "EXTERNAL_SETTLEMENT"})

    placed = shop.orders.pay(replace(REQUEST, payment_method=""), me)

    assert placed.orders[0].payment is Payment.PAID
    assert [line.rpartition("/")[2] for line in posts(recorder)] == ["mark-no-charge"]


@pytest.mark.parametrize(
    ("answers", "result"),
    [
        ([*BY_CARD, PAYIN, PAID], Payment.PAID),
        ([*BY_CARD, PAYIN, CHARGE], Payment.PROCESSING),
        ([*BY_CARD, PAYIN | {"status": "PROCESSING"}, paid_by("PROCESSING")], Payment.PROCESSING),
        ([*BY_CARD, PAYIN | {"status": "PROCESSING"}, CHARGE], Payment.PROCESSING),
        ([*BY_CARD, PAYIN | {"status": "FAILED"}, PAID], Payment.PAID),
        ([*BY_CARD, NO, PAID], Payment.PAID),
        ([*BY_CARD, PAYIN | {"status": "FAILED"}, paid_by("FAILED")], PaymentDeclined),
        ([*BY_CARD, PAYIN | {"status": "CANCELED"}, CHARGE], PaymentDeclined),
        ([*BY_CARD, NO, paid_by("FAILED")], PaymentDeclined),
        ([*BY_CARD, (402, SENTENCE), CHARGE], PaymentDeclined),
        ([*BY_CARD, PAYIN | {"status": "IN_REVIEW"}, CHARGE], OutcomeUnknown),
        ([*BY_CARD, PAYIN | {"status": "SHRUG"}, CHARGE], OutcomeUnknown),
        ([*BY_CARD, PAYIN | {"status": None}, CHARGE], OutcomeUnknown),
        ([*BY_CARD, HTML, CHARGE], OutcomeUnknown),
        ([*BY_CARD, NO, (500, b""), (500, b"")], OutcomeUnknown),
        ([*BY_CARD, PAYIN, NEVER_LEFT, NEVER_LEFT], OutcomeUnknown),
        ([*BY_CARD, PAYIN, (429, SENTENCE)], OutcomeUnknown),
        ([*BY_CARD, PAYIN, CHARGE | {"patientId": STRANGER_REF}], OutcomeUnknown),
        ([*BY_CARD, (500, b"")], OutcomeUnknown),
        ([*BY_CARD, LOST], OutcomeUnknown),
        ([*BY_CARD, NEVER_LEFT], Unreachable),
        ([*BY_CARD, (429, SENTENCE)], Busy),
        ([CHARGE, [CARD], NO], PaymentDeclined),
        ([CHARGE, [CARD], (500, b"")], Unreachable),
        ([CHARGE, [CARD], {}], Unreachable),
        ([CHARGE, []], PaymentDeclined),
        ([CHARGE, [CARD | {"patientId": STRANGER_REF}]], PaymentDeclined),
        ([CHARGE, [CARD | {"isArchived": True}]], PaymentDeclined),
        ([PAID], Payment.PAID),
        ([paid_by("PROCESSING")], Payment.PROCESSING),
        ([CHARGE | {"status": "PAYMENT_PLAN"}], Payment.INVOICE),
        ([CHARGE | {"status": "VOID"}], NotPayable),
        ([CHARGE | {"status": "LEVITATING"}], NotPayable),
        ([CHARGE | {"patientId": STRANGER_REF}], NotFound),
        ([(404, SENTENCE)], NotFound),
        ([(500, b""), (500, b"")], Unreachable),
    ],
)
def test_what_paying_by_card_comes_to(shop: Any, answering: Any, me: Any, answers: Any, result: Any) -> None:
    recorder = answering(*answers)

    if isinstance(result, Payment):
        placed = shop.orders.pay(REQUEST, me)
        assert isinstance(placed, PlacedOrders)
        assert placed.orders[0].payment is result
    else:
        with pytest.raises(result) as raised:
            shop.orders.pay(REQUEST, me)
        assert raised.type is result
    charged = [line for line in posts(recorder) if "charge-card" in line]
    assert len(charged) == (1 if answers[:3] == BY_CARD and len(answers) > 3 else 0)


@pytest.mark.parametrize(
    ("answers", "result"),
    [
        ([CHARGE, ALL, {}, PAID], Payment.PAID),
        ([CHARGE, ALL, NO, PAID], Payment.PAID),
        ([CHARGE, ALL, NO, CHARGE], PaymentDeclined),
        ([CHARGE, ALL, HTML, CHARGE], OutcomeUnknown),
        ([CHARGE, ALL, {}, CHARGE], OutcomeUnknown),
        ([CHARGE, ALL, {}, (429, SENTENCE)], OutcomeUnknown),
        ([CHARGE, ALL, LOST], OutcomeUnknown),
        ([CHARGE, ALL, NEVER_LEFT], Unreachable),
        ([CHARGE, CREDIT], PaymentDeclined),
        ([CHARGE, (500, b""), (500, b"")], Unreachable),
    ],
)
def test_what_paying_with_credit_comes_to(shop: Any, answering: Any, me: Any, answers: Any, result: Any) -> None:
    answering(*answers)
    request = replace(REQUEST, payment_method="credit")

    if isinstance(result, Payment):
        assert shop.orders.pay(request, me).orders[0].payment is result
        return
    with pytest.raises(result) as raised:
        shop.orders.pay(request, me)
    assert raised.type is result


def test_credit_first_and_the_hosted_form_for_the_rest(shop: Any, answering: Any, me: Any) -> None:
    recorder = answering(CHARGE, CREDIT, {}, REST)

    needed = shop.orders.pay(replace(REQUEST, payment_method="credit+hosted"), me)

    assert isinstance(needed, ConfirmationNeeded)
    assert len(posts(recorder)) == 1


def test_credit_that_is_spent_already_leaves_the_rest_to_the_card(shop: Any, answering: Any, me: Any) -> None:
    recorder = answering(REST, [CARD], CREDIT | {"totalAvailable": 0}, CONFIG, PAYIN, PAID)

    assert isinstance(shop.orders.pay(replace(REQUEST, payment_method="credit+pm-1"), me), PlacedOrders)
    assert not any("credit-settled" in line for line in recorder.lines)


@pytest.mark.parametrize(
    ("charge", "result"),
    [
        (PAID, PlacedOrders),
        (paid_by("PROCESSING"), PlacedOrders),
        (CHARGE, ConfirmationNeeded),
        (paid_by("FAILED"), ConfirmationNeeded),
    ],
)
def test_the_charge_decides_and_not_the_browser(shop: Any, answering: Any, me: Any, charge: Any, result: Any) -> None:
    recorder = answering(charge)

    assert isinstance(shop.orders.confirm(REQUEST, me), result)
    assert isinstance(shop.orders.confirm(replace(REQUEST, order_ref="", confirmation="chg-1"), me), result)
    assert posts(recorder) == []


@pytest.mark.parametrize("how", ["failed", "refused"])
def test_a_declined_card_moves_no_money_and_another_one_may_pay(
    clinic: Any, sandbox: Any, dana: Any, ordered: Any, how: str
) -> None:
    sandbox.set_option("decoda", "decline_as", how=how)

    with pytest.raises(PaymentDeclined):
        clinic.orders.pay(replace(ordered, payment_method=demo.DANA_DECLINES), dana)
    assert sandbox.ledger.charges(ordered.cart_ref) == []
    assert clinic.orders.look_up(Question(KEY, ordered.cart_ref), dana).verdict is Verdict.ORDERED

    assert isinstance(clinic.orders.pay(ordered, dana), PlacedOrders)


@pytest.mark.parametrize("counts", [False, True])
def test_a_bank_payment_is_under_way_and_may_come_back(
    clinic: Any, sandbox: Any, dana: Any, ordered: Any, counts: bool
) -> None:
    sandbox.set_option("decoda", "processing_counts", on=counts)
    by_bank = replace(ordered, payment_method=demo.DANA_BANK)

    placed = clinic.orders.pay(by_bank, dana)
    assert placed.orders[0].payment is Payment.PROCESSING
    assert clinic.orders.pay(ordered, dana).orders[0].payment is Payment.PROCESSING
    assert sandbox.ledger.charges(ordered.cart_ref) == []

    sandbox.set_option("decoda", "settle_bank", charge=ordered.order_ref, returned=True)
    assert clinic.orders.look_up(Question(KEY, ordered.cart_ref), dana).verdict is Verdict.ORDERED
    assert clinic.orders.pay(ordered, dana).orders[0].payment is Payment.PAID


@pytest.mark.parametrize("card", [demo.DANA_OLD_CARD, demo.ERIN_VISA, "pm-nobody"])
def test_a_card_that_is_not_the_patients_pays_nothing(
    clinic: Any, sandbox: Any, dana: Any, ordered: Any, card: Any
) -> None:
    with pytest.raises(PaymentDeclined):
        clinic.orders.pay(replace(ordered, payment_method=card), dana)
    assert sandbox.ledger.charges(ordered.cart_ref) == []


def test_credit_pays_first_and_a_card_the_rest(clinic: Any, sandbox: Any, dana: Any, ordered: Any) -> None:
    placed = clinic.orders.pay(replace(ordered, payment_method=f"credit+{demo.DANA_VISA}"), dana)

    assert placed.orders[0].payment is Payment.PAID
    paid = [act.amount for act in sandbox.ledger.charges(ordered.cart_ref)]
    assert (len(paid), paid[0], sum(paid)) == (2, 25, placed.orders[0].total.amount)
    assert clinic.cards.credit(dana) == Money.zero("USD")


def test_credit_alone_pays_where_it_is_enough(clinic: Any, sandbox: Any, dana: Any, ordered: Any) -> None:
    credit = replace(ordered, payment_method="credit")
    with pytest.raises(PaymentDeclined):
        clinic.orders.pay(credit, dana)
    assert clinic.cards.credit(dana) == Money.of(25, "USD")

    sandbox.set_option("decoda", "credit", patient=demo.DANA.id, amount=10_000)

    assert clinic.orders.pay(credit, dana).orders[0].payment is Payment.PAID


def test_the_hosted_form_is_a_hint_and_the_charge_decides(clinic: Any, sandbox: Any, dana: Any, ordered: Any) -> None:
    request = replace(ordered, payment_method="hosted")
    needed = clinic.orders.pay(request, dana)
    assert isinstance(clinic.orders.confirm(request, dana), ConfirmationNeeded)

    browser = requests.Session()
    browser.mount("https://app.decodahealth.com", SandboxAdapter(sandbox, prefix="/decoda-app"))
    assert browser.get(needed.frame_url).status_code == 200
    browser.post(needed.frame_url, data={"card": "declined"})
    assert isinstance(clinic.orders.confirm(request, dana), ConfirmationNeeded)
    browser.post(needed.frame_url, data={"card": "visa"})

    assert isinstance(clinic.orders.confirm(request, dana), PlacedOrders)
    assert clinic.orders.confirm(request, dana) == clinic.orders.confirm(request, dana)
    assert len(sandbox.ledger.charges(ordered.cart_ref)) == 1


@pytest.mark.parametrize("fault", LOST_ANSWERS)
@pytest.mark.parametrize(("path", "method"), [("*/charge-card/*", demo.DANA_VISA), ("*credit-settled", "credit")])
def test_a_lost_payment_is_unknown_and_never_made_twice(
    clinic: Any, sandbox: Any, dana: Any, ordered: Any, fault: Any, path: str, method: Any
) -> None:
    sandbox.set_option("decoda", "credit", patient=demo.DANA.id, amount=10_000)
    sandbox.faults.arm(fault, upstream="decoda", method="POST", path=path, seconds=60)
    request = replace(ordered, payment_method=method)

    with pytest.raises(OutcomeUnknown):
        clinic.orders.pay(request, dana)
    sandbox.release()

    assert clinic.orders.look_up(Question(KEY, request.cart_ref, request.order_ref), dana).verdict is Verdict.PLACED
    assert isinstance(clinic.orders.pay(request, dana), PlacedOrders)
    assert len(sandbox.ledger.charges(request.cart_ref)) == 1
