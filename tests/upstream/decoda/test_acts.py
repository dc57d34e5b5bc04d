"""The two steps of an order, and what each of their answers means."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
import requests
import urllib3

from storefront.upstream.errors import (
    Busy,
    CartGone,
    Misconfigured,
    NotFound,
    NotPayable,
    OrderRefused,
    OutcomeUnknown,
    PaymentDeclined,
    Refused,
    Unreachable,
    Unreadable,
)
from storefront.upstream.types import ConfirmationNeeded, Payment, PlacedOrders, Question, UnpaidOrder, Verdict
from tests.upstream.decoda.conftest import REQUEST
from tests.upstream.decoda.examples import (
    CARD,
    CART,
    CHARGE,
    CONFIG,
    CREDIT,
    EMPTY_CART,
    PAID,
    PATIENT,
    PAYIN,
    QUOTE,
    SENTENCE,
    SHAPE_LIST,
    STRANGER_REF,
    page,
    paid_by,
)

CONVERTED = CART | {"status": "CONVERTED", "convertedChargeId": "chg-1"}
STRANGERS = CART | {"patient": PATIENT | {"id": STRANGER_REF}}
NO = (400, SENTENCE)
HTML = (400, b"<html>Bad request</html>")
LOST = requests.ConnectionError(urllib3.exceptions.ProtocolError("reset"))
NEVER_LEFT = requests.ConnectionError(
    urllib3.exceptions.MaxRetryError(
        None,  # type: ignore[arg-type]
        "/",
        urllib3.exceptions.NewConnectionError(None, "refused"),  # type: ignore[arg-type]
    )
)


def posts(recorder: Any) -> Any:
    return [line for line in recorder.lines if line.startswith("POST")]


# -- place -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answers", "result"),
    [
        ([CART, CHARGE], UnpaidOrder),
        ([CONVERTED, CHARGE], UnpaidOrder),
        ([CONVERTED, PAID], PlacedOrders),
        ([CART, NO, CONVERTED, CHARGE], UnpaidOrder),
        ([CART, HTML, CONVERTED, CHARGE], UnpaidOrder),
        ([CART, (409, SHAPE_LIST), CONVERTED, paid_by("PROCESSING")], PlacedOrders),
        ([CART, NO, CART], OrderRefused),
        ([CART, (422, SHAPE_LIST), CART], OrderRefused),
        ([CART, HTML, CART], OutcomeUnknown),
        ([CART, (408, b""), CART], OutcomeUnknown),
        ([CART, NO, CART | {"status": "EXPIRED"}], OutcomeUnknown),
        ([CART, NO, (404, SENTENCE)], OutcomeUnknown),
        ([CART, NO, (500, b""), (500, b"")], OutcomeUnknown),
        ([CART, NO, CONVERTED, (404, SENTENCE)], OutcomeUnknown),
        ([CART, (500, b"")], OutcomeUnknown),
        ([CART, LOST], OutcomeUnknown),
        ([CART, b"<html>"], Unreadable),
        ([CART, CHARGE | {"patientId": STRANGER_REF}], OutcomeUnknown),
        ([CART, NEVER_LEFT], Unreachable),
        ([CART, (429, SENTENCE)], Busy),
        ([CART, (401, SENTENCE)], Misconfigured),
        ([(500, b""), (500, b"")], Unreachable),
        ([b"<html>"], Unreachable),
        ([STRANGERS], NotFound),
        ([(404, SENTENCE)], CartGone),
        ([EMPTY_CART], OrderRefused),
        ([CART | {"status": "EXPIRED"}], OrderRefused),
        ([CART | {"status": "SLEEPING"}], OrderRefused),
    ],
)
def test_what_placing_comes_to(shop: Any, answering: Any, me: Any, answers: Any, result: Any) -> None:
    recorder = answering(*answers)

    if issubclass(result, Exception):
        with pytest.raises(result) as raised:
            shop.orders.place(REQUEST, me)
        assert raised.type is result
    else:
        assert isinstance(shop.orders.place(REQUEST, me), result)
    assert len(posts(recorder)) <= 1


@pytest.mark.parametrize("trouble", [NO, (500, b""), LOST, NEVER_LEFT, (429, SENTENCE)])
def test_an_order_of_nothing_exists_whatever_its_closing_answers(
    shop: Any, answering: Any, me: Any, trouble: Any
) -> None:
    nothing = CHARGE | {"total": 0, "totalOutstanding": 0}
    answering(CART | {"total": 0}, nothing, trouble, nothing)

    outcome = shop.orders.place(REQUEST, me)

    assert isinstance(outcome, PlacedOrders if trouble is NO else UnpaidOrder)


def test_an_order_of_nothing_is_closed_when_it_is_paid(shop: Any, answering: Any, me: Any) -> None:
    nothing = CHARGE | {"total": 0, "totalOutstanding": 0}
    recorder = answering(nothing, [], PAID | {"total": 0, "status": "EXTERNAL_SETTLEMENT"})

    placed = shop.orders.pay(replace(REQUEST, payment_method=""), me)

    assert placed.orders[0].payment is Payment.PAID
    assert [line.rpartition("/")[2] for line in posts(recorder)] == ["mark-no-charge"]


# -- pay by card -------------------------------------------------------------------------------------------------------

BY_CARD = [CHARGE, [CARD], CONFIG]


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


@pytest.mark.parametrize("method", ["", "pm-2", "credit+pm-2", "hosted+", "+pm-1"])
def test_a_way_to_pay_that_is_none_moves_nothing(shop: Any, answering: Any, me: Any, method: str) -> None:
    recorder = answering(CHARGE, [CARD])

    with pytest.raises(PaymentDeclined):
        shop.orders.pay(replace(REQUEST, payment_method=method), me)
    assert posts(recorder) == []


# -- pay with credit ---------------------------------------------------------------------------------------------------

ALL = CREDIT | {"totalAvailable": 99999}
REST = CHARGE | {"totalOutstanding": 8022}


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


@pytest.mark.parametrize(
    ("answers", "result"),
    [
        ([CONFIG, PAYIN, PAID], None),
        ([CONFIG, PAYIN | {"status": "FAILED"}, REST], PaymentDeclined),
        ([CONFIG, NEVER_LEFT], OutcomeUnknown),
        ([CONFIG, (429, SENTENCE)], OutcomeUnknown),
        ([(401, SENTENCE)], OutcomeUnknown),
        ([(500, b"")], OutcomeUnknown),
    ],
)
def test_once_credit_is_spent_nothing_reads_as_if_nothing_had_happened(
    shop: Any, answering: Any, me: Any, answers: Any, result: Any
) -> None:
    answering(CHARGE, [CARD], CREDIT, {}, REST, *answers)
    request = replace(REQUEST, payment_method="credit+pm-1")

    if result is None:
        assert isinstance(shop.orders.pay(request, me), PlacedOrders)
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


# -- confirm and look --------------------------------------------------------------------------------------------------


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


@pytest.mark.parametrize(
    ("question", "answers", "verdict"),
    [
        (Question("attempt-1", "cart-1", "chg-1"), [(404, SENTENCE)], Verdict.NOTHING),
        (Question("attempt-1", "cart-1"), [CONVERTED, PAID], Verdict.PLACED),
        (Question("attempt-1", "cart-1"), [CONVERTED, (404, SENTENCE)], Verdict.NOTHING),
        (Question("attempt-1", "cart-1"), [CART, page()], Verdict.NOTHING),
        (Question("attempt-1", "cart-1"), [CART, page(CHARGE)], Verdict.ORDERED),
        (Question("attempt-1", "cart-1"), [(404, SENTENCE), page(PAID)], Verdict.PLACED),
        (Question("attempt", "cart-1"), [CART, page(CHARGE)], Verdict.NOTHING),
        (Question("attempt-1", "cart-1"), [CART, page(CHARGE | {"patientId": STRANGER_REF})], Verdict.NOTHING),
    ],
)
def test_what_became_of_an_act(shop: Any, answering: Any, me: Any, question: Any, answers: Any, verdict: Any) -> None:
    recorder = answering(*answers)

    assert shop.orders.look_up(question, me).verdict is verdict
    assert {request.method for request in recorder.asked} == {"GET"}


def test_of_two_charges_with_one_key_the_older_is_the_order(shop: Any, answering: Any, me: Any) -> None:
    newer = CHARGE | {"id": "chg-2", "createdDate": "2026-11-22T09:00:00Z"}
    answering(CART, page(newer, CHARGE))

    assert shop.orders.look_up(Question("attempt-1", "cart-1"), me).orders[0].ref == "chg-1"


def test_a_strangers_cart_is_not_looked_at(shop: Any, answering: Any, me: Any) -> None:
    answering(STRANGERS)

    with pytest.raises(NotFound):
        shop.orders.look_up(Question("attempt-1", "cart-1"), me)


# -- changes to a cart -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "do",
    [
        lambda shop, me: shop.carts.add("cart-1", [], me),
        lambda shop, me: shop.carts.change("cart-1", "line-1", REQUEST, me),
        lambda shop, me: shop.carts.remove("cart-1", "line-1", me),
        lambda shop, me: shop.carts.apply_coupon("cart-1", "WELCOME10", me),
        lambda shop, me: shop.orders.prepare("cart-1", "", me),
    ],
)
def test_a_strangers_cart_is_never_written_to(shop: Any, answering: Any, me: Any, do: Any) -> None:
    recorder = answering(STRANGERS)

    with pytest.raises(NotFound):
        do(shop, me)
    assert {request.method for request in recorder.asked} == {"GET"}


@pytest.mark.parametrize(
    ("again", "error"),
    [(CART, Refused), (CONVERTED, CartGone), ((404, SENTENCE), CartGone), (EMPTY_CART, NotFound)],
)
def test_a_refused_change_is_explained_by_another_look(
    shop: Any, answering: Any, me: Any, again: Any, error: Any
) -> None:
    answering(CART, NO, again)

    with pytest.raises(error):
        shop.carts.remove("cart-1", "line-1", me)


def test_a_strangers_card_is_not_removed(shop: Any, answering: Any, me: Any) -> None:
    recorder = answering([CARD | {"patientId": STRANGER_REF}])

    with pytest.raises(NotFound):
        shop.cards.remove("pm-1", me)
    assert len(recorder.asked) == 1


def test_a_card_is_never_added_here(shop: Any, answering: Any, me: Any) -> None:
    recorder = answering([CARD])

    with pytest.raises(PaymentDeclined):
        shop.cards.add("tok", me)
    assert recorder.asked == []
    assert shop.can.card_script is None


# -- quotes ------------------------------------------------------------------------------------------------------------

ACCEPTED = QUOTE | {"status": "ACCEPTED"}
ORDERED = QUOTE | {"status": "CONVERTED", "convertedChargeId": "chg-1"}
NO_QUOTE = (404, {"detail": "Quote not found"})


@pytest.mark.parametrize(
    ("answers", "result"),
    [
        ([ACCEPTED, CHARGE], UnpaidOrder),
        ([ORDERED, CHARGE], UnpaidOrder),
        ([ACCEPTED, NO, ORDERED, CHARGE], UnpaidOrder),
        ([ACCEPTED, NO, ACCEPTED], OrderRefused),
        ([ACCEPTED, HTML, ACCEPTED], OutcomeUnknown),
        ([ACCEPTED, (500, b"")], OutcomeUnknown),
        ([QUOTE], OrderRefused),
    ],
)
def test_what_ordering_a_quote_comes_to(quotes: Any, answering: Any, me: Any, answers: Any, result: Any) -> None:
    answering(*answers)

    if issubclass(result, Exception):
        with pytest.raises(result):
            quotes.order("quote-1", REQUEST, me)
    else:
        assert isinstance(quotes.order("quote-1", REQUEST, me), result)


@pytest.mark.parametrize(
    ("status", "again"), [("ACCEPTED", "accept"), ("DECLINED", "decline"), ("EXPIRED", ""), ("CONVERTED", "")]
)
def test_a_quote_is_answered_once_and_the_same_answer_again_is_no_news(
    quotes: Any, answering: Any, me: Any, status: str, again: str
) -> None:
    recorder = answering(QUOTE | {"status": status})

    for name in ("accept", "decline"):
        if name == again:
            assert getattr(quotes, name)("quote-1", me).ref == "quote-1"
        else:
            with pytest.raises(Refused):
                getattr(quotes, name)("quote-1", me)
    assert posts(recorder) == []


def test_a_quote_of_nothing_is_placed_at_once(quotes: Any, answering: Any, me: Any) -> None:
    free = CHARGE | {"total": 0, "totalOutstanding": 0}
    answering(ACCEPTED, free, True, free | {"status": "PAID"})

    assert isinstance(quotes.order("quote-1", REQUEST, me), PlacedOrders)


@pytest.mark.parametrize(
    ("answers", "verdict"),
    [
        ([ORDERED, CHARGE], Verdict.ORDERED),
        ([ACCEPTED, page(CHARGE)], Verdict.ORDERED),
        ([NO_QUOTE, page(CHARGE)], Verdict.ORDERED),
        ([ACCEPTED, page()], Verdict.NOTHING),
    ],
)
def test_an_order_of_a_quote_is_found_through_it_or_by_the_key(
    shop: Any, answering: Any, me: Any, answers: Any, verdict: Any
) -> None:
    answering(*answers)

    assert shop.orders.look_up(Question("attempt-1", "quote:quote-1", quote_ref="quote-1"), me).verdict is verdict


@pytest.mark.parametrize("status", ["DRAFT", "DREAMT"])
def test_a_quote_that_was_not_sent_is_not_there(quotes: Any, answering: Any, me: Any, status: str) -> None:
    answering(QUOTE | {"status": status})

    with pytest.raises(NotFound):
        quotes.show("quote-1", me)
