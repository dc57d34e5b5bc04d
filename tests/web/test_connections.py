"""A thread that waits for an upstream holds no connection of a pool."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator

import environ
import pytest
from django.db import connection, connections, transaction

from storefront.clinics.models import Clinic
from storefront.commerce import commerce_for
from storefront.settings import POSTGRES_OPTIONS
from storefront.web.connections import give_back_connections
from tests.world import World

POOL = 2  # connections, of which the test's own thread needs one to set things up
VISITORS = 6


@pytest.mark.django_db
def test_a_connection_without_a_pool_stays_open() -> None:
    connection.ensure_connection()

    give_back_connections()

    assert connection.connection is not None


@pytest.fixture
def pooled() -> Iterator[str]:
    """The alias of a PostgreSQL server with very few connections."""
    server = environ.Env.db_url_config(os.environ["TEST_POSTGRES_URL"])
    options = {"pool": {**POSTGRES_OPTIONS["pool"], "max_size": POOL}}
    connections.settings["pooled"] = {**connections.settings["default"], **server, "OPTIONS": options}
    yield "pooled"
    connections["pooled"].close()
    connections["pooled"].close_pool()  # type: ignore[attr-defined]
    del connections["pooled"], connections.settings["pooled"]


@pytest.mark.postgres
def test_more_visitors_wait_than_there_are_connections(
    pooled: str, socket_enabled: None, django_db_blocker: object
) -> None:
    everybody_waits = threading.Barrier(VISITORS, timeout=30)
    failed: list[BaseException] = []

    def visit() -> None:
        try:
            connections[pooled].cursor().execute("SELECT 1")
            give_back_connections()
            everybody_waits.wait()  # all are with the upstream at once
            connections[pooled].cursor().execute("SELECT 1")
        except BaseException as error:  # told by the test's own thread
            failed.append(error)
        finally:
            connections[pooled].close()

    visitors = [threading.Thread(target=visit) for _ in range(VISITORS)]
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        for visitor in visitors:
            visitor.start()
        for visitor in visitors:
            visitor.join()

    assert failed == []


@pytest.mark.postgres
def test_a_transaction_keeps_its_connection(pooled: str, socket_enabled: None, django_db_blocker: object) -> None:
    with django_db_blocker.unblock(), transaction.atomic(using=pooled):  # type: ignore[attr-defined]
        connections[pooled].cursor().execute("SELECT 1")
        give_back_connections()

        assert connections[pooled].connection is not None


@pytest.mark.django_db(transaction=True)
def test_a_call_inside_a_transaction_is_found_by_every_test(harbour: Clinic, world: World) -> None:
    with pytest.raises(AssertionError, match="inside a transaction"), transaction.atomic():
        commerce_for(harbour).catalogue.products()
