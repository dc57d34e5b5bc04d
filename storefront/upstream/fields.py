"""How a stranger's JSON fields become ours. Strict where money and references are, lenient where it is only words.

A reader describes what it needs as ``Shape``s and works inside ``reading``, which turns whatever does not fit into
``Unreadable`` with the path of the field and never its value.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, ValidationError, WrapValidator
from pydantic.alias_generators import to_camel
from pydantic_core.core_schema import ValidatorFunctionWrapHandler

from storefront.money import Money, decimals
from storefront.upstream.errors import Unreadable
from storefront.upstream.wire import Reply

LONGEST_TEXT = 5000
NOISE = Decimal("0.000001")  # what binary floats leave behind: 89.99000000000001

T = TypeVar("T")


class Shape(BaseModel):
    """Fields are camelCase on the wire; what we do not name is ignored."""

    model_config = ConfigDict(alias_generator=to_camel, extra="ignore", frozen=True, hide_input_in_errors=True)


class InvalidValueError(ValueError):
    """A value that has the right type and makes no sense; says which field it is."""


@contextmanager
def reading(reply: Reply, what: str) -> Iterator[None]:
    """``Unreadable`` for everything within that does not fit; ``what`` names the thing that is read."""
    try:
        yield
    except ValidationError as error:
        raise reply.error(Unreadable, f"{what}: {_path(error)}") from None
    except InvalidValueError as error:
        raise reply.error(Unreadable, f"{what}: {error}") from None


def money(amount: Decimal, currency: str, field: str) -> Money:
    """``amount`` in major units. ``InvalidValueError`` when it is finer than the smallest coin, float noise aside."""
    exact = amount.quantize(Decimal(1).scaleb(-decimals(currency)))
    if abs(exact - amount) > NOISE:
        raise InvalidValueError(f"{field}: finer than a coin")
    return Money(exact, currency)


def same_currency(said: str, clinics: str) -> str:
    """The clinic's currency. ``InvalidValueError`` where an answer says another; many say none."""
    if said and said.upper() != clinics:
        raise InvalidValueError("currency: not the clinic's")
    return clinics


def objects(data: Any, field: str) -> list[Any]:
    if not isinstance(data, list):
        raise InvalidValueError(f"{field}: not a list")
    return data


def each(reply: Reply, rows: Iterable[Any], read: Callable[[Any], T], what: str) -> list[T]:
    """What ``read`` makes of each row. One that does not fit costs that row: it is left out, and staff are told."""
    found = []
    for row in rows:
        try:
            found.append(read(row))
        except ValidationError as error:
            reply.odd(f"{what}: {_path(error)}")
        except InvalidValueError as error:
            reply.odd(f"{what}: {error}")
    return found


def _path(error: ValidationError) -> str:
    first = error.errors(include_url=False, include_context=False, include_input=False)[0]
    return ".".join(str(step) for step in first["loc"]) + f" ({first['type']})"


def _number_as_text(value: Any) -> Any:
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _no_flag(value: Any) -> Any:
    if isinstance(value, bool):
        raise ValueError("a flag is not a number")
    return value


def _words(value: Any) -> str:
    """Text without control characters and half characters (they break templates and databases), and not without end."""
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        return str(value)
    if not isinstance(value, str):
        return ""
    kept = (char for char in value[:LONGEST_TEXT] if char in "\n\t" or unicodedata.category(char) not in {"Cc", "Cs"})
    return "".join(kept).strip()


def _or_none(value: Any, handler: ValidatorFunctionWrapHandler) -> Any:
    try:
        return handler(value)
    except ValidationError:
        return None


def _nothing_as_list(value: Any) -> Any:
    return [] if value is None else value


# An upstream's id: goes into paths and forms, so nothing that could mean something there. Numbers count as text.
Ref = Annotated[
    str, BeforeValidator(_number_as_text), StringConstraints(pattern=r"^[^/\\\s\x00-\x1f\x7f]{1,128}$", strict=True)
]
# A bearer token: visible ASCII, or it could not be a header.
Token = Annotated[str, StringConstraints(pattern=r"^[\x21-\x7e]{1,8192}$", strict=True)]
# An amount in major units; numbers in quotes are taken as well.
Amount = Annotated[Decimal, BeforeValidator(_no_flag), Field(ge=0, le=10**9, allow_inf_nan=False)]
Quantity = Annotated[int, BeforeValidator(_no_flag), Field(ge=1, le=10**6)]
# Words: null and anything that is not text are "".
Text = Annotated[str, BeforeValidator(_words)]
Flag = Annotated[bool, BeforeValidator(lambda value: value is True or value == "true")]
Maybe = Annotated[T | None, WrapValidator(_or_none)]
ListOf = Annotated[list[T], BeforeValidator(_nothing_as_list)]
