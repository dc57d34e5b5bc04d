"""The notes of a cart. The code at work stands on a line of its own, as ``coupon:CODE``; all else is staff's.

Staff may write beside it, or on other lines: that is kept to the letter.
"""

from __future__ import annotations

import re

MARK = re.compile(r"[ \t]*coupon:(?P<code>[A-Za-z0-9_-]{1,40})(?=\s|$)(?P<beside>.*)")


def code_in(notes: str | None) -> str:
    """The code that was written there, or empty."""
    found = next(filter(None, map(MARK.fullmatch, _lines(notes))), None)
    return found["code"] if found else ""


def with_code(notes: str | None, code: str) -> str | None:
    """The same notes with this code and no other; with none at all where ``code`` is empty. None for no notes."""
    kept = [line for line in map(_without_code, _lines(notes)) if line is not None]
    return "\n".join([*kept, *([f"coupon:{code}"] if code else [])]) or None


def _lines(notes: str | None) -> list[str]:
    return notes.split("\n") if notes else []


def _without_code(line: str) -> str | None:
    """What staff wrote beside a code; None where the line is nothing but the code."""
    found = MARK.fullmatch(line)
    return line if found is None else found["beside"].strip(" \t\r-–:,;") or None
