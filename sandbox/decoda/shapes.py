"""What a body or a query may hold, said once per call, and told apart from what was sent in the API's own 422 shape.

The real API overlooks names it does not know; this one refuses them, so that a misspelt filter is seen before it
returns every patient's rows. ``Problems.strict`` turns that off.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

Loc = tuple[str | int, ...]


@dataclass(slots=True)
class Problems:
    strict: bool = True
    found: list[dict[str, object]] = field(default_factory=list)

    def say(self, loc: Loc, type_: str, msg: str) -> None:
        self.found.append({"loc": list(loc), "msg": msg, "type": type_})


Kind = Callable[[Any, Loc, Problems], Any]


@dataclass(frozen=True, slots=True)
class Field:
    kind: Kind
    required: bool = False
    nullable: bool = False
    default: Any = None
    repeats: bool = False  # a query parameter that may come several times


def required(kind: Kind) -> Field:
    return Field(kind, required=True)


def optional(kind: Kind, default: Any) -> Field:
    """May be left out, may not be null."""
    return Field(kind, default=default)


def nullable(kind: Kind) -> Field:
    """May be left out or null, which are the same."""
    return Field(kind, nullable=True)


def repeated(kind: Kind) -> Field:
    return Field(kind, repeats=True)


def shape(fields: Mapping[str, Field], *, partial: bool = False) -> Kind:
    """A JSON object. ``partial`` leaves out what was left out, for updates."""

    def read(value: Any, loc: Loc, problems: Problems) -> Any:
        if not isinstance(value, dict):
            return problems.say(loc, "model_attributes_type", "Input should be a valid dictionary")
        unknown(value, fields, loc, problems)
        return {
            name: member(value, name, field_, (*loc, name), problems)
            for name, field_ in fields.items()
            if name in value or not partial
        }

    return read


def unknown(names: Iterable[str], fields: Mapping[str, Field], loc: Loc, problems: Problems) -> None:
    if problems.strict:
        for name in names:
            if name not in fields:
                problems.say((*loc, name), "extra_forbidden", "Extra inputs are not permitted")


def member(value: Mapping[str, Any], name: str, field_: Field, loc: Loc, problems: Problems) -> Any:
    if name not in value:
        if field_.required:
            problems.say(loc, "missing", "Field required")
        return field_.default
    if value[name] is None and field_.nullable:
        return field_.default
    return field_.kind(value[name], loc, problems)


def list_of(kind: Kind, least: int = 0) -> Kind:
    def read(value: Any, loc: Loc, problems: Problems) -> Any:
        if not isinstance(value, list):
            return problems.say(loc, "list_type", "Input should be a valid list")
        if len(value) < least:
            problems.say(loc, "too_short", f"List should have at least {least} item after validation")
        return [kind(item, (*loc, at), problems) for at, item in enumerate(value)]

    return read


def anything(value: Any, loc: Loc, problems: Problems) -> Any:
    return value


def text(longest: int = 10_000, pattern: str = "", example: str = "") -> Kind:
    def read(value: Any, loc: Loc, problems: Problems) -> Any:
        if not isinstance(value, str):
            return problems.say(loc, "string_type", "Input should be a valid string")
        if len(value) > longest:
            problems.say(loc, "string_too_long", f"String should have at most {longest} characters")
        if pattern and not re.fullmatch(pattern, value, re.ASCII):
            problems.say(loc, "string_pattern_mismatch", f"String should look like {example}")
        return value

    return read


def one_of(*names: str) -> Kind:
    def read(value: Any, loc: Loc, problems: Problems) -> Any:
        if value not in names:
            return problems.say(loc, "enum", f"Input should be {', '.join(map(repr, names))}")
        return value

    return read


def integer(least: int = 0, most: int | None = None) -> Kind:
    """Whole numbers only: 12.0 is not one, nor is true."""

    def read(value: Any, loc: Loc, problems: Problems) -> Any:
        if not isinstance(value, int) or isinstance(value, bool):
            return problems.say(loc, "int_type", "Input should be a valid integer")
        if value < least:
            problems.say(loc, "greater_than_equal", f"Input should be greater than or equal to {least}")
        if most is not None and value > most:
            problems.say(loc, "less_than_equal", f"Input should be less than or equal to {most}")
        return value

    return read


def percentage(value: Any, loc: Loc, problems: Problems) -> Any:
    if not isinstance(value, (int, Decimal)) or isinstance(value, bool):
        return problems.say(loc, "float_type", "Input should be a valid number")
    if not 0 <= value <= 100:
        problems.say(loc, "less_than_equal", "Input should be between 0 and 100")
    return Decimal(value)


def quantity(value: Any, loc: Loc, problems: Problems) -> Any:
    """A JSON number, so that 2 and 2.0 are the same; but whole, and above 0."""
    if not isinstance(value, (int, Decimal)) or isinstance(value, bool):
        return problems.say(loc, "float_type", "Input should be a valid number")
    if value <= 0 or value != int(value):
        return problems.say(loc, "greater_than", "Input should be a whole number greater than 0")
    return int(value)


def boolean(value: Any, loc: Loc, problems: Problems) -> Any:
    if not isinstance(value, bool):
        return problems.say(loc, "bool_type", "Input should be a valid boolean")
    return value


def moment(value: Any, loc: Loc, problems: Problems) -> Any:
    """RFC 3339, with an offset."""
    try:
        when = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        return problems.say(loc, "datetime_parsing", "Input should be a valid datetime")
    if when.tzinfo is None:
        return problems.say(loc, "timezone_aware", "Input should have timezone info")
    return when


def day(value: Any, loc: Loc, problems: Problems) -> Any:
    """YYYY-MM-DD, and a day that exists; handed on as it was written."""
    try:
        if date.fromisoformat(value).isoformat() == value:
            return value
    except (TypeError, ValueError):
        pass
    return problems.say(loc, "date_from_datetime_parsing", "Input should be a valid date, YYYY-MM-DD")


def from_text(kind: Kind) -> Kind:
    """For queries, where numbers and truth come as text."""
    words: dict[str, object] = {"true": True, "false": False}

    def read(value: str, loc: Loc, problems: Problems) -> Any:
        whole = re.fullmatch(r"-?\d{1,15}", value, re.ASCII)
        return kind(int(value) if whole else words.get(value, value), loc, problems)

    return read
