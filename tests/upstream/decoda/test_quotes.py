"""Quotes: seen, answered once, and ordered like a cart."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from sandbox.decoda import demo
from storefront.upstream.errors import NotFound, OrderRefused, OutcomeUnknown, Refused
from storefront.upstream.types import PlacedOrders, Question, UnpaidOrder, Verdict
from tests.upstream.decoda.at_sandbox import KEY, STRANGER
from tests.upstream.decoda.conftest import REQUEST, asked, posts
from tests.upstream.decoda.examples import CHARGE, HTML, NO, QUOTE, STRANGER_REF, page

ASK_FOR_QUOTE = replace(REQUEST, key="attempt-9", reference="")
ACCEPTED = QUOTE | {"status": "ACCEPTED"}
ORDERED = QUOTE | {"status": "CONVERTED", "convertedChargeId": "chg-1"}
NO_QUOTE = (404, {"detail": "Quote not found"})


def test_quotes_are_shown_answered_and_ordered(quotes: Any, answering: Any, me: Any) -> None:
    accepted = QUOTE | {"status": "ACCEPTED"}
    recorder = answering(page(QUOTE), QUOTE, QUOTE, QUOTE, True, accepted, accepted, CHARGE)

    quotes.list(me)
    quotes.show("quote-1", me)
    assert quotes.accept("quote-1", me).can_be_ordered
    assert quotes.order("quote-1", ASK_FOR_QUOTE, me).order.ref == "chg-1"

    assert asked(recorder) == [
        ("GET /billing/quote/list?patient_id=pat-1&page=1&size=50", None),
        ("GET /billing/quote/quote-1", None),
        ("GET /billing/quote/public/quote-1?update_viewed_date=true", None),
        ("GET /billing/quote/quote-1", None),
        ("POST /billing/quote/respond", {"quoteId": "quote-1", "response": "accept"}),
        ("GET /billing/quote/quote-1", None),
        ("GET /billing/quote/quote-1", None),
        ("POST /billing/quote/convert-to-charge", {"quoteId": "quote-1", "externalId": "attempt-9"}),
    ]


def test_a_strangers_quote_is_not_found_and_not_marked_as_seen(quotes: Any, answering: Any, me: Any) -> None:
    recorder = answering(QUOTE | {"patientId": STRANGER_REF})

    for do in (quotes.show, quotes.accept, quotes.decline):
        with pytest.raises(NotFound):
            do("quote-1", me)
    with pytest.raises(NotFound):
        quotes.order("quote-1", REQUEST, me)
    assert {request.method for request in recorder.asked} == {"GET"}
    assert not any("public" in line for line in recorder.lines)


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


def test_a_quote_is_seen_accepted_ordered_once_and_paid(clinic: Any, sandbox: Any, dana: Any) -> None:
    quotes, request = clinic.quotes, replace(REQUEST, key=KEY, cart_ref="quote:1")
    assert quotes.list(STRANGER) == ()
    (quote,) = quotes.list(dana)
    assert quotes.show(quote.ref, dana).can_be_answered
    assert quotes.accept(quote.ref, dana).can_be_ordered
    assert quotes.accept(quote.ref, dana).can_be_ordered
    question = Question(KEY, "quote:1", quote_ref=quote.ref)
    assert clinic.orders.look_up(question, dana).verdict is Verdict.NOTHING
    sandbox.faults.arm("reset_after", upstream="decoda", path="/billing/quote/convert-to-charge")
    with pytest.raises(OutcomeUnknown):
        quotes.order(quote.ref, request, dana)
    assert clinic.orders.look_up(question, dana).verdict is Verdict.ORDERED

    ordered = quotes.order(quote.ref, request, dana)

    assert ordered.order.total == quote.total
    assert clinic.orders.look_up(question, dana).orders == (ordered.order,)
    assert isinstance(
        clinic.orders.pay(replace(REQUEST, order_ref=ordered.order.ref, payment_method=demo.DANA_VISA), dana),
        PlacedOrders,
    )
    assert len(sandbox.ledger.orders()) == len(sandbox.ledger.charges()) == 1
