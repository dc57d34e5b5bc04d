"""A cache that is down costs time, never a page."""

from __future__ import annotations

import os
import pickle

import pytest
import redis
from django.core.cache import caches
from django.test import override_settings
from pytest_django.asserts import assertContains

from storefront.web.cache import UNREADABLE, PlainSerializer
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


class RunsCode:
    def __reduce__(self) -> tuple[object, tuple[str]]:
        return pytest.fail, ("code from the cache server was run",)


@pytest.mark.parametrize(
    "data",
    [pickle.dumps(RunsCode()), pickle.dumps("text"), b"", b"1", b"json:{", b"json:" + b"[" * 100_000, b"other:1"],
)
def test_an_entry_that_is_not_plain_data_is_neither_run_nor_read(data: bytes) -> None:
    assert PlainSerializer().loads(data) is UNREADABLE


@pytest.mark.parametrize("value", ["", "Thé", b"", b"\x80\x04", 0, True, None, [1, "a"], {"a": [None]}])
def test_plain_data_comes_back_as_it_was(value: object) -> None:
    serializer = PlainSerializer()
    assert serializer.loads(serializer.dumps(value)) == value


def test_nothing_but_plain_data_can_be_kept() -> None:
    with pytest.raises(TypeError):
        PlainSerializer().dumps(object())


@pytest.mark.redis
@pytest.mark.enable_socket
@pytest.mark.skipif(not os.environ.get("TEST_REDIS_URL"), reason="needs TEST_REDIS_URL")
def test_a_pickle_in_redis_is_a_miss() -> None:
    url = os.environ["TEST_REDIS_URL"]
    shared = {"default": {"BACKEND": BACKEND, "LOCATION": url, "KEY_PREFIX": "storefront-pickle"}}
    with override_settings(CACHES=shared):
        ours = caches["default"]
        redis.from_url(url).set(ours.make_key("planted"), pickle.dumps(RunsCode()))
        assert ours.get("planted", "missing") == "missing"
        assert ours.get_many(["planted"]) == {}
        ours.delete("planted")
