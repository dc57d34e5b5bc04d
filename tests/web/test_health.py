from __future__ import annotations

from unittest.mock import patch

import pytest
from django.db import OperationalError, connection
from django.test import Client

HOSTS = ["harbour.localhost", "10.0.0.1:8000", "evil.example", "not a host", ""]


@pytest.mark.parametrize("host", HOSTS)
def test_the_process_is_alive_on_any_host_and_touches_no_database(host):
    reply = Client().get("/healthz", HTTP_HOST=host)  # without the db mark a query would fail

    assert (reply.status_code, reply.json()) == (200, {"status": "ok"})
    assert reply["Cache-Control"] == "no-store"
    assert not reply.cookies


@pytest.mark.django_db
@pytest.mark.parametrize("host", HOSTS)
def test_it_is_ready_when_the_database_answers(host):
    assert Client().get("/readyz", HTTP_HOST=host).json() == {"status": "ok"}


@pytest.mark.django_db
def test_it_is_not_ready_without_the_database_and_says_nothing_private() -> None:
    with patch.object(connection, "cursor", side_effect=OperationalError("password of storefront@db.internal")):
        reply = Client().get("/readyz")

    assert (reply.status_code, reply.json()) == (503, {"status": "unavailable"})


def test_health_is_only_read() -> None:
    assert Client().post("/healthz").status_code == 405
