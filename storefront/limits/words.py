"""What somebody reads who has to wait."""

from __future__ import annotations

from django.utils.translation import ngettext


def please_wait(seconds: int) -> str:
    minutes = -(-seconds // 60)
    if minutes > 60:
        hours = -(-minutes // 60)
        return ngettext(
            "Too many tries. Please wait %(hours)s hour and try again.",
            "Too many tries. Please wait %(hours)s hours and try again.",
            hours,
        ) % {"hours": hours}
    return ngettext(
        "Too many tries. Please wait %(minutes)s minute and try again.",
        "Too many tries. Please wait %(minutes)s minutes and try again.",
        minutes,
    ) % {"minutes": minutes}
