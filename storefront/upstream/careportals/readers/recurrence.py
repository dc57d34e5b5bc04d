"""Subscription phases of products and lines: how often it comes again, and for how much."""

from __future__ import annotations

from storefront.money import Money
from storefront.upstream.fields import Amount, Maybe, Quantity, Shape, Text, money
from storefront.upstream.types import Interval, Recurrence


class Phase(Shape):
    filling_cycle_interval: Maybe[Quantity] = None
    filling_cycle_unit: Text = ""
    price: Maybe[Amount] = None
    cycles: Text = ""  # a number or a text of one


def recurrence_of_phase(phase: Phase) -> Recurrence | None:
    """How often it comes again in this phase."""
    interval = _interval(phase)
    return (
        Recurrence(phase.filling_cycle_interval, Interval(interval))
        if phase.filling_cycle_interval and interval
        else None
    )


def recurrence_of(phases: list[Phase], now: Money) -> Recurrence | None:
    """After the first phase: the next charge is the second phase's, or the first one's again where it is the only one.

    None where they do not say how often in words we know: then the page says no more than that it recurs.
    """
    known = [phase for phase in phases if phase.filling_cycle_interval and _interval(phase)]
    if not known or known[0].filling_cycle_interval is None:
        return None
    following = phases[min(1, len(phases) - 1)]
    price = money(following.price, now.currency, "subscriptionPhases.price") if following.price is not None else None
    return Recurrence(
        every=known[0].filling_cycle_interval,
        interval=Interval(_interval(known[0])),
        price=price if price != now else None,
    )


def _interval(phase: Phase) -> str:
    unit = phase.filling_cycle_unit.lower().removesuffix("s")
    return unit if unit in set(Interval) else ""
