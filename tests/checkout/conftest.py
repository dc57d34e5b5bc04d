from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from django.test import Client

from checkout.models import OrderAttempt
from storefront.clinics.models import Clinic
from tests.checkout.case import Case
from tests.checkout.harbour import TEA
from tests.checkout.staff_case import go_to_review
from tests.houses import HOUSES, House, go_to_the_button
from tests.staff.people import clinic_staff
from tests.world import DECODA, Shopper, World


@pytest.fixture(params=HOUSES, ids=lambda house: house.slug)
def house(request: pytest.FixtureRequest, db: None, world: World) -> House:
    request.getfixturevalue(request.param.slug)
    return request.param  # type: ignore[no-any-return, unused-ignore]


@pytest.fixture
def someone(house: House) -> Shopper:
    return Shopper(f"{house.slug}.localhost")


@pytest.fixture
def ready(someone: Shopper, house: House) -> Shopper:
    """One submission away from an order."""
    return go_to_the_button(someone, house)


@pytest.fixture
def unwatched(ready: Shopper, house: House, world: World) -> Case:
    """One submission away from an order, with its review page open."""
    return Case(house, ready, world, ready.review_form())


@pytest.fixture
def case(unwatched: Case) -> Iterator[Case]:
    """The same, and at the end it is asked again what must always be true."""
    yield unwatched
    unwatched.nothing_is_ever_ordered_twice()


@pytest.fixture
def ana(shopper: Shopper, world: World) -> Shopper:
    """Ana at Harbour, one click away from an order of 68.00."""
    shopper.add(TEA, 2)
    shopper.sign_in()
    shopper.choose("4242")
    return shopper


@pytest.fixture
def attempt(shopper: Shopper) -> OrderAttempt:
    """Ana's order at Harbour, placed."""
    shopper.add(TEA)
    shopper.sign_in()
    shopper.choose("4242")
    shopper.place_order()
    return shopper.attempt()


@pytest.fixture
def in_review(shopper: Shopper, world: World) -> OrderAttempt:
    """Ana's order at Harbour: nobody knows whether it was placed, and staff have to decide."""
    return go_to_review(shopper, world)


@pytest.fixture
def staff(harbour: Clinic) -> Client:
    """Works for Harbour."""
    return clinic_staff(harbour)


@pytest.fixture
def neighbour(make_clinic: Callable[..., Clinic]) -> Clinic:
    return make_clinic("meadow", DECODA, country="US", currency="USD")
