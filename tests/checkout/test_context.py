"""The number beside "Cart" on every page."""

from __future__ import annotations

from django.test import RequestFactory

from checkout.context import cart
from tests.checkout.harbour import TEA
from tests.world import Shopper, World


def shown(shopper: Shopper) -> tuple[int, bool]:
    context = shopper.browser.get("/password/").context
    return context["cart_count"], context["cart_waiting"]


def test_it_counts_units_and_asks_no_upstream(shopper: Shopper, world: World) -> None:
    assert shown(shopper) == (0, False)
    shopper.add(TEA, 2)
    before = len(world.ledger.calls)

    assert shown(shopper) == (2, False)

    assert len(world.ledger.calls) == before


def test_a_patients_cart_is_hidden_once_the_sign_in_is_over(shopper: Shopper) -> None:
    shopper.add(TEA, 2)
    shopper.sign_in()
    shopper.get("/cart/")
    assert shown(shopper) == (2, False)

    session = shopper.browser.session
    del session["patient"]
    session.save()

    assert shown(shopper) == (0, True)


def test_a_page_without_a_clinic_has_no_cart() -> None:
    assert cart(RequestFactory().get("/healthz")) == {}
