"""Subscriptions, in the shape of the guide (lines with names and prices) and in that of the events (a product's id and
its phases)."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

from pydantic import Field

from storefront.upstream.careportals.readers.orders import customer_of
from storefront.upstream.careportals.readers.recurrence import Phase, recurrence_of_phase
from storefront.upstream.errors import NotFound, Unreadable
from storefront.upstream.fields import Amount, ListOf, Maybe, Quantity, Ref, Shape, Text, money, objects, reading
from storefront.upstream.types import OrderLine, RenewalPhase, Subscription, SubscriptionState
from storefront.upstream.wire import Reply

STATES = {
    "active": SubscriptionState.ACTIVE,
    "paused": SubscriptionState.PAUSED,
    "cancelled": SubscriptionState.CANCELLED,
    "canceled": SubscriptionState.CANCELLED,
    "ended": SubscriptionState.CANCELLED,
}


class _Line(Shape):
    product_id: Maybe[Ref] = None
    name: Text = ""
    quantity: Maybe[Quantity] = None
    price: Maybe[Amount] = None


class _Subscription(Shape):
    id: Ref = Field(alias="_id")
    status: Text = ""
    customer: Any = None
    next_cycle_date: Maybe[datetime] = None
    line_items: ListOf[_Line] = []
    product: Maybe[Ref] = None
    phases: Maybe[list[Phase]] = None


def read_subscription(reply: Reply, currency: str, patient_ref: str) -> Subscription:
    """``NotFound`` for another patient's."""
    with reading(reply, "subscription"):
        found = _subscription(reply, reply.json, currency, patient_ref)
    if found is None:
        raise reply.error(NotFound, "subscription: another patient's")
    return found


def read_subscriptions(reply: Reply, currency: str, patient_ref: str) -> tuple[Subscription, ...]:
    """Those of this patient. A row that does not fit costs that row, and is counted."""
    with reading(reply, "subscriptions"):
        rows = objects(reply.json, "subscriptions")
    return tuple(one for row in rows if (one := _row(reply, row, currency, patient_ref)))


def _row(reply: Reply, row: Any, currency: str, patient_ref: str) -> Subscription | None:
    try:
        with reading(reply, "subscription"):
            return _subscription(reply, row, currency, patient_ref)
    except Unreadable:
        reply.odd("subscription")
        return None


def _subscription(reply: Reply, data: Any, currency: str, patient_ref: str) -> Subscription | None:
    shape = _Subscription.model_validate(data)
    if (customer := customer_of(shape.customer)) and customer != patient_ref:
        return None
    state = STATES.get(shape.status.lower())
    if state is None:
        reply.odd("subscription status")
    lines = tuple(_line(line, currency) for line in shape.line_items)
    return Subscription(
        ref=shape.id,
        state=state or SubscriptionState.UNKNOWN,
        lines=lines or ((OrderLine("", 1, product_ref=shape.product),) if shape.product else ()),
        phases=tuple(_phase(phase, currency) for phase in shape.phases or []),
        next_at=_aware(shape.next_cycle_date),
    )


def _line(line: _Line, currency: str) -> OrderLine:
    quantity = line.quantity or 1
    total = money(line.price, currency, "lineItems.price") * quantity if line.price is not None else None
    return OrderLine(line.name, quantity, total, recurring=True, product_ref=line.product_id or "")


def _phase(phase: Phase, currency: str) -> RenewalPhase:
    price = money(phase.price, currency, "phases.price") if phase.price is not None else None
    cycles = int(phase.cycles) if re.fullmatch(r"\d{1,4}", phase.cycles) else None
    return RenewalPhase(price, recurrence_of_phase(phase), cycles)


def _aware(moment: datetime | None) -> datetime | None:
    return moment.replace(tzinfo=UTC) if moment and moment.tzinfo is None else moment
