"""What each page asks of the upstream, of a patient who has been here before: the table in ``docs/upstreams.md``.

``tests/test_pages.py`` has the same for CarePortals.
"""

from __future__ import annotations

import pytest

from storefront.clinics.models import Clinic
from tests.houses import HOUSES, US_ADDRESS, House
from tests.world import Shopper, World

AT_REST = ["/", "/password/"]

CART = "GET /billing/cart/{cart_id}"
METHODS, CREDIT = "GET /billing/payment/methods", "GET /user/patient/{patient_id}/credit/available"
CHARGE = "GET /billing/charge/get/{charge_id}"
CHART = "GET /user/patient/{patient_id}"
MEADOW: dict[str, list[str]] = {path: [] for path in AT_REST} | {
    "product": [],
    "/cart/": [CART],
    "/checkout/details/": [],
    "/checkout/payment/": [CART, METHODS, CREDIT],
    "/checkout/review/": [CART, METHODS, CREDIT],
    "/orders/": ["GET /billing/charge/list"],
    "/account/": [METHODS, CHART],
}
MEADOW_ORDER = [
    *(CART, METHODS, CREDIT),  # is it still what was shown?
    *(CART, "POST /billing/cart/{cart_id}/convert-to-charge"),
    *(CHARGE, METHODS, "POST /billing/payment-terminal/payin-config"),
    *("POST /billing/payment-terminal/charge-card/{method_id}", CHARGE),
]

EP_CART, EP_ORDER = "GET /v2/carts/{cart}", "GET /v2/orders/{order}"
EP_DETAILS = [f"{EP_ORDER}/shipping-groups", f"{EP_ORDER}/transactions"]
SUMMIT: dict[str, list[str]] = {path: [] for path in AT_REST} | {
    "product": [],
    "/cart/": [EP_CART],
    "/checkout/details/": [],
    "/checkout/payment/": [EP_CART],
    "/checkout/review/": [EP_CART],
    "/orders/": ["GET /v2/orders"],
    "/account/": ["GET /v2/account-members/{member}", *["GET /v2/accounts/{account}/addresses"] * 2],
}
SUMMIT_ORDER = [
    EP_CART,
    *("POST /v2/carts/{cart}/checkout", "DELETE /v2/carts/{cart}"),
    *("POST /oauth/access_token", EP_ORDER, "POST /v2/orders/{order}/payments", EP_ORDER),
]
MEADOW_HOUSE, SUMMIT_HOUSE = HOUSES[1], HOUSES[2]


def one_click_away(house: House) -> Shopper:
    shopper = Shopper(f"{house.slug}.localhost")
    shopper.add(house.product)
    shopper.sign_in(house.email, house.password)
    shopper.get("/cart/")
    shopper.get(product_page(shopper, house))
    shopper.choose(house.pays, US_ADDRESS if house.slug == "meadow" else None)
    return shopper


def product_page(shopper: Shopper, house: House) -> str:
    return f"/products/{shopper.product_refs()[house.product]}/"


def asked(shopper: Shopper, world: World, house: House, path: str) -> list[str]:
    path = product_page(shopper, house) if path == "product" else path
    before = len(world.ledger.calls)
    assert shopper.get(path).status_code == 200
    return sorted(world.calls(before))


@pytest.mark.parametrize("path", MEADOW)
def test_how_often_a_page_asks_decoda(meadow: Clinic, world: World, path: str) -> None:
    assert asked(one_click_away(MEADOW_HOUSE), world, MEADOW_HOUSE, path) == sorted(MEADOW[path])


@pytest.mark.parametrize("path", SUMMIT)
def test_how_often_a_page_asks_elastic_path(summit: Clinic, world: World, path: str) -> None:
    assert asked(one_click_away(SUMMIT_HOUSE), world, SUMMIT_HOUSE, path) == sorted(SUMMIT[path])


@pytest.mark.parametrize(("house", "calls"), [(MEADOW_HOUSE, MEADOW_ORDER), (SUMMIT_HOUSE, SUMMIT_ORDER)])
def test_what_placing_an_order_asks(
    request: pytest.FixtureRequest, db: None, world: World, house: House, calls: list[str]
) -> None:
    request.getfixturevalue(house.slug)
    shopper = one_click_away(house)
    form = shopper.review_form()
    before = len(world.ledger.calls)

    page = shopper.post("/checkout/review/", form)["Location"]

    assert world.calls(before) == calls
    before = len(world.ledger.calls)
    shopper.get(page)
    assert world.calls(before) == ([EP_ORDER, *EP_DETAILS] if house is SUMMIT_HOUSE else [CHARGE])


@pytest.mark.parametrize("house", [MEADOW_HOUSE, SUMMIT_HOUSE], ids=lambda house: house.slug)
def test_a_shelf_is_asked_for_once_a_minute_whoever_comes(
    request: pytest.FixtureRequest, db: None, world: World, house: House
) -> None:
    request.getfixturevalue(house.slug)
    Shopper(f"{house.slug}.localhost").get("/")
    before = len(world.ledger.calls)

    for _ in range(3):
        Shopper(f"{house.slug}.localhost").get("/")

    assert world.calls(before) == []
