"""A pydantic error in one sentence: which key, and what is expected. Never what was written, which may be a secret."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo

from storefront.clinics.models import CommerceKind

Location = tuple[int | str, ...]


class BadClinics(Exception):
    """The clinics file cannot be loaded; the message is for the person who wrote it."""


def describe(error: ValidationError, model: type[BaseModel]) -> str:
    first = error.errors(include_url=False, include_input=False)[0]
    location, kind = first["loc"], first["type"]
    key = dotted(location, model)
    if kind.startswith("union_tag"):
        return f"{key}.kind: expected one of {', '.join(CommerceKind.values)}"
    if kind == "extra_forbidden":
        return f"{key}: unknown key; known here are {', '.join(keys_beside(location, model))}"
    if kind == "value_error":
        return f"{key}: {first['ctx']['error']}"
    described = field_at(location, model)
    expected = (described.description if described else "") or first["msg"]
    return f"{key}: {'missing; ' if kind == 'missing' else ''}expected {expected}"


def dotted(location: Location, model: type[BaseModel]) -> str:
    """``commerce.api_key``: without the kind that pydantic puts between."""
    parts = [str(part) for index, part in enumerate(location) if not is_tag(location, index)]
    return ".".join(parts)


def is_tag(location: Location, index: int) -> bool:
    return index > 0 and location[index - 1] == "commerce" and location[index] in CommerceKind.values


def keys_beside(location: Location, model: type[BaseModel]) -> Iterable[str]:
    beside = model_at(location[:-1], model)
    return beside.model_fields if beside else ()


def field_at(location: Location, model: type[BaseModel]) -> FieldInfo | None:
    """The nearest named field: an item of a list is described by its list."""
    names = location
    while names and isinstance(names[-1], int):
        names = names[:-1]
    parent = model_at(names[:-1], model) if names else None
    return parent.model_fields.get(str(names[-1])) if parent else None


def model_at(location: Location, model: type[BaseModel]) -> type[BaseModel] | None:
    current: type[BaseModel] | None = model
    choices: list[type[BaseModel]] = []
    for index, part in enumerate(location):
        if is_tag(location, index):
            current = next(choice for choice in choices if part in get_args(choice.model_fields["kind"].annotation))
        elif isinstance(part, str) and current:
            field = current.model_fields.get(part)
            choices = list(models_in(field.annotation)) if field else []
            current = choices[0] if choices else None
    return current


def models_in(annotation: Any) -> Iterable[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in get_args(annotation):
        yield from models_in(part)
