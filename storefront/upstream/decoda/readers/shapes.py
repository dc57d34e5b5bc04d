"""What several readers share: cents, moments, and whose an answer is."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import Field

from storefront.upstream.errors import NotFound
from storefront.upstream.fields import ListOf, Maybe, Ref, Shape, reading
from storefront.upstream.types import Access
from storefront.upstream.wire import Reply

# Whole cents only: a number with a point is in some other unit, or is not exact.
Cents = Annotated[int, Field(strict=True, ge=0, le=10**12)]


class Person(Shape):
    id: Ref


class _Ownership(Shape):
    patient_id: Maybe[Ref] = None
    patient: Maybe[Person] = None


class Page(Shape):
    data: ListOf[Any] = []
    total: Annotated[int, Field(strict=True, ge=0)] = 0


def is_of(data: Any, access: Access) -> bool:
    """Whether a row names this patient, in whichever way it names one, and no other. To be called within ``reading``.

    The key may read and change everybody's, so what names nobody is nobody's.
    """
    shape = _Ownership.model_validate(data)
    named = {shape.patient_id, shape.patient.id if shape.patient else None} - {None}
    return named == {access.patient_ref}


def check_owner(reply: Reply, access: Access, what: str) -> None:
    """``NotFound`` unless the answer is this patient's. Comes before anything else of it is read."""
    with reading(reply, what):
        mine = is_of(reply.json, access)
    if not mine:
        raise reply.error(NotFound, f"{what}: not this patient's")


def read_page(reply: Reply, what: str) -> Page:
    """``{"data": [...], "total": N}``."""
    with reading(reply, what):
        return Page.model_validate(reply.json)


def aware(moment: datetime | None) -> datetime | None:
    return moment.replace(tzinfo=UTC) if moment and moment.tzinfo is None else moment
