"""A stranger's fields: strict where money and references are, lenient where it is only words."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from storefront.money import Money
from storefront.upstream.errors import Unreadable
from storefront.upstream.fields import (
    LONGEST_TEXT,
    Amount,
    Flag,
    InvalidValueError,
    ListOf,
    Maybe,
    Quantity,
    Ref,
    Shape,
    Text,
    Token,
    each,
    money,
    objects,
    reading,
    same_currency,
)
from storefront.upstream.observer import ODD, ObservedCall
from storefront.upstream.wire import Call, Reply
from tests.upstream.fakes import wire_answering


class Sold(Shape):
    unit_price: Amount
    in_stock: Maybe[Quantity] = None
    codes: ListOf[Text] = []


def answered(body: Any, **options: Any) -> Reply:
    wire, _ = wire_answering(body, **options)
    reply = wire.send(Call("GET", "/x"))
    assert isinstance(reply, Reply)
    return reply


def read(kind: Any, value: Any) -> Any:
    return TypeAdapter(kind).validate_python(value)


@pytest.mark.parametrize(
    ("kind", "value", "expected"),
    [
        (Ref, 7, "7"),
        (Ref, "a-1", "a-1"),
        (Amount, "12.50", Decimal("12.50")),
        (Quantity, "3", 3),
        (Text, None, ""),
        (Text, {"no": "text"}, ""),
        (Text, True, ""),
        (Text, 12, "12"),
        (Text, " a\x00b\ud800\tc\n", "ab\tc"),
        (Text, "x" * (LONGEST_TEXT + 1), "x" * LONGEST_TEXT),
        (Flag, "true", True),
        (Flag, "yes", False),
        (Flag, 1, False),
    ],
)
def test_what_a_field_becomes(kind: Any, value: Any, expected: Any) -> None:
    assert read(kind, value) == expected


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (Ref, "a/b"),
        (Ref, "a b"),
        (Ref, ""),
        (Ref, True),
        (Ref, "x" * 129),
        (Token, "two words"),
        (Token, "a\r\nb"),
        (Token, ""),
        (Amount, True),
        (Amount, -1),
        (Amount, "NaN"),
        (Amount, 10**10),
        (Quantity, 0),
        (Quantity, True),
        (Quantity, 1.5),
    ],
)
def test_what_makes_no_sense_is_refused(kind: Any, value: Any) -> None:
    with pytest.raises(ValidationError):
        read(kind, value)


def test_money_is_exact_but_for_what_binary_floats_leave_behind() -> None:
    assert money(Decimal("89.99000000000001"), "CAD", "total") == Money.of("89.99", "CAD")
    for amount, currency in [("89.995", "CAD"), ("1.5", "JPY")]:
        with pytest.raises(InvalidValueError, match="total"):
            money(Decimal(amount), currency, "total")


def test_an_answer_is_in_the_clinics_currency_or_in_none_that_it_names() -> None:
    assert same_currency("", "CAD") == same_currency("cad", "CAD") == "CAD"
    with pytest.raises(InvalidValueError):
        same_currency("USD", "CAD")


def test_only_a_list_has_objects() -> None:
    assert objects([1], "rows") == [1]
    others: list[Any] = [None, {}, "rows"]
    for other in others:
        with pytest.raises(InvalidValueError, match="rows"):
            objects(other, "rows")


def test_a_detail_that_does_not_fit_is_none_and_no_list_an_empty_one() -> None:
    sold = Sold.model_validate({"unitPrice": 1, "inStock": "lots", "codes": None})

    assert (sold.in_stock, sold.codes) == (None, [])


def test_unreadable_names_the_field_and_never_its_value() -> None:
    reply = answered({"unitPrice": "secret"})

    with pytest.raises(Unreadable) as raised, reading(reply, "product"):
        Sold.model_validate(reply.json)

    assert "product: unitPrice" in str(raised.value)
    assert "secret" not in str(raised.value)
    with pytest.raises(Unreadable, match="product: price: finer than a coin"), reading(reply, "product"):
        money(Decimal("0.001"), "CAD", "price")


def test_one_odd_row_costs_that_row_and_is_counted() -> None:
    counted: list[ObservedCall] = []
    rows = [{"unitPrice": "1.00", "inStock": "lots"}, {"unitPrice": None}, {"unitPrice": "2.00"}]
    reply = answered(rows, observer=counted.append)

    found = each(reply, reply.json, Sold.model_validate, "products")

    assert [row.unit_price for row in found] == [Decimal("1.00"), Decimal("2.00")]
    assert found[0].in_stock is None
    assert len([one for one in counted if one.outcome == ODD]) == 1
