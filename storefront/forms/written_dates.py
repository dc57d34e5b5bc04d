"""Dates as people write them: a month by its name, or a whole date in one box."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

from babel import Locale

from storefront.languages import language_codes
from storefront.text import comparable, exact

LONGEST = 40  # characters
WORD = re.compile(r"[^\W_]+")
GLUE = {"de", "of", "del", "the"}  # 7 de marzo de 1984, the 7th of March
ORDINAL = re.compile(r"(\d{1,2})(?:st|nd|rd|th|er|º|ª|o)")


def month_number(text: str) -> str:
    """1 to 12 of a month's name or abbreviation in one of the shop's languages; empty for anything else."""
    return _months().get(comparable(text).rstrip("."), "")


def whole_date(typed: Mapping[str, str], order: Sequence[str]) -> dict[str, str] | None:
    """Day, month and year of a date that stands in one box alone. None where there is none.

    Numbers are read in the ``order`` of the boxes, unless the year comes first. A date that could also be read the
    other way round (3/7/1984) is left to the person: a wrong birth date would end up in a chart.
    """
    filled = [text for text in typed.values() if text.strip()]
    if len(filled) != 1 or len(filled[0]) > LONGEST:
        return None
    words = [word for word in WORD.findall(comparable(exact(filled[0]))) if word not in GLUE]
    if len(words) != 3:
        return None
    return _read([ORDINAL.sub(r"\1", word) for word in words], order)


def _read(words: list[str], order: Sequence[str]) -> dict[str, str] | None:
    if named := [word for word in words if word in _months()]:
        day, year = sorted((word for word in words if word != named[0]), key=len)[:2] if len(named) == 1 else ("", "")
        parts = {"day": day, "month": _months()[named[0]], "year": year}
    elif len(words[0]) == 4:
        parts = dict(zip(("year", "month", "day"), words, strict=True))
    else:
        parts = dict(zip(order, words, strict=True))
        if _reads_both_ways(parts["day"], parts["month"]):
            return None
    fits = all(parts[part].isdecimal() and len(parts[part]) <= 2 for part in ("day", "month"))
    return parts if fits and parts["year"].isdecimal() and len(parts["year"]) == 4 else None


def _reads_both_ways(day: str, month: str) -> bool:
    return day.isdecimal() and month.isdecimal() and day != month and int(day) <= 12 and int(month) <= 12


@lru_cache(maxsize=1)
def _months() -> dict[str, str]:
    """Number of each name, without case, accents and full stops."""
    names: dict[str, str] = {}
    for language in language_codes():
        for form in Locale.parse(language.replace("-", "_")).months.values():
            for width in ("wide", "abbreviated"):
                names |= {comparable(name).rstrip("."): str(number) for number, name in form[width].items()}
    return names
