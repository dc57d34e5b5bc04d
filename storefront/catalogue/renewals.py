"""How often something renews, in words."""

from __future__ import annotations

from django.utils.translation import ngettext

from storefront.upstream.types import Interval, Recurrence


def every(recurrence: Recurrence) -> str:
    """``every month``, ``every 3 months``."""
    n = recurrence.every
    words = {
        Interval.DAY: ngettext("every day", "every %(n)s days", n),
        Interval.WEEK: ngettext("every week", "every %(n)s weeks", n),
        Interval.MONTH: ngettext("every month", "every %(n)s months", n),
        Interval.YEAR: ngettext("every year", "every %(n)s years", n),
    }
    return words[recurrence.interval] % {"n": n}
