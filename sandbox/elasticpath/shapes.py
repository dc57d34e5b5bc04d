"""Small pieces that many answers share: times, links, pages."""

from __future__ import annotations

from datetime import datetime
from typing import Any, TypeVar
from urllib.parse import urlencode

from sandbox.elasticpath.errors import Problem
from sandbox.elasticpath.visit import Visit

T = TypeVar("T")


def instant(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def timestamps(created: datetime, updated: datetime) -> dict[str, Any]:
    return {"timestamps": {"created_at": instant(created), "updated_at": instant(updated)}}


def link(visit: Visit, path: str) -> dict[str, str]:
    return {"self": visit.home + path}


def reference(kind: str, id_: str) -> dict[str, Any]:
    return {"data": {"type": kind, "id": id_}}


def page(
    visit: Visit, things: list[T], *, usual: int = 25, most: int = 100, farthest: int = 10_000
) -> tuple[list[T], dict[str, Any]]:
    """The asked-for part of a list, and the members ``meta`` and ``links`` that go with it."""
    limit = _number(visit, "page[limit]", usual, 1, most)
    offset = _number(visit, "page[offset]", 0, 0, farthest)
    total, current = len(things), offset // limit + 1
    pages = max(1, -(-total // limit))
    last = (pages - 1) * limit

    def address(start: int) -> str:
        asked = visit.request.args.to_dict(flat=False)
        query = urlencode(asked | {"page[limit]": [limit], "page[offset]": [start]}, doseq=True)
        return f"{visit.home}{visit.request.path}?{query}"

    links: dict[str, Any] = {"current": address(offset), "first": address(0), "last": address(last)}
    links |= {"next": address(offset + limit)} if offset + limit < total else {}
    links |= {"prev": address(max(0, offset - limit))} if offset else {}
    meta = {
        "page": {"limit": limit, "offset": offset, "current": current, "total": pages},
        "results": {"total": total},
    }
    return things[offset : offset + limit], {"meta": meta, "links": links}


def _number(visit: Visit, name: str, usual: int, least: int, most: int) -> int:
    given = visit.request.args.get(name, str(usual))
    if not given.isascii() or not given.isdigit() or not least <= int(given) <= most:
        raise Problem(400, "Bad Request", f"{name} must be between {least} and {most}")
    return int(given)
