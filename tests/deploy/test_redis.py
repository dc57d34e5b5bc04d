from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from pytest_django import Settings

from storefront.clinics.hosts.remembered import SHAPE
from storefront.clinics.models import Clinic

pytestmark = [pytest.mark.redis, pytest.mark.django_db, pytest.mark.usefixtures("bare_pages")]


@pytest.fixture(autouse=True)
def _redis(socket_enabled: Any, settings: Settings) -> Iterator[None]:
    url = os.environ["TEST_REDIS_URL"]
    backend = "storefront.web.cache.SoftRedisCache"
    settings.CACHES = {"default": {"BACKEND": backend, "LOCATION": url, "KEY_PREFIX": f"test-{os.getpid()}"}}
    yield
    cache.delete_many(["clinics:version", f"clinics:host:{SHAPE}:harbour.localhost"])


def test_hosts_are_remembered_in_redis_and_forgotten_when_they_change(
    harbour: Clinic, django_assert_num_queries: Any
) -> None:
    client = Client(headers={"host": "harbour.localhost"})
    client.get("/")

    with django_assert_num_queries(0):
        assert client.get("/").content == b"this is harbour"
    harbour.domains.all().delete()
    assert client.get("/").status_code == 400
