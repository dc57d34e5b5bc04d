"""Stories in a real browser: headless Chromium, the real application and the sandbox, both over real HTTP."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from playwright.sync_api import Browser, sync_playwright
from pytest_django.live_server_helper import LiveServer

from sandbox.clock import Clock
from sandbox.server import SandboxServer
from storefront.clinics.models import Clinic
from storefront.statistics.health import RECORDER
from storefront.upstream.circuit_breaker import CIRCUIT_BREAKERS
from storefront.upstream.elasticpath.tokens import TOKEN_CACHE
from tests.journeys.window import Window
from tests.world import CAREPORTALS, UPSTREAMS, Shopper, World

HERE = Path(__file__).parent
ARGUMENTS = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-sync",
    "--no-first-run",
    "--disable-gpu",
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.enable_socket)


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    """One browser for all stories; each of them gets a profile of its own."""
    # Playwright's loop runs in this thread, and Django takes that for asynchronous code. It is not.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=os.environ["CHROMIUM"], args=ARGUMENTS)
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture(scope="package")
def port(django_db_setup: None) -> Iterator[int]:
    """Where the application answers, with a thread for each connection."""
    server = LiveServer("127.0.0.1")
    yield server.thread.port
    server.stop()
    cache.clear()


@pytest.fixture(scope="package")
def upstreams() -> Iterator[SandboxServer]:
    world = World()
    world.clock = Clock()  # real time: a slow answer is slow
    with SandboxServer(("127.0.0.1", 0), world) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture(autouse=True)
def empty_cache() -> None:
    """Not emptied between stories: each has a clinic of its own making, and shrunk pictures take long to make again."""
    TOKEN_CACHE.clear()
    CIRCUIT_BREAKERS.clear()
    RECORDER.clear()


@pytest.fixture
def world(upstreams: SandboxServer) -> World:
    world = upstreams.sandbox
    assert isinstance(world, World)
    world.clock.shift *= 0
    world.reset()
    return world


@pytest.fixture
def make_clinic(
    transactional_db: None, make_clinic: Callable[..., Clinic], upstreams: SandboxServer
) -> Callable[..., Clinic]:
    """As ever, with upstreams that are reached over real HTTP."""
    host, port = upstreams.server_address[:2]
    sandbox = f"http://{host!s}:{port}"

    def make(slug: str, commerce: dict[str, Any] | None = None, *args: Any, **fields: Any) -> Clinic:
        reached = {
            name: value.replace(UPSTREAMS, sandbox) if isinstance(value, str) else value
            for name, value in (commerce or CAREPORTALS).items()
        }
        if "card_script" in reached:
            reached |= {"card_frame_origins": [sandbox], "card_connect_origins": [sandbox]}
        return make_clinic(slug, reached, *args, **fields)

    return make


@pytest.fixture
def window(chromium: Browser, port: int, shopper: Shopper, upstreams: SandboxServer) -> Iterator[Callable[..., Window]]:
    """``window()`` opens a browser window at the clinic; ``window(as_=shopper)`` one that has that shopper's session.

    At the end every one of them must have stayed clean: see ``Window.complaints``.
    """
    opened: list[Window] = []

    def open_window(as_: Shopper | None = None, **options: Any) -> Window:
        opened.append(Window(chromium, port, upstreams.server_address[1], as_, **options))
        return opened[-1]

    yield open_window
    complaints = [complaint for each in opened for complaint in each.complaints]
    for each in opened:
        each.close()
    assert complaints == []


@pytest.fixture
def patient(shopper: Shopper) -> Shopper:
    """Ana, signed in, with one thing in her cart."""
    shopper.add("Calm Evening Magnesium")
    shopper.sign_in()
    shopper.get("/cart/")
    return shopper


@pytest.fixture
def ready(patient: Shopper) -> Shopper:
    """Ana, one press away from an order of 34.00."""
    patient.choose("4242")
    return patient
