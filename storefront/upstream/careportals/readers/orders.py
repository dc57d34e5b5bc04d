"""Orders: what *finalize* answers, and what *payments* answers (one or more of them, and how the payment went)."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from pydantic import Field

from storefront.money import Money
from storefront.upstream.careportals.readers.addresses import AddressShape, address_of
from storefront.upstream.careportals.readers.requirements import requirements_of
from storefront.upstream.careportals.readers.statuses import read_status
from storefront.upstream.fields import (
    Amount,
    Flag,
    InvalidValueError,
    ListOf,
    Maybe,
    Quantity,
    Ref,
    Shape,
    Text,
    Token,
    money,
    objects,
    reading,
    same_currency,
)
from storefront.upstream.types import ConfirmationNeeded, LookUp, Order, OrderLine, Verdict
from storefront.upstream.wire import Reply


class _Line(Shape):
    product_id: Maybe[Ref] = None
    name: Text = ""
    label: Text = ""
    quantity: Maybe[Quantity] = None
    price: Maybe[Amount] = None
    is_subscription: Flag = False
    requirements: Any = None
    phases: Any = None
    subscription_phases: Any = None


class _Order(Shape):
    """An order exists once it has an id and a total; nothing else in it is worth losing it for."""

    id: Ref = Field(alias="_id")
    number: Text = Field("", alias="id")
    status: Text = ""
    created_at: Maybe[datetime] = None
    updated_at: Maybe[datetime] = None
    customer: Any = None
    requirements: Any = None
    phases: Any = None
    line_items: ListOf[_Line] = []
    shipping_address: Maybe[AddressShape] = None
    total_amount: Amount
    currency: Text = ""


class _Payment(Shape):
    payment_status: Text
    orders: ListOf[Any] = []


class _Redirect(Shape):
    url: Text = ""


class _NextAction(Shape):
    redirect_to_url: Maybe[_Redirect] = Field(None, alias="redirect_to_url")


class _Intent(Shape):
    client_secret: Maybe[Token] = Field(None, alias="client_secret")
    next_action: Maybe[_NextAction] = Field(None, alias="next_action")


def read_placed(reply: Reply, currency: str, patient_ref: str) -> tuple[Order, ...]:
    """One order (*finalize*), or at least one under ``orders`` (*payments*). All must be this patient's."""
    with reading(reply, "order"):
        orders = reply.json.get("orders", [reply.json]) if isinstance(reply.json, dict) else [reply.json]
        placed = _orders(reply, orders, currency, patient_ref)
        if not placed:
            raise InvalidValueError("orders: none")
        return placed


def read_look_up(reply: Reply, currency: str, patient_ref: str) -> LookUp:
    """``succeeded`` without orders yet, ``pending`` and words we do not know all mean: not settled, ask again."""
    with reading(reply, "payment"):
        payment = _Payment.model_validate(reply.json)
        if payment.payment_status == "failed":
            return LookUp(Verdict.FAILED)
        if payment.payment_status != "succeeded" or not payment.orders:
            return LookUp(Verdict.PENDING)
        return LookUp(Verdict.PLACED, _orders(reply, payment.orders, currency, patient_ref))


def read_confirmation(reply: Reply) -> ConfirmationNeeded | None:
    """The ``intent`` of a 402, where the bank wants a word; None where the card was plainly declined."""
    said = reply.json.get("intent") if isinstance(reply.json, dict) else None
    with reading(reply, "intent"):
        intent = _Intent.model_validate(said if isinstance(said, dict) else {})
    if not intent.client_secret:
        return None
    redirect = intent.next_action.redirect_to_url if intent.next_action else None
    return ConfirmationNeeded(intent.client_secret, redirect_url=_web_address(redirect.url) if redirect else "")


def _orders(reply: Reply, data: Any, currency: str, patient_ref: str) -> tuple[Order, ...]:
    return tuple(_order(reply, one, currency, patient_ref) for one in objects(data, "orders"))


def _order(reply: Reply, data: Any, currency: str, patient_ref: str) -> Order:
    shape = _Order.model_validate(data)
    if (customer := customer_of(shape.customer)) and customer != patient_ref:
        raise InvalidValueError("customer: another patient")
    currency = same_currency(shape.currency, currency)
    total = money(shape.total_amount, currency, "totalAmount")
    return Order(
        ref=shape.id,
        number=shape.number or shape.id,
        total=total,
        status=read_status(reply, shape.status),
        status_since=_aware(shape.updated_at),
        placed_at=_aware(shape.created_at),
        lines=tuple(_line(line, currency) for line in shape.line_items),
        discount=_discount(shape, total),
        address=address_of(shape.shipping_address),
        patient_ref=patient_ref,
        requirements=requirements_of(shape, *shape.line_items),
    )


def customer_of(customer: Any) -> str:
    """Their id, where the order tells it as such: it may also be a name or a user name, which prove nothing."""
    said = (customer.get("_id") or customer.get("id")) if isinstance(customer, dict) else customer
    return said if isinstance(said, str) and re.fullmatch(r"[A-Za-z0-9_-]{1,128}", said) else ""


def _line(shape: _Line, currency: str) -> OrderLine:
    quantity = shape.quantity or 1
    total = money(shape.price, currency, "lineItems.price") * quantity if shape.price is not None else None
    return OrderLine(shape.name or shape.label, quantity, total, shape.is_subscription, shape.product_id or "")


def _discount(shape: _Order, total: Money) -> Money | None:
    """As in a cart: what the lines cost less what was charged, and nothing where a line does not say."""
    costs = [line.price * (line.quantity or 1) for line in shape.line_items if line.price is not None]
    if len(costs) != len(shape.line_items):
        return None
    saved = money(sum(costs, start=0 * total.amount), total.currency, "lineItems.price") - total
    return saved if saved > Money.zero(total.currency) else None


def _aware(moment: datetime | None) -> datetime | None:
    return moment.replace(tzinfo=UTC) if moment and moment.tzinfo is None else moment


def _web_address(url: str) -> str:
    return url if urlsplit(url).scheme in {"https", "http"} else ""
