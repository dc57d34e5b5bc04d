"""Coupons are the clinic's own: checked here, and put into the cart as its discount."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Protocol

from storefront.money import Money
from storefront.upstream.decoda.api import UPSTREAM
from storefront.upstream.errors import CouponReason, CouponRefused
from storefront.upstream.types import Cart


@dataclass(frozen=True, slots=True)
class CouponRule:
    """One of the clinic's codes. Either ``percent`` (0-100) or ``amount`` comes off the whole cart.

    ``starts`` and ``expires`` are the first and the last day; ``minimum`` is of the cart's subtotal; ``uses`` counts
    orders of everybody, ``per_patient`` those of one patient. ``gift_amounts``: also for money for later, such as a
    gift of any amount; else a cart that holds some has to do without the code.
    """

    code: str
    percent: Decimal | None = None
    amount: Money | None = None
    starts: date | None = None
    expires: date | None = None
    minimum: Money | None = None
    uses: int | None = None
    per_patient: int | None = None
    gift_amounts: bool = False


class CouponBook(Protocol):
    """Where the clinic keeps its codes."""

    def find(self, code: str) -> CouponRule | None:
        """The rule behind a code, in any case."""

    def uses(self, code: str, patient_ref: str) -> int:
        """How many orders used it so far; an empty ``patient_ref`` means everybody's."""


class Coupons:
    def __init__(self, book: CouponBook, today: Callable[[], date]) -> None:
        self._book, self._today = book, today

    def rule(self, code: str, cart: Cart, patient_ref: str) -> CouponRule:
        """The rule behind a code, in any case. ``CouponRefused`` with the first reason that holds."""
        rule = self._book.find(code.strip())
        if rule is None:
            raise CouponRefused(UPSTREAM, "no such coupon")
        for reason in self._reasons_against(rule, cart, patient_ref):
            raise CouponRefused(UPSTREAM, f"coupon: {reason}", reason=reason)
        return rule

    def _reasons_against(self, rule: CouponRule, cart: Cart, patient_ref: str) -> Iterator[CouponReason]:
        today = self._today()
        if rule.starts and today < rule.starts:
            yield CouponReason.NOT_YET
        if rule.expires and today > rule.expires:
            yield CouponReason.EXPIRED
        if not rule.gift_amounts and any(line.gift_amount for line in cart.lines):
            yield CouponReason.NOT_THESE_ITEMS
        if rule.minimum and cart.subtotal < rule.minimum:
            yield CouponReason.MINIMUM
        if rule.uses is not None and self._book.uses(rule.code, "") >= rule.uses:
            yield CouponReason.USED
        if rule.per_patient is not None and self._book.uses(rule.code, patient_ref) >= rule.per_patient:
            yield CouponReason.USED
