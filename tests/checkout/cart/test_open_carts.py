"""What the session remembers of a cart that lies ready."""

from __future__ import annotations

from checkout.cart.open_carts import Offer
from storefront.money import Money


def test_an_offer_knows_its_total() -> None:
    assert Offer("c-1", by_clinic=True, names="Serum", minor=6800, currency="USD").total == Money.of("68.00", "USD")
