"""What the tests of Elastic Path share: what is asked for, and short ways to ask and to judge."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import replace
from typing import Any
from urllib.parse import unquote

import pytest

from storefront.money import Money
from storefront.upstream.errors import UpstreamError
from storefront.upstream.types import Address, Item, Line, NewPatient, OrderRequest, Question
from tests.upstream.elasticpath.conftest import API
from tests.upstream.elasticpath.examples import CART, CART_DATA, LINE, ORDER, PRODUCT, TRANSACTION_DATA, refusal, totals

ACCOUNT_HEADER = "EP-Account-Management-Authentication-Token"
TWO = [Item(PRODUCT, 2)]
REQUEST = OrderRequest(
    key="attempt-1",
    try_number=3,
    cart_ref=CART,
    address=Address("12 Quay Street", "Halifax", "NS", "B3H 4R2", "CA", phone="+19025550142"),
    payment_method="pm_1",
    email="erin@summit.example",
    name="Erin Example",
    given_name="Erin",
    family_name="Example",
    return_url="https://summit.example/orders/1/",
)
PAY = replace(REQUEST, order_ref=ORDER)
NEW = NewPatient("Erin", "Example", "Erin@Summit.example", "Secret-123!", phone="+14035550123", gender="female")
ADD = {"data": [{"type": "cart_item", "id": PRODUCT, "quantity": 2}], "options": {"add_all_or_nothing": True}}
LOOK = f"GET {API}/v2/carts/{CART}?include=items"
STRIPE = {"gateway": "elastic_path_payments_stripe"}
STOCK_GONE = refusal(400, "Insufficient stock", "There is not enough stock to add gift2 to your cart")
HTML = b"<html>Bad gateway</html>"


def lines(store: Any) -> list[str]:
    return [unquote(line) for line in store.lines]


def callers(store: Any) -> list[tuple[str, str | None]]:
    """Kind of the bearer, and the account token."""
    return [
        (sent.headers["Authorization"].removeprefix("Bearer ").partition("-")[0], sent.headers.get(ACCOUNT_HEADER))
        for sent in store.asked
    ]


def cad(amount: str) -> Money:
    return Money.of(amount, "CAD")


def changed(data: Any, path: str, value: Any) -> Any:
    """A copy with the member at the dotted path set."""
    copy = deepcopy(data)
    *way, last = path.split(".")
    at = copy
    for step in way:
        at = at[int(step) if isinstance(at, list) else step]
    at[int(last) if isinstance(at, list) else last] = value
    return copy


ROLLERS = Line(
    ref=LINE,
    product_ref=PRODUCT,
    name="Trail Foam Roller",
    quantity=2,
    unit_price=cad("42.00"),
    total=cad("84.00"),
    picture_url="https://files.example/roller.webp",
)


def cart(shop: Any, answer: Any, access: Any = None, **settings: Any) -> Any:
    clinic, _ = shop(answer, **settings)
    return clinic.carts.read(CART, access)


def with_lines(*lines: Any, **prices: Any) -> dict[str, Any]:
    data = changed(CART_DATA, "meta.display_price", prices or totals(8820, tax=420))
    return {"data": data, "included": {"items": list(lines)}}


def look(shop: Any, erin: Any, *answers: Any, order_ref: str = "", **settings: Any) -> Any:
    clinic, _ = shop(*answers, **settings)
    return clinic.orders.look_up(Question("attempt-1", CART, order_ref), erin)


def dated(order: Any, day: int, **more: Any) -> Any:
    return changed(order, "meta.timestamps.created_at", f"2026-11-{day:02}T09:00:00Z") | more


def transaction(status: Any, **more: Any) -> dict[str, Any]:
    return TRANSACTION_DATA | {"status": status} | more


def raised_by(call: Any) -> UpstreamError:
    with pytest.raises(UpstreamError) as raised:
        call()
    return raised.value


def check(error: UpstreamError, kind: type[UpstreamError]) -> None:
    assert type(error) is kind, repr(error)
