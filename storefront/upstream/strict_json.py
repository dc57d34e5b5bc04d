"""JSON from a stranger: exact numbers, no NaN, no number bombs, no nesting bombs."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any, NoReturn

LONGEST_NUMBER = 40


def parse(body: bytes) -> Any:
    """Numbers with a point become ``Decimal``. ``ValueError`` for everything that we do not want to hold."""
    try:
        return json.loads(body, parse_float=_exact, parse_int=_whole, parse_constant=_refuse)
    except RecursionError:
        raise ValueError("nested too deeply") from None


def _exact(text: str) -> Decimal:
    number = Decimal(text)
    if len(text) > LONGEST_NUMBER or abs(number.adjusted()) > LONGEST_NUMBER:
        raise ValueError("a number out of all proportion")
    return number


def _whole(text: str) -> int:
    if len(text) > LONGEST_NUMBER:
        raise ValueError("a number out of all proportion")
    return int(text)


def _refuse(text: str) -> NoReturn:
    raise ValueError("not a number")
