"""Orders: what checkout answers, one order, and lists of them. Their lines are beside ``data``."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from storefront.money import Money
from storefront.upstream.elasticpath.readers.lines import LineShape
from storefront.upstream.elasticpath.readers.people import AddressShape, address_of
from storefront.upstream.elasticpath.readers.shapes import (
    Price,
    Relationship,
    Snake,
    Timestamps,
    aware,
    charge_of,
    enveloped,
    included,
    listed,
    money_of,
)
from storefront.upstream.fields import InvalidValueError, Maybe, Ref, Text, reading
from storefront.upstream.types import Order, OrderLine, OrderStatus, Payment
from storefront.upstream.wire import Reply

# Words that say nothing new beside the other two.
STATUSES = {"", "incomplete", "processing", "complete", "cancelled"}
PAYMENTS = {"", "unpaid", "partially_authorized", "authorized", "partially_paid", "paid", "refunded"}
SHIPPING = {"", "unfulfilled", "fulfilled"}


class _Totals(Snake):
    with_tax: Price
    tax: Maybe[Price] = None
    discount: Maybe[Price] = None
    balance_owing: Maybe[Price] = None
    paid: Maybe[Price] = None


class _Meta(Snake):
    display_price: _Totals
    timestamps: Maybe[Timestamps] = None


class _Relationships(Snake):
    items: Maybe[Relationship] = None
    account: Maybe[Relationship] = None


class _Order(Snake):
    """An order exists once it has an id and a total; nothing else in it is worth losing it for."""

    id: Ref
    status: Text = ""
    payment: Text = ""
    shipping: Text = ""
    order_number: Text = ""
    external_ref: Text = ""
    shipping_address: Maybe[AddressShape] = None
    meta: _Meta
    relationships: Maybe[_Relationships] = None


def read_order(reply: Reply, currency: str, patient_ref: str) -> Order:
    """Must be this account's."""
    with reading(reply, "order"):
        shape = _Order.model_validate(enveloped(reply.json))
        if not _is_of(shape, patient_ref):
            raise InvalidValueError("relationships.account: another account")
        return _order(reply, shape, _lines(reply.json), currency, patient_ref)


def read_orders(reply: Reply, currency: str, patient_ref: str, *, external_ref: str = "") -> tuple[Order, ...]:
    """Those of this account, and of ``external_ref`` where one is given: a filter that is not known would be ignored
    in silence, and another's order must never be taken for this patient's. Nor for none: the key is ours alone, so an
    order with it under another account is ``Unreadable``. Oldest first."""
    with reading(reply, "orders"):
        shapes = [_Order.model_validate(one) for one in reversed(listed(reply.json))]  # the newest come first
        wanted = [shape for shape in shapes if not external_ref or shape.external_ref == external_ref]
        mine = [shape for shape in wanted if _is_of(shape, patient_ref)]
        if external_ref and len(mine) < len(wanted):
            raise InvalidValueError("relationships.account: another account has an order of this key")
        lines = _lines(reply.json)
        return tuple(_order(reply, shape, lines, currency, patient_ref) for shape in sorted(mine, key=_made_at))


def _is_of(shape: _Order, patient_ref: str) -> bool:
    """An order without an account is nobody's, and then what it was found by must do."""
    owners = shape.relationships.account.ids if shape.relationships and shape.relationships.account else ()
    return not owners or patient_ref in owners


def _order(reply: Reply, shape: _Order, lines: dict[str, LineShape], currency: str, patient_ref: str) -> Order:
    totals = shape.meta.display_price
    total = charge_of(totals.with_tax, currency, "meta.display_price.with_tax")
    payment, due = _payment(shape, total, currency)
    items = shape.relationships.items.ids if shape.relationships and shape.relationships.items else ()
    mine = [lines[item] for item in items if item in lines]
    return Order(
        ref=shape.id,
        number=shape.order_number or shape.id,
        total=total,
        status=_status(reply, shape, payment),
        status_since=aware(shape.meta.timestamps.updated_at) if shape.meta.timestamps else None,
        placed_at=aware(shape.meta.timestamps.created_at) if shape.meta.timestamps else None,
        lines=tuple(_line(line, currency) for line in mine if line.type != "promotion_item"),
        discount=_discount(totals.discount, currency),
        tax=money_of(totals.tax, currency, "meta.display_price.tax") if totals.tax else None,
        address=address_of(shape.shipping_address),
        patient_ref=patient_ref,
        payment=payment,
        due=due,
        paid=charge_of(totals.paid, currency, "meta.display_price.paid") if totals.paid else None,
        can_be_cancelled=_unpaid(shape) and shape.status == "incomplete" and shape.shipping == "unfulfilled",
    )


def _status(reply: Reply, shape: _Order, payment: Payment) -> OrderStatus:
    """Three words tell it together. A word that is not documented makes all of it uncertain, and is counted."""
    if not (shape.status in STATUSES and shape.payment in PAYMENTS and shape.shipping in SHIPPING):
        reply.odd("order status")
        return OrderStatus.UNKNOWN
    if shape.status == "cancelled":
        return OrderStatus.CANCELLED
    if shape.payment == "refunded":
        return OrderStatus.REFUNDED
    if shape.shipping == "fulfilled":
        return OrderStatus.SHIPPED
    return OrderStatus.UNPAID if payment is Payment.DUE else OrderStatus.RECEIVED


def _unpaid(shape: _Order) -> bool:
    paid = shape.meta.display_price.paid
    return shape.payment == "unpaid" and not (paid and paid.amount)


def _payment(shape: _Order, total: Money, currency: str) -> tuple[Payment, Money | None]:
    """An amount that is only held for the clinic is under way. For a word we do not know, what is owed decides."""
    owing = shape.meta.display_price.balance_owing
    due = charge_of(owing, currency, "meta.display_price.balance_owing") if owing else total
    if shape.payment == "authorized":
        return Payment.PROCESSING, None
    known_due = shape.payment in {"unpaid", "partially_authorized", "partially_paid"}
    if shape.payment == "refunded":
        return Payment.CLOSED, None
    if shape.payment == "paid" or (not known_due and not due):
        return Payment.PAID, None
    return Payment.DUE, due


def _lines(body: Any) -> dict[str, LineShape]:
    shapes = [LineShape.model_validate(item) for item in included(body, "items")]
    return {shape.id: shape for shape in shapes}


def _line(shape: LineShape, currency: str) -> OrderLine:
    total = charge_of(shape.full.value or shape.value, currency, "items.value")
    return OrderLine(shape.name, shape.quantity, total, shape.type == "subscription_item", shape.product_id or "")


def _discount(price: Price | None, currency: str) -> Money | None:
    """Negative on the wire, positive here; None for nothing."""
    if price is None or not price.amount:
        return None
    return Money.from_minor(abs(money_of(price, currency, "meta.display_price.discount").minor), currency)


def _made_at(shape: _Order) -> datetime:
    made = aware(shape.meta.timestamps.created_at) if shape.meta.timestamps else None
    return made or datetime.max.replace(tzinfo=UTC)
