"""Coupons are the clinic's own: checked here, and put into the cart as its discount."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

from storefront.money import Money
from storefront.upstream.decoda.api import UPSTREAM
from storefront.upstream.decoda.settings import CouponRule
from storefront.upstream.errors import CouponReason, CouponRefused

# (code, patient_ref) -> how many orders used it so far; an empty patient_ref means everybody's.
CouponUses = Callable[[str, str], int]


class Coupons:
    def __init__(self, rules: tuple[CouponRule, ...], uses: CouponUses, today: Callable[[], date]) -> None:
        self._rules = {rule.code.casefold(): rule for rule in rules}
        self._uses, self._today = uses, today

    def rule(self, code: str, subtotal: Money, patient_ref: str) -> CouponRule:
        """The rule behind a code, in any case. ``CouponRefused`` with the first reason that holds."""
        rule = self._rules.get(code.strip().casefold())
        if rule is None:
            raise CouponRefused(UPSTREAM, "no such coupon")
        for reason in self._reasons_against(rule, subtotal, patient_ref):
            raise CouponRefused(UPSTREAM, f"coupon: {reason}", reason=reason)
        return rule

    def _reasons_against(self, rule: CouponRule, subtotal: Money, patient_ref: str) -> Iterator[CouponReason]:
        today = self._today()
        if rule.starts and today < rule.starts:
            yield CouponReason.NOT_YET
        if rule.expires and today > rule.expires:
            yield CouponReason.EXPIRED
        if rule.minimum and subtotal < rule.minimum:
            yield CouponReason.MINIMUM
        if rule.uses is not None and self._uses(rule.code, "") >= rule.uses:
            yield CouponReason.USED
        if rule.per_patient is not None and self._uses(rule.code, patient_ref) >= rule.per_patient:
            yield CouponReason.USED
