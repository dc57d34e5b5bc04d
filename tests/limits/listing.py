"""The limits as docs/limits.md lists them. ``python -m tests.limits.listing`` prints what belongs there."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import django

if TYPE_CHECKING:
    from storefront.limits.limiter import Limiter, Rule

DAY, HOUR, MINUTE = 24 * 60 * 60, 60 * 60, 60


def listing(limiters: tuple[Limiter, ...]) -> str:
    return "\n".join(line for each in limiters for line in _section(each))


def _section(each: Limiter) -> list[str]:
    lines = [f"### {each.name.capitalize()}", ""]
    if each.guarded:
        lines += [f"Who can reach it: {each.guarded}.", ""]
    for rule in each.rules:
        lines += [
            f"- {rule.hits} in {_time(rule.seconds)} for {_the_same(rule)}. {_beyond(rule)}",
            f"  Why: {rule.why}.",
        ]
    return [*lines, ""]


def _the_same(rule: Rule) -> str:
    *others, last = rule.by or ("everybody",)
    same = f"{', '.join(others)} and {last}" if others else last
    return f"the same {same}" if rule.by else "everybody together"


def _beyond(rule: Rule) -> str:
    if rule.leaves is None:
        return "Beyond it: refused."
    return f"Beyond it: an alarm, and each network has {rule.leaves} of its own left."


def _time(seconds: int) -> str:
    for unit, name in ((DAY, "day"), (HOUR, "hour"), (MINUTE, "minute")):
        if seconds % unit == 0:
            many = seconds // unit
            return f"{many} {name}s" if many > 1 else f"1 {name}"
    raise ValueError(f"{seconds} seconds are no whole minutes")


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()

    from storefront.limits.policy import LIMITERS

    sys.stdout.write(listing(LIMITERS))
