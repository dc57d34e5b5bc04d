"""What all of Elastic Path's answers are made of: snake_case members, amounts in minor units, envelopes."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import BeforeValidator, ConfigDict, Field

from storefront.money import Money
from storefront.upstream.fields import InvalidValueError, Maybe, Shape, Text


class Snake(Shape):
    """Members are written on the wire as here."""

    model_config = ConfigDict(alias_generator=None)


def _whole(value: Any) -> Any:
    if isinstance(value, bool):
        raise ValueError("a flag is not a number")
    return value


# An amount in minor units; numbers in quotes are taken, fractions of a coin are not.
Minor = Annotated[int, BeforeValidator(_whole), Field(ge=-(10**12), le=10**12)]


class Price(Snake):
    """``currency`` is "" in the totals of an empty cart."""

    amount: Minor
    currency: Text = ""


class PricePair(Snake):
    """The price blocks of a line, each for one piece and for all of them."""

    unit: Maybe[Price] = None
    value: Maybe[Price] = None


class Timestamps(Snake):
    created_at: Maybe[datetime] = None
    updated_at: Maybe[datetime] = None
    expires_at: Maybe[datetime] = None


class Relationship(Snake):
    """A relationship to several things, or to one, or to none."""

    data: Any = None

    @property
    def ids(self) -> tuple[str, ...]:
        several = self.data if isinstance(self.data, list) else [self.data]
        return tuple(one["id"] for one in several if isinstance(one, dict) and isinstance(one.get("id"), str))


def money_of(price: Price, currency: str, field: str) -> Money:
    """``InvalidValueError`` for another currency than the clinic's; nothing at all may be without one."""
    said = price.currency.upper()
    if said != currency and (said or price.amount):
        raise InvalidValueError(f"{field}: not in the clinic's currency")
    return Money.from_minor(price.amount, currency)


def charge_of(price: Price, currency: str, field: str) -> Money:
    """An amount that cannot be negative."""
    if price.amount < 0:
        raise InvalidValueError(f"{field}: negative")
    return money_of(price, currency, field)


def enveloped(body: Any, field: str = "data") -> dict[str, Any]:
    """The object under ``data``."""
    data = body.get("data") if isinstance(body, dict) else None
    if not isinstance(data, dict):
        raise InvalidValueError(f"{field}: not an object")
    return data


def listed(body: Any) -> list[Any]:
    """The list under ``data``; null is an empty one."""
    if not isinstance(body, dict) or "data" not in body:
        raise InvalidValueError("data: missing")
    data = body["data"]
    if data is None:
        return []
    if not isinstance(data, list):
        raise InvalidValueError("data: not a list")
    return data


def included(body: Any, kind: str) -> list[Any]:
    """``included.<kind>``, which is beside ``data`` and may be missing or null."""
    beside = body.get("included") if isinstance(body, dict) else None
    things = beside.get(kind) if isinstance(beside, dict) else None
    return things if isinstance(things, list) else []


def web_address(url: str) -> str:
    return url if urlsplit(url).scheme in {"https", "http"} else ""


def aware(moment: datetime | None) -> datetime | None:
    return moment.replace(tzinfo=UTC) if moment and moment.tzinfo is None else moment
