"""A receipt has all that an insurer asks for, and guesses nothing."""

from __future__ import annotations

from checkout.receipts.facts import seller_lines
from storefront.upstream.types import Order, OrderLine, PaymentMade
from tests.checkout.receipts.papers import CARD, ORDER, PAID, UNPAID, cad, clinic, receipt


def sums(*payments: PaymentMade, order: Order = ORDER, **how: object) -> dict[str, str]:
    return {row.label: row.amount for row in receipt(order, *payments, **how).sums}  # type: ignore[arg-type]


def test_it_says_who_sold_what_to_whom_and_when() -> None:
    paper = receipt(ORDER, PAID)

    assert paper.standing.title == "Receipt"
    assert paper.seller_name == "Harbour Health Services Inc."
    assert paper.seller == ["Harbour Health", "1 Main Street", "Calgary AB  T2P 1A1", "GST/HST 12345 6789 RT0001"]
    assert paper.patient == "Zoë Núñez"
    assert dict(paper.numbers)["Reference"] == "H7K2-9QXM"
    assert dict(paper.numbers)["Number at the clinic"] == "10483"
    assert dict(paper.numbers)["Ordered on"]


def test_prices_are_exact_or_left_out() -> None:
    first, second = receipt().rows

    assert (first.quantity, first.unit, first.total) == (2, "$34.00", "$68.00")
    assert (second.unit, second.total) == ("", "$10.00")


def test_it_says_what_was_taken_off_paid_and_given_back() -> None:
    paid = sums(PAID)

    assert paid["Discount"] == "−$17.00"
    assert paid["Tax"] == "$3.60"
    assert paid["Total"] == "$64.60 CAD"
    assert paid["Card fee, paid on top"] == "$1.90"
    assert paid["Refunded"] == "−$20.00"
    (how,) = [label for label in paid if label.startswith("Paid on")]
    assert how.endswith(", Visa ending in 4242")
    assert paid[how] == "$64.60"


def test_where_the_upstream_does_not_tell_what_we_know_is_said() -> None:
    assert [label for label in sums(paid_with=CARD) if label.endswith("Visa ending in 4242")]
    assert [label for label in sums() if label.startswith("Paid on") and "," not in label.partition("2026")[2]]
    assert "Paid" in sums(PaymentMade(cad("64.60")))
    assert "Paid, Visa ending in 4242" in sums(PaymentMade(cad("64.60"), method=CARD))


def test_what_is_not_paid_is_no_receipt() -> None:
    paper = receipt(UNPAID)

    assert not paper.standing.is_receipt
    assert sums(order=UNPAID)["Left to pay"] == "$64.60"
    assert not [label for label in sums(order=UNPAID) if label.startswith("Paid")]


def test_a_line_without_a_price_has_none() -> None:
    order = Order("1", "1", cad("64.60"), lines=(OrderLine("Visit", 1),))

    assert (receipt(order).rows[0].unit, receipt(order).rows[0].total) == ("", "")


def test_what_the_clinic_does_not_give_is_left_out() -> None:
    bare = clinic()
    bare.legal_name = bare.postal_address = bare.tax_numbers = ""

    assert seller_lines(bare) == []
