"""Saved payment methods, credit, and what an attempt to pay answers."""

from __future__ import annotations

import re
from typing import Any

from storefront.upstream.decoda.readers.shapes import Cents, own_rows
from storefront.upstream.fields import Flag, Maybe, Ref, Shape, Text, objects, reading
from storefront.upstream.types import Access, PaymentMethod
from storefront.upstream.wire import Reply

KINDS = {"CARD": "card", "APPLE_PAY": "card", "ACH": "bank"}


class _Method(Shape):
    id: Ref
    type: Text = ""
    brand: Text = ""
    last4: Text = ""
    exp_month: Maybe[int] = None
    exp_year: Maybe[int] = None
    account_number_last4: Maybe[int | str] = None
    bank_name: Text = ""
    is_default: Flag = False
    is_archived: Flag = False


class _Credit(Shape):
    total_available: Cents


class _Config(Shape):
    payin_config_id: Ref


class _Payin(Shape):
    status: Text


def read_methods(reply: Reply, access: Access) -> tuple[PaymentMethod, ...]:
    """This patient's own, of a kind that we know, less the archived ones."""
    with reading(reply, "payment methods"):
        rows = [] if reply.json is None else objects(reply.json, "payment methods")
    shapes = own_rows(reply, rows, access, _Method.model_validate, "payment methods")
    for shape in shapes:
        if shape.type not in KINDS:
            reply.odd("payment methods: type (unknown)")
    return tuple(_method(shape) for shape in shapes if shape.type in KINDS and not shape.is_archived)


def read_method(data: Any) -> PaymentMethod | None:
    """As a receipt has it, which may not have an id. None for a kind that we do not know."""
    shape = _Method.model_validate({"id": "receipt"} | data) if isinstance(data, dict) else None
    return _method(shape) if shape and shape.type in KINDS else None


def read_credit(reply: Reply) -> int:
    """Cents."""
    with reading(reply, "credit"):
        return _Credit.model_validate(reply.json).total_available


def read_config(reply: Reply) -> str:
    with reading(reply, "payin config"):
        return _Config.model_validate(reply.json).payin_config_id


def read_payin_status(reply: Reply) -> str:
    """A free string of theirs."""
    with reading(reply, "payin"):
        return _Payin.model_validate(reply.json).status


def _method(shape: _Method) -> PaymentMethod:
    bank = shape.type == "ACH"
    return PaymentMethod(
        ref=shape.id,
        kind=KINDS[shape.type],
        brand=shape.bank_name if bank else shape.brand,
        last4=_four(shape.account_number_last4 or shape.last4 if bank else shape.last4),
        expiry_month=_month(shape.exp_month),
        expiry_year=shape.exp_year,
        default=shape.is_default,
    )


def _four(digits: int | str | None) -> str:
    """As a number the last four digits of an account have lost the zeros in front of them."""
    text = str(digits).zfill(4) if isinstance(digits, int) else digits or ""
    return text if re.fullmatch(r"[0-9]{4}", text) else ""


def _month(number: int | None) -> int | None:
    return number if number and 1 <= number <= 12 else None
