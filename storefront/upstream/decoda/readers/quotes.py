"""Quotes as the patient may see them. ``internalNotes`` and the like have no field here."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from storefront.money import Money
from storefront.upstream.decoda.readers.goods import Goods
from storefront.upstream.decoda.readers.shapes import Cents, aware, check_owner, own_rows
from storefront.upstream.errors import NotFound
from storefront.upstream.fields import InvalidValueError, ListOf, Maybe, Quantity, Ref, Shape, Text, reading
from storefront.upstream.types import Access, OrderLine, Quote, QuoteStatus
from storefront.upstream.wire import Reply

DRAFT = "DRAFT"
# For patients. A draft is staff's, and one in a status that we do not know is nobody's.
STATUSES = {
    "SENT": QuoteStatus.OPEN,
    "VIEWED": QuoteStatus.OPEN,
    "ACCEPTED": QuoteStatus.ACCEPTED,
    "DECLINED": QuoteStatus.DECLINED,
    "EXPIRED": QuoteStatus.EXPIRED,
    "CONVERTED": QuoteStatus.ORDERED,
}


class _Line(Shape):
    quantity: Quantity
    total_price: Cents
    item: Maybe[Goods] = None
    package: Maybe[Goods] = None


class _Row(Shape):
    """A quote as the list has it: what it comes to, and not what is in it."""

    id: Ref
    status: Text
    title: Text = ""
    valid_until_date: Maybe[datetime] = None
    discount_amount: Cents | None = None
    tax_amount: Cents | None = None
    total: Cents


class _Quote(_Row):
    description: Text = ""
    terms: Text = ""
    items: ListOf[_Line] = []
    subtotal: Cents
    converted_charge_id: Maybe[Ref] = None


def read_quote(reply: Reply, access: Access, currency: str) -> Quote:
    """``NotFound`` for a draft and another patient's."""
    check_owner(reply, access, "quote")
    return _for_patients(reply, currency)


def read_public_quote(reply: Reply, ref: str, currency: str) -> Quote:
    """The view for patients need not say whose it is: that was looked up before. ``NotFound`` for another quote."""
    quote = _for_patients(reply, currency)
    if quote.ref != ref:
        raise reply.error(NotFound, "quote: another one")
    return quote


def read_quotes(reply: Reply, rows: list[Any], access: Access, currency: str) -> tuple[Quote, ...]:
    """This patient's, as far as they were sent, without their lines."""
    return tuple(own_rows(reply, rows, access, lambda row: _row(reply, row, currency), "quotes"))


def _for_patients(reply: Reply, currency: str) -> Quote:
    with reading(reply, "quote"):
        quote = _quote(reply, currency)
    if quote is None:
        raise reply.error(NotFound, "quote: not for patients")
    return quote


def _row(reply: Reply, data: Any, currency: str) -> Quote | None:
    shape = _Row.model_validate(data)
    return _common(shape, currency) if _is_for_patients(reply, shape) else None


def _quote(reply: Reply, currency: str) -> Quote | None:
    shape = _Quote.model_validate(reply.json)
    if not _is_for_patients(reply, shape):
        return None
    if not shape.items and (shape.subtotal or shape.total):
        raise InvalidValueError("items: none, and there is something to pay")
    return replace(
        _common(shape, currency),
        description=shape.description,
        terms=shape.terms,
        lines=tuple(_line(line, currency) for line in shape.items),
        subtotal=Money.from_minor(shape.subtotal, currency),
        order_ref=shape.converted_charge_id or "",
    )


def _is_for_patients(reply: Reply, shape: _Row) -> bool:
    if shape.status not in {*STATUSES, DRAFT}:
        reply.odd("quote: status (unknown)")
    return shape.status in STATUSES


def _common(shape: _Row, currency: str) -> Quote:
    total = Money.from_minor(shape.total, currency)
    return Quote(
        ref=shape.id,
        status=STATUSES[shape.status],
        title=shape.title,
        valid_until=aware(shape.valid_until_date),
        lines=(),
        subtotal=total,
        discount=Money.from_minor(shape.discount_amount, currency) if shape.discount_amount else None,
        tax=Money.from_minor(shape.tax_amount, currency) if shape.tax_amount is not None else None,
        total=total,
    )


def _line(shape: _Line, currency: str) -> OrderLine:
    goods = shape.item or shape.package
    total = Money.from_minor(shape.total_price, currency)
    return OrderLine(goods.name if goods else "", shape.quantity, total, unit=goods.unit if goods else "")
