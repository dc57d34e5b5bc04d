"""Fifty submissions at the same moment, through the real server and its workers: one of them orders."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from checkout.models import OrderAttempt, State
from tests.houses import HOUSES, House, calls
from tests.storm.conftest import slug
from tests.storm.processes import Server, environment, free_port
from tests.storm.visitor import Visitor
from tests.world import World

pytestmark = [pytest.mark.enable_socket, pytest.mark.slow]

SUBMISSIONS = 50


@pytest.fixture
def guarded() -> bool:
    return True


@pytest.fixture
def ready(house: House, guarded: bool, tmp_path: Path) -> Iterator[Visitor]:
    surroundings = environment(WORKERS="2", THREADS="64", MIGRATE="0", STOP_TIMEOUT="5")
    with Server(free_port(), surroundings, tmp_path / "log", guarded=guarded) as server:
        visitor = Visitor(server.port, f"{house.slug}.localhost")
        visitor.sign_in(house.email, house.password)
        visitor.fill(house.product, house.pays, "US" if house.slug == "meadow" else "CA")
        yield visitor


def test_fifty_submissions_at_once_send_one_order(ready: Visitor, house: House, world: World) -> None:
    answers = ready.submit_together(SUBMISSIONS, "/checkout/review/", ready.review_form())

    assert answers == {"303": SUBMISSIONS}
    assert calls(world, house.order_call) == 1
    assert len(world.ledger.orders()) == len(world.ledger.charges()) == 1
    assert OrderAttempt.objects.get().state == State.PLACED


@pytest.mark.parametrize("house", [HOUSES[-1]], ids=slug, indirect=True)
@pytest.mark.parametrize("guarded", [False], ids=["no_guard"])
def test_without_the_claim_they_would_send_many(ready: Visitor, house: House, world: World) -> None:
    """The control: the race is real, and it is the claim that decides it."""
    form = ready.review_form()
    # Everybody has read the attempt before the first one claims it, and the cart is there until the last one orders.
    world.faults.arm("slow", method="GET", path="*/carts/*", seconds=4, times=None)
    world.faults.arm("slow", path=house.order_call, seconds=4, times=None)

    ready.submit_together(SUBMISSIONS, "/checkout/review/", form)

    assert calls(world, house.order_call) > 1
    assert len(world.ledger.orders()) > 1
