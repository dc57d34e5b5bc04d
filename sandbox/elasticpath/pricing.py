"""What a cart costs: promotions one after the other, each spread over the lines, then the store's tax on every line."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from sandbox.elasticpath.prices import apportioned, percent_of
from sandbox.elasticpath.state import Cart, Line, Promotion, Store


@dataclass(slots=True)
class Priced:
    """A line with its money, in minor units; ``cuts`` are negative, by promotion code."""

    line: Line
    price: int
    cuts: dict[str, int] = field(default_factory=dict)
    tax: int = 0

    @property
    def value(self) -> int:
        return self.price * self.line.quantity

    @property
    def discount(self) -> int:
        return sum(self.cuts.values())

    @property
    def without_tax(self) -> int:
        return self.value + self.discount


@dataclass(frozen=True, slots=True)
class Bill:
    """``without_discount + discount + tax == with_tax``, and so on every line."""

    lines: list[Priced]
    promotions: list[Promotion]

    @property
    def without_discount(self) -> int:
        return sum(priced.value for priced in self.lines)

    @property
    def discount(self) -> int:
        return sum(priced.discount for priced in self.lines)

    @property
    def tax(self) -> int:
        return sum(priced.tax for priced in self.lines)

    @property
    def without_tax(self) -> int:
        return self.without_discount + self.discount

    @property
    def with_tax(self) -> int:
        return self.without_tax + self.tax

    def cut(self, code: str) -> int:
        """What one promotion takes off, negative."""
        return sum(priced.cuts.get(code, 0) for priced in self.lines)


def bill(store: Store, cart: Cart) -> Bill:
    lines = [Priced(line, unit_price(store, cart, line)) for line in cart.lines]
    applied = [
        promotion for code in cart.codes if (promotion := store.promotions.get(code)) and fits(promotion, cart, lines)
    ]
    for promotion in applied:
        left = [priced.without_tax for priced in lines]
        for priced, share in zip(lines, apportioned(_reduction(promotion, cart, sum(left)), left), strict=True):
            priced.cuts[promotion.code] = -share
    for priced in lines:
        priced.tax = percent_of(priced.without_tax, store.tax)
    return Bill(lines, applied)


def unit_price(store: Store, cart: Cart, line: Line) -> int:
    """Products cost what the catalog says now; a custom item costs what its caller said."""
    product = store.products.get(line.product)
    return product.prices.get(cart.currency, line.price) if product else line.price


def fits(promotion: Promotion, cart: Cart, lines: list[Priced]) -> bool:
    """Whether it is for a cart like this. Its dates are checked when it is applied, and at checkout."""
    value = sum(priced.value for priced in lines)
    return value > 0 and value >= promotion.minimum and bool(promotion.percent or cart.currency in promotion.fixed)


def drop_promotions(store: Store, cart: Cart, now: datetime | None = None) -> None:
    """Forget those that do not fit any more; with ``now`` also those that are over. Nobody is told."""
    kept = {promotion.code for promotion in bill(store, cart).promotions if now is None or promotion.runs(now)}
    cart.codes = {code: line for code, line in cart.codes.items() if code in kept}


def _reduction(promotion: Promotion, cart: Cart, left: int) -> int:
    if promotion.percent:
        return percent_of(left, Decimal(promotion.percent))
    return min(promotion.fixed.get(cart.currency, 0), left)
