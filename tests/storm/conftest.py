"""Clinics whose upstreams answer over real HTTP: what is proven here crosses processes."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from sandbox.clock import Clock
from sandbox.server import SandboxServer
from storefront.clinics.models import Clinic
from tests.houses import HOUSES, House, go_to_the_button
from tests.world import CAREPORTALS, DECODA, ELASTICPATH, UPSTREAMS, Shopper, World

COMMERCE = {"harbour": CAREPORTALS, "meadow": DECODA, "summit": ELASTICPATH}


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """The storm takes a minute and both cores: it runs when it is asked for, with ``-m storm`` or ``make storm``."""
    if "storm" not in config.getoption("markexpr"):
        storms = [item for item in items if item.get_closest_marker("storm")]
        config.hook.pytest_deselected(items=storms)
        items[:] = [item for item in items if item not in storms]


@pytest.fixture(scope="package")
def upstreams() -> Iterator[SandboxServer]:
    world = World()
    world.clock = Clock()
    with SandboxServer(("127.0.0.1", 0), world) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def world(upstreams: SandboxServer) -> World:
    world = upstreams.sandbox
    assert isinstance(world, World)
    world.clock.shift *= 0
    world.reset()
    return world


def slug(house: House) -> str:
    return house.slug


@pytest.fixture(params=HOUSES, ids=slug)
def house(request: pytest.FixtureRequest, transactional_db: None, upstreams: SandboxServer, world: World) -> House:
    """Committed, so that other processes see it."""
    house: House = request.param
    clinic: Clinic = request.getfixturevalue(house.slug)
    clinic.set_commerce(_at(upstreams, COMMERCE[house.slug]))
    clinic.save()
    return house


def _at(upstreams: SandboxServer, commerce: dict[str, Any]) -> dict[str, Any]:
    host, port = upstreams.server_address[:2]
    moved: dict[str, Any] = json.loads(json.dumps(commerce).replace(UPSTREAMS, f"http://{host!s}:{port}"))
    return moved


@pytest.fixture
def ready(house: House) -> Shopper:
    """One submission away from an order."""
    return go_to_the_button(Shopper(f"{house.slug}.localhost"), house)
