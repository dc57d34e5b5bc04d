"""What a page promises before money moves. Its form carries it, to be compared with the upstream's answer of then."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Self, TypeVar

from django.utils.crypto import salted_hmac
from pydantic import TypeAdapter, ValidationError

from storefront.money import Money
from storefront.upstream.types import Address, Cart, PaymentMethod, Recurrence

LONGEST = 50_000  # characters: a hundred items with long names
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class PromisedItem:
    """``renews_at`` is what one renewal costs, where the item renews."""

    product_ref: str
    name: str
    quantity: int
    recurring: bool = False
    recurrence: Recurrence | None = None
    renews_at: Money | None = None


@dataclass(frozen=True, slots=True)
class Promise:
    """Everything that a patient agrees to by placing an order. ``method`` is None where nothing is to pay."""

    items: tuple[PromisedItem, ...]
    total: Money
    coupon: str
    address: Address | None
    method: PaymentMethod | None

    @classmethod
    def of(cls, cart: Cart, coupon: str, address: Address | None, method: PaymentMethod | None) -> Self:
        items = tuple(
            PromisedItem(
                line.product_ref,
                line.name,
                line.quantity,
                line.recurring,
                line.recurrence,
                (line.recurrence and line.recurrence.price) or line.total if line.recurring else None,
            )
            for line in cart.lines
        )
        return cls(items, cart.total, coupon, address, method if cart.total else None)

    @property
    def fingerprint(self) -> str:
        """All but the total, which may go down, and words that may be written in another way."""
        items = sorted(
            [item.product_ref, item.quantity, item.recurring, str(item.recurrence), str(item.renews_at)]
            for item in self.items
        )
        method = [str(part) for part in _terms(self.method)] if self.method else []
        facts = [items, self.total.currency, self.coupon, str(self.address), method]
        return salted_hmac("checkout.promise", json.dumps(facts), algorithm="sha256").hexdigest()

    def holds(self, shown: Promise | None) -> bool:
        """Whether somebody who was ``shown`` that gets just this, for no more money."""
        return shown is not None and shown.fingerprint == self.fingerprint and not self.total > shown.total

    def dump(self) -> str:
        return _PROMISE.dump_json(self).decode()

    @classmethod
    def load(cls, text: str) -> Promise | None:
        """None for what no page of ours holds."""
        return _load(_PROMISE, text)


@dataclass(frozen=True, slots=True)
class PaymentPromise:
    """What the page of an unpaid order promises: what is to pay, and what each credit covers of it, by its ref."""

    due: Money
    covers: dict[str, Money]
    fees: dict[str, str] = field(default_factory=dict)  # what a card costs on top, at most, by the method's ref

    @classmethod
    def of(cls, due: Money, methods: tuple[PaymentMethod, ...]) -> Self:
        covers = {method.ref: method.covers for method in methods if method.covers}
        return cls(due, covers, {method.ref: str(method.fee) for method in methods if method.surcharged})

    def holds(self, shown: PaymentPromise | None, method: str) -> bool:
        """Whether paying with ``method`` takes what was ``shown``, and not more."""
        if shown is None or shown.due.currency != self.due.currency or self.due > shown.due:
            return False
        if self.fees.get(method) not in {None, shown.fees.get(method)} and self.due == shown.due:
            return False
        return self.covers.get(method) == shown.covers.get(method) or self.due < shown.due

    def dump(self) -> str:
        return _PAYMENT.dump_json(self).decode()

    @classmethod
    def load(cls, text: str) -> PaymentPromise | None:
        """None for what no page of ours holds."""
        return _load(_PAYMENT, text)


def _terms(method: PaymentMethod) -> list[object]:
    """What is promised of a payment method. A fee is one of the terms where there is one."""
    fee = [method.surcharged, method.fee] if method.surcharged else []
    return [method.ref, method.kind, method.covers, *fee]


_PROMISE = TypeAdapter(Promise)
_PAYMENT = TypeAdapter(PaymentPromise)


def _load(adapter: TypeAdapter[T], text: str) -> T | None:
    try:
        return adapter.validate_json(text) if len(text) <= LONGEST else None
    except ValidationError:
        return None
