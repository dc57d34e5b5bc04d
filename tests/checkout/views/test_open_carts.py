"""A cart that staff prepared, or that a patient left on another device, is found after sign-in and told in words."""

from __future__ import annotations

from typing import Any

import pytest
from pytest_django.asserts import assertContains, assertNotContains

from sandbox.decoda import demo
from sandbox.decoda.store import Tenant
from storefront.clinics.models import Clinic
from tests.houses import HOUSES
from tests.world import Shopper, World

MEADOW = HOUSES[1]
SUNSCREEN = MEADOW.product


def tenant(world: World) -> Tenant:
    upstream: Any = world.upstreams["decoda"]
    return upstream._state.tenants[demo.TENANT]  # type: ignore[no-any-return, unused-ignore]


@pytest.fixture
def left(meadow: Clinic, world: World) -> str:
    """Dana's own cart, filled on another device."""
    telephone = Shopper("meadow.localhost")
    telephone.sign_in(MEADOW.email, MEADOW.password)
    telephone.add(SUNSCREEN, 2)
    return str(telephone.browser.session["cart"]["ref"])


@pytest.fixture
def prepared(left: str, world: World) -> str:
    """The same as if staff had made it."""
    tenant(world).carts[left].creator_id = next(iter(tenant(world).providers))
    tenant(world).carts[left].notes = "Plan we discussed"
    return left


@pytest.fixture
def dana(meadow: Clinic) -> Shopper:
    shopper = Shopper("meadow.localhost")
    shopper.sign_in(MEADOW.email, MEADOW.password)
    return shopper


def test_what_staff_prepared_is_told_and_opened(prepared: str, dana: Shopper) -> None:
    page = dana.get("/cart/")
    assertContains(page, "prepared a cart for you")
    assertContains(page, SUNSCREEN)
    assertNotContains(page, "Plan we discussed")

    dana.post(f"/cart/waiting/{prepared}/", {"answer": "open"})

    assert dana.browser.session["cart"]["ref"] == prepared
    assertNotContains(dana.get("/cart/"), "data-open-cart")
    assert list(dana.lines()) == [SUNSCREEN]


def test_an_own_cart_from_another_device_is_joined_and_closed(left: str, dana: Shopper, world: World) -> None:
    other = next(name for name in dana.product_refs() if name != SUNSCREEN)
    dana.add(other)
    here = dana.browser.session["cart"]["ref"]
    assertContains(dana.get("/cart/"), "You have another cart at the clinic")

    dana.post(f"/cart/waiting/{left}/", {"answer": "join"})

    assert dana.browser.session["cart"]["ref"] == here
    assert set(dana.lines()) == {other, SUNSCREEN}
    assert tenant(world).carts[left].status == "ABANDONED"


def test_opening_one_keeps_the_other_to_come_back_to(left: str, dana: Shopper) -> None:
    dana.add(next(name for name in dana.product_refs() if name != SUNSCREEN))
    here = dana.browser.session["cart"]["ref"]
    dana.get("/cart/")

    dana.post(f"/cart/waiting/{left}/", {"answer": "open"})

    assertContains(dana.get("/cart/"), f'data-open-cart="{here}"')


def test_what_is_left_is_not_asked_about_again_and_stays_at_the_clinic(left: str, dana: Shopper, world: World) -> None:
    dana.get("/cart/")
    before = len(world.calls())

    dana.post(f"/cart/waiting/{left}/", {"answer": "leave"})

    assertNotContains(dana.get("/cart/"), "data-open-cart")
    assert "GET /billing/cart/list" not in world.calls(before)
    assert tenant(world).carts[left].status == "DRAFT"


def test_a_cart_that_is_gone_meanwhile_is_told(left: str, dana: Shopper, world: World) -> None:
    dana.get("/cart/")
    tenant(world).carts[left].status = "EXPIRED"

    dana.post(f"/cart/waiting/{left}/", {"answer": "open"})

    assertContains(dana.get("/cart/"), "That cart is not there any more.")


def test_only_what_was_offered_can_be_opened(left: str, dana: Shopper, world: World) -> None:
    tenant(world).carts[left].patient_id = demo.ANA.id
    dana.get("/cart/")

    assertNotContains(dana.get("/cart/"), "data-open-cart")
    assert dana.post(f"/cart/waiting/{left}/", {"answer": "leave"}).status_code in (303, 404)
    dana.post(f"/cart/waiting/{left}/", {"answer": "open"})
    assert dana.browser.session.get("cart") is None


def test_an_upstream_that_cannot_tell_costs_no_page(left: str, dana: Shopper, world: World) -> None:
    world.down(path="*/billing/cart/list")

    assert dana.get("/cart/").status_code == 200
