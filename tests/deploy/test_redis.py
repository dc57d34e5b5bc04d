from __future__ import annotations

import os

import pytest
from django.core.cache import cache
from django.test import Client

from storefront.clinics.hosts.remembered import SHAPE

pytestmark = [pytest.mark.redis, pytest.mark.django_db, pytest.mark.usefixtures("bare_pages")]


@pytest.fixture(autouse=True)
def _redis(socket_enabled, settings):
    url = os.environ["TEST_REDIS_URL"]
    backend = "storefront.web.cache.SoftRedisCache"
    settings.CACHES = {"default": {"BACKEND": backend, "LOCATION": url, "KEY_PREFIX": f"test-{os.getpid()}"}}
    yield
    cache.delete_many(["clinics:version", f"clinics:host:{SHAPE}:harbour.localhost"])


def test_hosts_are_remembered_in_redis_and_forgotten_when_they_change(harbour, django_assert_num_queries):
    client = Client(headers={"host": "harbour.localhost"})
    client.get("/")

    with django_assert_num_queries(0):
        assert client.get("/").content == b"this is harbour"
    harbour.domains.all().delete()
    assert client.get("/").status_code == 400
