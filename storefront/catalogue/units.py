"""How many of something, in the words of its unit. What is sold by the piece needs none: ``2 ×``."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from storefront.upstream.types import Line, OrderLine


def _units(n: int) -> str:
    return ngettext("%(n)s unit", "%(n)s units", n)


UNITS: dict[str, Callable[[int], str]] = {
    "UNITS": _units,
    "WRINKLE_UNITS": _units,
    "SESSIONS": lambda n: ngettext("%(n)s session", "%(n)s sessions", n),
    "TREATMENTS": lambda n: ngettext("%(n)s treatment", "%(n)s treatments", n),
    "SYRINGES": lambda n: ngettext("%(n)s syringe", "%(n)s syringes", n),
    "VIALS": lambda n: ngettext("%(n)s vial", "%(n)s vials", n),
    "INJECTIONS": lambda n: ngettext("%(n)s injection", "%(n)s injections", n),
    "DOSES": lambda n: ngettext("%(n)s dose", "%(n)s doses", n),
    "PULSES": lambda n: ngettext("%(n)s pulse", "%(n)s pulses", n),
    "IU": lambda n: _("%(n)s IU"),
    "ML": lambda n: _("%(n)s ml"),
}


def in_units(line: Line | OrderLine) -> str:
    """``20 units``; empty for what is counted by the piece, or in a unit that has no words here."""
    words = UNITS.get(line.unit)
    return words(line.quantity) % {"n": line.quantity} if words else ""


def how_many(line: Line | OrderLine) -> str:
    """Before a name: ``20 units`` or ``2 ×``."""
    return in_units(line) or f"{line.quantity} ×"
