"""Drafts that lie ready for a patient, and whether staff prepared them."""

from __future__ import annotations

from typing import Any

import pytest

from storefront.upstream.errors import Unreadable
from storefront.upstream.types import OpenCart
from tests.upstream.decoda.conftest import asked, dollars
from tests.upstream.decoda.examples import CART, LINE, PATIENT, STRANGER_REF

DRAFT = CART | {"quotes": []}
OWN = DRAFT | {"creator": None}


def test_a_draft_with_a_creator_is_the_clinics(shop: Any, answering: Any, me: Any) -> None:
    recorder = answering([DRAFT, OWN | {"id": "cart-2"}])

    assert shop.open_carts.list(me) == (
        OpenCart("cart-1", by_clinic=True, names=("Barrier Cream <b>",), total=dollars("105.22")),
        OpenCart("cart-2", by_clinic=False, names=("Barrier Cream <b>",), total=dollars("105.22")),
    )
    assert asked(recorder) == [("GET /billing/cart/list?patient_id=pat-1&status=DRAFT", None)]


@pytest.mark.parametrize(
    "other",
    [
        {"patient": PATIENT | {"id": STRANGER_REF}},
        {"status": "CONVERTED"},
        {"items": []},
        {"quotes": [{"id": "quote-1"}]},
        {"total": 105.22},
        {"id": None},
    ],
)
def test_what_is_not_the_patients_to_order_is_left_out(shop: Any, answering: Any, me: Any, other: Any) -> None:
    answering([DRAFT | {"id": "other"} | other, DRAFT])

    assert [cart.ref for cart in shop.open_carts.list(me)] == ["cart-1"]


def test_the_draft_that_was_changed_last_comes_first(shop: Any, answering: Any, me: Any) -> None:
    dates = {"old": "2026-01-01T00:00:00Z", "none": None, "new": "2026-06-01T00:00:00"}
    answering([DRAFT | {"id": name, "updatedDate": date} for name, date in dates.items()])

    assert [cart.ref for cart in shop.open_carts.list(me)] == ["new", "old", "none"]


def test_a_line_without_goods_has_no_name_to_tell(shop: Any, answering: Any, me: Any) -> None:
    answering([DRAFT | {"items": [LINE | {"item": None}]}])

    assert shop.open_carts.list(me)[0].names == ()


def test_a_list_that_is_missing_is_not_an_empty_one(shop: Any, answering: Any, me: Any) -> None:
    answering(None)

    with pytest.raises(Unreadable):
        shop.open_carts.list(me)
