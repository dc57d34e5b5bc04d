"""Pages: ``{"data": [...], "total": N}``. There are two spellings of how long one is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from sandbox.decoda.calls import Said
from sandbox.decoda.shapes import Field, from_text, integer, optional

Thing = TypeVar("Thing")
LONGEST = 100

BY_SIZE: dict[str, Field] = {
    "page": optional(from_text(integer(1)), 1),
    "size": optional(from_text(integer(1, LONGEST)), 20),
}
BY_PER_PAGE: dict[str, Field] = {
    "page": optional(from_text(integer(1)), 1),
    "per_page": optional(from_text(integer(1)), 20),
}


def page_of(rows: Sequence[Thing], said: Said, view: Callable[[Thing], Any]) -> dict[str, Any]:
    """A ``per_page`` that is too long is cut without a word: trust ``total``, not the length of a page."""
    length = min(said.query.get("size") or said.query["per_page"], LONGEST)
    start = (said.query["page"] - 1) * length
    return {"data": [view(row) for row in rows[start : start + length]], "total": len(rows)}


def like(wanted: str | None, value: str | None) -> bool:
    """As the searches compare: a part is enough, whatever the case. Nothing wanted fits everything."""
    return not wanted or wanted.casefold() in (value or "").casefold()
