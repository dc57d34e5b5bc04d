"""Saved payment methods: Stripe's full form (payment methods) and a short one (*start*)."""

from __future__ import annotations

import re
from typing import Any

from pydantic import Field

from storefront.upstream.fields import Flag, Maybe, Ref, Shape, Text, objects
from storefront.upstream.types import PaymentMethod


class _Card(Shape):
    brand: Text = ""
    last4: Text = ""
    exp_month: Maybe[int] = Field(None, alias="exp_month")
    exp_year: Maybe[int] = Field(None, alias="exp_year")


class _Method(Shape):
    id: Ref
    type: Text = ""
    card: Maybe[_Card] = None
    last4: Text = ""
    brand: Text = ""
    exp: Text = ""
    is_default: Flag = False


def read_methods(data: Any) -> tuple[PaymentMethod, ...]:
    """To be called within ``reading``."""
    return tuple(read_method(one) for one in objects(data, "paymentMethods"))


def read_method(data: Any) -> PaymentMethod:
    """To be called within ``reading``."""
    shape = _Method.model_validate(data)
    card = shape.card or _Card.model_validate({})
    month, year = _short_expiry(shape.exp)
    last4 = card.last4 or shape.last4
    return PaymentMethod(
        ref=shape.id,
        kind="bank" if "bank" in shape.type or "debit" in shape.type else "card",
        brand=card.brand or shape.brand,
        last4=last4 if re.fullmatch(r"[0-9]{4}", last4) else "",
        expiry_month=_month(card.exp_month or month),
        expiry_year=card.exp_year or year,
        default=shape.is_default,
    )


def _short_expiry(exp: str) -> tuple[int | None, int | None]:
    """``"08/2027"``."""
    found = re.fullmatch(r"([0-9]{1,2})\s*/\s*(?:20)?([0-9]{2})", exp)
    return (int(found[1]), 2000 + int(found[2])) if found else (None, None)


def _month(number: int | None) -> int | None:
    return number if number and 1 <= number <= 12 else None
