"""The payment methods that a page offers, and what their refs stand for.

- ``<id>``: a saved card or bank account
- ``hosted``: Decoda's hosted form, for a new card
- ``credit``: the patient's credit, where it covers everything
- ``credit+<id>``, ``credit+hosted``: credit first, and another method for the rest
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from storefront.money import Money
from storefront.upstream.types import PaymentMethod

HOSTED, CREDIT = "hosted", "credit"


@dataclass(frozen=True, slots=True)
class PaymentChoice:
    """``rest`` is how what credit leaves is paid: ``hosted``, a saved method's ref, or empty for nothing but credit."""

    credit: bool
    rest: str

    @classmethod
    def of(cls, ref: str) -> PaymentChoice:
        first, _plus, rest = ref.partition("+")
        return cls(True, rest) if first == CREDIT else cls(False, ref)


def offered_methods(total: Money | None, saved: Iterable[PaymentMethod], credit: Money) -> tuple[PaymentMethod, ...]:
    """Nothing is asked for where there is nothing to pay. ``total`` is None where it is not at hand.

    What credit covers of the rest is known only with the total.
    """
    if total is not None and not total:
        return ()
    plain = (*saved, PaymentMethod(HOSTED, kind=HOSTED))
    if not credit:
        return plain
    if total is not None and not credit < total:
        return (PaymentMethod(CREDIT, kind=CREDIT, covers=total), *plain)
    covers = credit if total is not None else None
    mixed = (
        replace(method, ref=f"{CREDIT}+{method.ref}", kind=CREDIT, default=False, covers=covers, rest=method.ref)
        for method in plain
    )
    return (*plain, *mixed)
