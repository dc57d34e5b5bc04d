"""What somebody reads who has to wait."""

from __future__ import annotations

from django.utils.translation import ngettext


def please_wait(seconds: int) -> str:
    minutes = -(-seconds // 60)
    return ngettext(
        "Too many tries. Please wait %(minutes)s minute and try again.",
        "Too many tries. Please wait %(minutes)s minutes and try again.",
        minutes,
    ) % {"minutes": minutes}
