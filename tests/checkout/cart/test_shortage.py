"""An order that is refused for want of stock says of which item, and how many are left."""

from __future__ import annotations

import pytest
from pytest_django.asserts import assertContains

from storefront.clinics.models import Clinic
from tests.houses import HOUSES
from tests.world import Shopper, World, state_of

SUMMIT = next(house for house in HOUSES if house.slug == "summit")
PULSE, ROLLER = "Pulse Muscle Stimulator", "Trail Foam Roller"


@pytest.fixture
def erin(summit: Clinic, world: World) -> Shopper:
    """At the review, with two stimulators (there are two) and a roller."""
    shopper = Shopper("summit.localhost")
    shopper.sign_in(SUMMIT.email, SUMMIT.password)
    shopper.add(PULSE, 2)
    shopper.add(ROLLER)
    shopper.choose("Invoice")
    return shopper


def left(world: World, total: int) -> None:
    world.set_option("elasticpath", "stock", sku="SM-PULSE-2", total=total)


def test_the_item_is_named_with_what_is_left_of_it_and_that_can_be_taken(erin: Shopper, world: World) -> None:
    form = erin.review_form()
    left(world, 1)

    page = erin.get(erin.post("/checkout/review/", form)["Location"])

    assert state_of(page) == "refused"
    assertContains(page, f"<strong>{PULSE}</strong><br>Only 1 left", html=False)
    assertContains(page, "Take 1")
    assert world.ledger.orders() == []

    erin.post(f"/cart/lines/{erin.lines()[PULSE]}/", {"quantity": "1"})
    assert state_of(erin.get(erin.place_order()["Location"])) == "placed"


def test_what_is_gone_altogether_can_be_removed(erin: Shopper, world: World) -> None:
    form = erin.review_form()
    left(world, 0)

    page = erin.get(erin.post("/checkout/review/", form)["Location"])

    assertContains(page, "Sold out")
    assertContains(page, f"/cart/lines/{erin.lines()[PULSE]}/remove/")


def test_where_nobody_can_be_asked_the_page_stands_without_it(erin: Shopper, world: World) -> None:
    form = erin.review_form()
    left(world, 1)
    where = erin.post("/checkout/review/", form)["Location"]
    world.down(path="/v2/inventories/*")
    world.down(path="/pcm/*")

    assert state_of(erin.get(where)) == "refused"
