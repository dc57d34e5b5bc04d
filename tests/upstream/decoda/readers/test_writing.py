"""A write of the whole cart says again what staff had set, however the answer tells it."""

from __future__ import annotations

from typing import Any

import pytest

from storefront.upstream.decoda.readers.writing import LineShape, WrittenCart, as_written
from tests.upstream.decoda.examples import CART, ITEM, LINE

CUSTOM = ITEM | {"allowCustomPricing": True}


def written(**line: Any) -> dict[str, Any]:
    body = as_written(WrittenCart.model_validate(CART), [LineShape.model_validate(LINE | {"notes": None} | line)])
    [sent] = body["items"]
    return {name: value for name, value in sent.items() if name not in {"itemId", "quantity"}}


@pytest.mark.parametrize(
    ("line", "sent"),
    [
        ({}, {}),
        ({"notes": "sample"}, {"notes": "sample"}),
        (
            {"discountPercentage": 50.0, "discountAmount": 5400, "totalPrice": 5400},
            {"discountPercentage": 50, "discountAmount": 0},
        ),
        ({"discountAmount": 300, "totalPrice": 10500}, {"discountPercentage": 0, "discountAmount": 300}),
        (
            {"discountPercentage": 10.0, "discountAmount": 1380, "totalPrice": 9420},
            {"discountPercentage": 10, "discountAmount": 300},
        ),
        (
            {"discountPercentage": 33.33, "discountAmount": 3599, "totalPrice": 7201},
            {"discountPercentage": 33.33, "discountAmount": 0},
        ),
        ({"unitPrice": 5000, "totalPrice": 10000}, {}),  # the catalogue's price of another day: not ours to set
        ({"unitPrice": 5000, "totalPrice": 10000, "item": CUSTOM}, {"unitPrice": 5000}),
        ({"item": CUSTOM}, {}),
    ],
)
def test_a_line_is_written_as_it_was_agreed(line: dict[str, Any], sent: dict[str, Any]) -> None:
    assert written(**line) == sent


def test_the_cart_keeps_its_end_its_creator_and_its_notes() -> None:
    body = as_written(WrittenCart.model_validate(CART | {"notes": "call first"}), [])

    assert body["expiresDate"] == CART["expiresDate"]
    assert (body["creatorId"], body["notes"]) == ("prov-1", "call first")
    assert (body["discountAmount"], body["discountPercentage"]) == (0, 10)
