from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.checkout.case import Case
from tests.houses import HOUSES, House, go_to_the_button
from tests.world import Shopper, World


@pytest.fixture(params=HOUSES, ids=lambda house: house.slug)
def house(request: pytest.FixtureRequest, db: None, world: World) -> House:
    request.getfixturevalue(request.param.slug)
    return request.param  # type: ignore[no-any-return]


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
