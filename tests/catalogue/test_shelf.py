"""What a clinic sells: asked for once for everybody, kept, and spared when the upstream is down."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
from django.core.cache import cache
from django.db import connections

from storefront import asked_once
from storefront.catalogue import shelf
from storefront.clinics.models import Clinic
from storefront.limits.policy import UNKNOWN_PRODUCT
from storefront.upstream.errors import NotFound, Unreachable, UpstreamError
from tests.world import Shopper, World

LIST = "GET /v2/products"
UNKNOWN = "0123456789abcdef01234567"  # looks like an id
NOBODY = {"clinic": "harbour", "network": "203.0.113.7", "block": "203.0.113"}


def lists(world: World) -> int:
    return sum(call.endswith("/products") for call in world.calls())


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("fails", [False, True], ids=["answers", "does not answer"])
def test_of_many_visitors_of_a_cold_shelf_one_asks(
    harbour: Clinic, world: World, monkeypatch: pytest.MonkeyPatch, fails: bool
) -> None:
    """The one who asks gets its answer when three others wait for it."""
    waiting, all_wait, deliver = [], Event(), world.deliver

    def another_waits() -> None:
        waiting.append(1)
        if len(waiting) >= 3:
            all_wait.set()

    def held(*args: object) -> object:
        assert all_wait.wait(20)
        return deliver(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(asked_once, "about_to_wait", another_waits)
    monkeypatch.setattr(world, "deliver", held)
    if fails:
        world.down()

    def visit(_: int) -> int:
        try:
            return len(shelf.products(harbour))
        except UpstreamError:
            return 0
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as threads:
        seen = set(threads.map(visit, range(4)))

    assert lists(world) == (2 if fails else 1)  # a read is tried twice
    assert len(seen) == 1
    assert (seen == {0}) is fails


def test_who_comes_after_a_failure_asks_again(harbour: Clinic, world: World) -> None:
    world.down(times=2)
    with pytest.raises(UpstreamError):
        shelf.products(harbour)

    assert shelf.products(harbour)


def test_the_spare_copy_is_shown_while_the_upstream_is_down(harbour: Clinic, world: World) -> None:
    before = shelf.products(harbour)
    cache.delete(shelf._key(harbour, "fresh"))
    world.down()

    assert shelf.products(harbour) == before


def test_a_product_that_is_not_there_is_asked_for_once_a_minute(harbour: Clinic, world: World) -> None:
    shelf.products(harbour)
    since = len(world.calls())

    for _ in range(3):
        with pytest.raises(NotFound):
            shelf.product(harbour, UNKNOWN)

    assert len(world.calls(since)) == 1


def test_one_visitor_cannot_spend_the_clinics_calls(harbour: Clinic, world: World) -> None:
    shelf.products(harbour)
    since = len(world.calls())

    for number in range(70):
        with pytest.raises(NotFound):
            shelf.product(harbour, f"{number:024x}", NOBODY)

    assert len(world.calls(since)) == UNKNOWN_PRODUCT.rules[0].hits == 60


def test_no_address_is_too_long_for_us(harbour: Clinic, world: World) -> None:
    shelf.products(harbour)
    since = len(world.calls())

    with pytest.raises(NotFound):
        shelf.product(harbour, "a" * 5000)

    assert world.calls(since) == []


def test_a_page_says_that_it_cannot_be_reached(shopper: Shopper, world: World) -> None:
    world.down()

    assert shopper.get("/").status_code == 503


def test_who_waited_in_vain_reads_the_same(harbour: Clinic, world: World) -> None:
    cache.set(f"{shelf._key(harbour, 'products')}:asking", True)
    cache.set(f"{shelf._key(harbour, 'products')}:trouble", True)

    with pytest.raises(Unreachable):
        shelf.products(harbour)
