"""What CarePortals says in words, and what we make of it. Its words are looked at, never shown and never logged."""

from __future__ import annotations

from typing import Any

from storefront.upstream.errors import CouponReason

# The first that fits wins; the wording is theirs and undocumented, so these are stems of what such a sentence needs.
_REASONS: tuple[tuple[CouponReason, tuple[str, ...]], ...] = (
    (CouponReason.NOT_COMBINED, ("combin", "another coupon", "other coupon", "another promotion", "other promotion")),
    (CouponReason.EXPIRED, ("expired", "has ended", "no longer valid", "no longer active")),
    (CouponReason.NOT_YET, (" yet", "not started", "has not begun", "not active until", "starts on", "valid from")),
    (CouponReason.MINIMUM, ("minimum", "at least", "min amount")),
    (CouponReason.USED, ("already used", "already been used", "usage limit", "limit reached", "maximum", "redeemed")),
    (CouponReason.NOT_THESE_ITEMS, ("product", "item", "not applicable", "does not apply", "not eligible")),
)


def message_of(said: Any) -> str:
    """A sentence, a list of sentences, or an object with such a ``message``; "" for everything else."""
    if isinstance(said, str):
        return said.strip()
    if isinstance(said, list):
        return " ".join(message_of(part) for part in said).strip()
    if isinstance(said, dict):
        return message_of(said.get("message"))
    return ""


def coupon_reason(said: Any) -> CouponReason:
    words = message_of(said).lower()
    for reason, stems in _REASONS:
        if any(stem in words for stem in stems):
            return reason
    return CouponReason.UNKNOWN
