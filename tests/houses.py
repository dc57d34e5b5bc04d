"""A clinic for each upstream, and how a patient of it gets to the button."""

from __future__ import annotations

from dataclasses import dataclass
from fnmatch import fnmatch

from tests.world import Shopper, World

US_ADDRESS = {
    "address1": "500 Pearl Street",
    "address2": "",
    "city": "Boulder",
    "province": "CO",
    "postal_code": "80302",
    "country": "US",
}


@dataclass(frozen=True)
class House:
    """A clinic of the story: where, who, what, and the acts of its upstream."""

    slug: str
    kind: str
    email: str
    password: str
    product: str
    coupon: str
    expired: str
    pays: str
    order_call: str
    pay_call: str = ""  # where paying is a step of its own
    closes_carts: bool = True  # so that an order that did not come never comes


HOUSES = [
    House(
        "harbour",
        "careportals",
        "ana@harbour.example",
        "Harbour-2026!",
        "Crème Apaisante Visage",
        "NEW20",
        "EXPIRED",
        "4242",
        "*/finalize",
        closes_carts=False,
    ),
    House(
        "meadow",
        "decoda",
        "dana@meadow.example",
        "Meadow-2026!",
        "Mineral Sunscreen SPF 50",
        "WELCOME10",
        "EXPIRED",
        "4242",
        "*/convert-to-charge",
        "*/charge-card/*",
    ),
    House(
        "summit",
        "elasticpath",
        "erin@summit.example",
        "Summit-2026!",
        "Trail Foam Roller",
        "WELCOME10",
        "EXPIRED",
        "Invoice",
        "*/checkout",
        "*/payments",
    ),
]


def go_to_the_button(shopper: Shopper, house: House) -> Shopper:
    shopper.add(house.product, 2)
    shopper.sign_in(house.email, house.password)
    shopper.get("/cart/")
    address = US_ADDRESS if house.slug == "meadow" else None
    assert shopper.choose(house.pays, address).status_code == 303
    return shopper


def calls(world: World, pattern: str, method: str = "POST") -> int:
    return sum(fnmatch(call.request.path, pattern) and call.method == method for call in world.ledger.calls)
