"""Attempts as CSV for a spreadsheet: references and figures, nothing about a person."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime

from django.db.models import QuerySet

from checkout.models import OrderAttempt
from checkout.staff_words import standing
from storefront.money import Money
from storefront.staff import csv

AT_ONCE = 500

COLUMNS: dict[str, Callable[[OrderAttempt], str]] = {
    "reference": lambda attempt: attempt.reference,
    "clinic": lambda attempt: attempt.clinic.slug,
    "upstream": lambda attempt: attempt.upstream,
    "state": lambda attempt: attempt.state,
    "step": lambda attempt: attempt.step,
    "refusal": lambda attempt: attempt.refusal,
    "in_words": lambda attempt: standing(attempt).state,
    "seen_at": lambda attempt: _time(attempt.created_at),
    "pressed_at": lambda attempt: _time(attempt.sent_at),
    "settled_at": lambda attempt: _time(attempt.settled_at),
    "tries": lambda attempt: str(attempt.try_number),
    "shown": lambda attempt: _amount(attempt.shown_total),
    "charged": lambda attempt: _amount(attempt.charged_total),
    "currency": lambda attempt: attempt.currency,
    "coupon": lambda attempt: attempt.coupon,
    "cart": lambda attempt: attempt.cart_ref,
    "order_ids": lambda attempt: " ".join(order.upstream_order_id for order in attempt.placed_orders.all()),
    "order_numbers": lambda attempt: " ".join(order.number for order in attempt.placed_orders.all()),
}


def lines(attempts: QuerySet[OrderAttempt]) -> Iterator[str]:
    """The file, line by line, with the database read in pieces."""
    rows = attempts.select_related("clinic").prefetch_related("placed_orders").iterator(chunk_size=AT_ONCE)
    return csv.lines(COLUMNS, ([cell(attempt) for cell in COLUMNS.values()] for attempt in rows))


def _time(at: datetime | None) -> str:
    return at.isoformat(timespec="seconds") if at else ""


def _amount(amount: Money | None) -> str:
    return str(amount.amount) if amount is not None else ""
