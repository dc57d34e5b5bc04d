"""What several readers share: cents, moments, and whose an answer is."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Annotated, Any, TypeVar

from pydantic import Field

from storefront.upstream.errors import NotFound
from storefront.upstream.fields import InvalidValueError, Maybe, Ref, Shape, each, reading
from storefront.upstream.types import Access
from storefront.upstream.wire import Reply

T = TypeVar("T")
# Whole cents only: a number with a point is in some other unit, or is not exact.
Cents = Annotated[int, Field(strict=True, ge=0, le=10**12)]


class Person(Shape):
    id: Ref


class _Ownership(Shape):
    patient_id: Maybe[Ref] = None
    patient: Maybe[Person] = None


class Page(Shape):
    """Both are always there: a list that is missing is not an empty one."""

    data: list[Any]
    total: Annotated[int, Field(strict=True, ge=0)]


def is_of(data: Any, access: Access) -> bool:
    """Whether a row names this patient, in whichever way it names one, and no other.

    The key may read and change everybody's. ``InvalidValueError`` where it names nobody: that says nothing about whose
    it is.
    """
    shape = _Ownership.model_validate(data)
    named = {shape.patient_id, shape.patient.id if shape.patient else None} - {None}
    if not named:
        raise InvalidValueError("patient: nobody is named")
    return named == {access.patient_ref}


def check_owner(reply: Reply, access: Access, what: str) -> None:
    """``NotFound`` for another patient's, ``Unreadable`` where none is named. Comes before all else is read."""
    with reading(reply, what):
        mine = is_of(reply.json, access)
    if not mine:
        raise reply.error(NotFound, f"{what}: not this patient's")


def own_rows(reply: Reply, rows: Iterable[Any], access: Access, read: Callable[[Any], T | None], what: str) -> list[T]:
    """What ``read`` makes of this patient's rows; others are passed over, and odd ones cost themselves."""

    def mine(row: Any) -> T | None:
        return read(row) if is_of(row, access) else None

    return [row for row in each(reply, rows, mine, what) if row is not None]


def read_page(reply: Reply, what: str) -> Page:
    """``{"data": [...], "total": N}``."""
    with reading(reply, what):
        return Page.model_validate(reply.json)


def aware(moment: datetime | None) -> datetime | None:
    return moment.replace(tzinfo=UTC) if moment and moment.tzinfo is None else moment
