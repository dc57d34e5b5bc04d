"""How this API says no: ``detail`` is a list for a request of the wrong shape, and a sentence for everything else."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from sandbox.decoda.shapes import Loc, Problems
from sandbox.http import Refusal

Row = TypeVar("Row")


def refused(status: int, detail: str) -> Refusal:
    return Refusal(status, {"detail": detail})


def misshapen(problems: Problems) -> Refusal:
    return Refusal(422, {"detail": problems.found})


def one_problem(loc: Loc, type_: str, msg: str) -> Refusal:
    problems = Problems()
    problems.say(loc, type_, msg)
    return misshapen(problems)


def found(table: Mapping[str, Row], id_: str, what: str) -> Row:
    """The row of that id. ``Refusal`` 404."""
    if id_ not in table:
        raise refused(404, f"{what} not found")
    return table[id_]
