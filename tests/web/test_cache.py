"""A cache that is down costs time, never a page."""

from __future__ import annotations

import os

import pytest
from django.core.cache import caches
from django.test import override_settings
from pytest_django.asserts import assertContains

from tests.world import Shopper, World

BACKEND = "storefront.web.cache.SoftRedisCache"


@pytest.mark.enable_socket
def test_pages_work_while_redis_is_down(shopper: Shopper, world: World) -> None:
    nobody = {"default": {"BACKEND": BACKEND, "LOCATION": "redis://127.0.0.1:1/0"}}
    with override_settings(CACHES=nobody):
        shopper.add("Calm Evening Magnesium")
        assertContains(shopper.get("/cart/"), "$34.00")


@pytest.mark.redis
@pytest.mark.enable_socket
@pytest.mark.skipif(not os.environ.get("TEST_REDIS_URL"), reason="needs TEST_REDIS_URL")
def test_the_shelf_is_shared_through_redis(shopper: Shopper, world: World) -> None:
    shared = {
        "default": {"BACKEND": BACKEND, "LOCATION": os.environ["TEST_REDIS_URL"], "KEY_PREFIX": "storefront-tests"}
    }
    with override_settings(CACHES=shared):
        caches["default"].clear()
        shopper.get("/")
        before = len(world.ledger.calls)
        assertContains(shopper.get("/"), "Calm Evening Magnesium")
        assert world.calls(before) == []
        caches["default"].clear()
