"""``filter=eq(sku,A):in(id,x,y)``: what may be filtered, and how, is fixed per resource."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import TypeVar

from sandbox.elasticpath.errors import Problem

T = TypeVar("T")
TERM = re.compile(r'(\w+)\((\w+),("[^"]*"|[^()"]*)\)(?::|$)')
ORDERED: dict[str, Callable[[str, str], bool]] = {
    "gt": lambda have, want: have > want,
    "ge": lambda have, want: have >= want,
    "lt": lambda have, want: have < want,
    "le": lambda have, want: have <= want,
}


def filtered(
    things: Iterable[T], filter_: str, fields: Mapping[str, Callable[[T], str]], ordered: frozenset[str] = frozenset()
) -> list[T]:
    """Those that meet every term. ``eq`` and ``in`` on all ``fields``, also ``gt ge lt le`` on the ``ordered`` ones."""
    kept = list(things)
    for operator, name, value in _terms(filter_):
        if name not in fields or (operator in ORDERED and name not in ordered):
            raise Problem(400, "Bad Request", f"Filtering by {operator} on {name} is not supported")
        wanted = value.split(",") if operator == "in" else [value]
        compare = ORDERED.get(operator)
        read = fields[name]
        if compare:
            kept = [thing for thing in kept if compare(read(thing), value)]
        else:
            kept = [thing for thing in kept if read(thing) in wanted]
    return kept


def _terms(filter_: str) -> list[tuple[str, str, str]]:
    terms, at = [], 0
    while at < len(filter_):
        term = TERM.match(filter_, at)
        if term is None or term[1] not in {"eq", "in", *ORDERED}:
            raise Problem(400, "Bad Request", "Invalid filter")
        terms.append((term[1], term[2], term[3].strip('"')))
        at = term.end()
    return terms
