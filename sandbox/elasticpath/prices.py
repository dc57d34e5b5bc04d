"""Amounts in a currency's minor unit, and the blocks they travel in."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any


@dataclass(frozen=True, slots=True)
class Currency:
    id: str
    code: str
    places: int
    prefix: str
    default: bool = False
    enabled: bool = True

    def major(self, amount: int) -> Decimal:
        return Decimal(amount).scaleb(-self.places)

    def formatted(self, amount: int) -> str:
        return f"{'-' if amount < 0 else ''}{self.prefix}{self.major(abs(amount)):,.{self.places}f}"

    def block(self, amount: int) -> dict[str, Any]:
        """As in carts and orders."""
        return {"amount": amount, "currency": self.code, "formatted": self.formatted(amount)}

    def catalog_block(self, amount: int) -> dict[str, Any]:
        """As in the catalog: with a number for display."""
        return self.block(amount) | {"float_price": self.major(amount)}

    def plain(self, amount: int) -> dict[str, Any]:
        return {"amount": amount, "currency": self.code, "includes_tax": False}


NOTHING = {"amount": 0, "currency": "", "formatted": "0"}  # every total of an empty cart


def percent_of(amount: int, percent: Decimal) -> int:
    return int((amount * percent / 100).quantize(Decimal(1), ROUND_HALF_UP))


def apportioned(total: int, weights: list[int]) -> list[int]:
    """``total`` split by ``weights``; the parts add up to it."""
    whole = sum(weights)
    if not whole:
        return [0] * len(weights)
    parts = [total * weight // whole for weight in weights]
    by_rest = sorted(range(len(weights)), key=lambda index: -(total * weights[index] % whole))
    for index in by_rest[: total - sum(parts)]:
        parts[index] += 1
    return parts
