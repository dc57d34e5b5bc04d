"""The money of carts, quotes and charges: line discounts, then the cart's discount spread over the lines, then tax.

Everything is whole cents; halves are rounded up, per line and tax.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from sandbox.decoda.store import Cart, Line, Quote, Row, Tenant

SERVICES = {"SERVICE"}
PRODUCTS = {"ITEM", "PRODUCT", "MEDICATION"}


@dataclass(frozen=True, slots=True)
class PricedLine:
    line: Line
    discount: int
    total: int  # for the whole quantity, after the line's discount, before the cart's and before tax
    tax: int


@dataclass(frozen=True, slots=True)
class Priced:
    """``total = subtotal - discount + tax``; ``subtotal`` is the sum of the lines' totals."""

    lines: tuple[PricedLine, ...]
    subtotal: int
    discount: int
    tax: int

    @property
    def total(self) -> int:
        return self.subtotal - self.discount + self.tax


def priced(tenant: Tenant, basket: Cart | Quote) -> Priced:
    discounts = [_line_discount(line) for line in basket.lines]
    totals = [line.unit_price * line.quantity - off for line, off in zip(basket.lines, discounts, strict=True)]
    subtotal = sum(totals)
    discount = _discount(subtotal, basket.discount_amount, basket.discount_percentage)
    shares = spread(discount, totals)
    taxes = [
        sum(percent_of(total - share, rate) for rate in tax_rates(tenant, line))
        for line, total, share in zip(basket.lines, totals, shares, strict=True)
    ]
    lines = tuple(map(PricedLine, basket.lines, discounts, totals, taxes))
    return Priced(lines, subtotal, discount, sum(taxes))


def spread(amount: int, weights: Sequence[int]) -> list[int]:
    """``amount`` in parts that go by ``weights`` and add up to it: the odd cents go where most was cut off."""
    whole = sum(weights)
    if not whole:
        return [0] * len(weights)
    shares = [amount * weight // whole for weight in weights]
    by_loss = sorted(range(len(weights)), key=lambda at: -(amount * weights[at] % whole))
    for at in by_loss[: amount - sum(shares)]:
        shares[at] += 1
    return shares


def tax_rates(tenant: Tenant, line: Line) -> list[Decimal]:
    goods = tenant.items[line.item_id] if line.item_id else tenant.packages[str(line.package_id)]
    return [tax["percentage"] for tax in tenant.taxes if _falls_under(goods, tax)]


def _falls_under(goods: Row, tax: Row) -> bool:
    if tax["locationIds"] is not None or tax["id"] in goods.get("exemptedTaxIds", ()):
        return False
    kind = goods.get("type", "PACKAGE")
    return {
        "ALL": True,
        "PRODUCTS_ONLY": kind in PRODUCTS,
        "SERVICES_ONLY": kind in SERVICES,
        "SPECIFIC_CATEGORIES": goods["category"] in (tax["categoryNames"] or ()),
    }.get(tax["scope"], False)


def _line_discount(line: Line) -> int:
    return _discount(line.unit_price * line.quantity, line.discount_amount, line.discount_percentage)


def _discount(gross: int, amount: int, percentage: Decimal) -> int:
    """Amount and percentage add up, and never take more than there is."""
    return min(gross, amount + percent_of(gross, percentage))


def percent_of(cents: int, percentage: Decimal) -> int:
    return int((cents * percentage / 100).quantize(Decimal(1), ROUND_HALF_UP))
