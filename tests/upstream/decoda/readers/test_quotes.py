"""A quote as the patient may see it."""

from __future__ import annotations

from typing import Any

from tests.upstream.decoda.conftest import dollars
from tests.upstream.decoda.examples import QUOTE, page


def test_a_quote_is_what_the_patient_may_see(quotes: Any, answering: Any, me: Any) -> None:
    answering(QUOTE)

    quote = quotes.look_up("quote-1", me)

    assert (quote.title, quote.total, quote.tax, quote.discount) == (
        "Your plan",
        dollars("116.91"),
        dollars("8.91"),
        None,
    )
    assert quote.can_be_answered
    assert not quote.can_be_ordered
    assert [(line.name, line.quantity) for line in quote.lines] == [("Barrier Cream <b>", 2)]


def test_a_row_of_quotes_tells_no_lines_and_drafts_are_not_listed(quotes: Any, answering: Any, me: Any) -> None:
    told = ("id", "patientId", "title", "status", "discountAmount", "taxAmount", "total", "validUntilDate")
    row = {name: QUOTE[name] for name in told}
    answering(page(row, row | {"id": "draft", "status": "DRAFT"}, row | {"id": "odd", "status": "ODD"}))

    (quote,) = quotes.list(me)

    assert (quote.ref, quote.title, quote.total, quote.lines) == ("quote-1", "Your plan", dollars("116.91"), ())
