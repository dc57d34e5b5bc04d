from __future__ import annotations

from ipaddress import ip_network
from unittest.mock import patch

import pytest
from django.db import OperationalError, connection
from django.test import Client
from pytest_django import Settings

HOSTS = ["localhost", "localhost:8000", "LOCALHOST", "127.0.0.1:8000", "10.0.0.1", "[::1]:8000", "[2001:db8::1]"]
OURS = "10.0.0.1"


@pytest.mark.parametrize("host", HOSTS)
def test_the_process_is_alive_and_touches_no_database(host: str) -> None:
    reply = Client().get("/healthz", HTTP_HOST=host)  # without the db mark a query would fail

    assert (reply.status_code, reply.json()) == (200, {"status": "ok"})
    assert reply["Cache-Control"] == "no-store"
    assert not reply.cookies


@pytest.mark.django_db
@pytest.mark.parametrize("host", HOSTS)
def test_it_is_ready_when_the_database_answers(host: str) -> None:
    assert Client().get("/readyz", HTTP_HOST=host).json() == {"status": "ok"}


@pytest.mark.django_db
@pytest.mark.usefixtures("harbour")
@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("harbour.localhost", 404),
        ("staff.localhost", 404),
        ("evil.example", 400),
        ("localhost.evil.example", 400),
        ("127.0.0.1.evil.example", 400),
        ("not a host", 400),
        ("", 400),
    ],
)
def test_hosts_that_visitors_know_have_no_such_page(path: str, host: str, status: int) -> None:
    assert Client().get(path, HTTP_HOST=host).status_code == status


@pytest.mark.django_db
@pytest.mark.parametrize("host", HOSTS)
@pytest.mark.parametrize("forwarded", [{"X-Forwarded-For": "203.0.113.9"}, {"X-Real-Ip": ""}])
def test_nobody_asks_by_way_of_a_proxy(settings: Settings, host: str, forwarded: dict[str, str]) -> None:
    settings.TRUSTED_PROXIES = (ip_network(OURS),)

    reply = Client(REMOTE_ADDR=OURS).get("/healthz", headers={"host": host} | forwarded)

    assert reply.status_code == 400


@pytest.mark.django_db
def test_it_is_not_ready_without_the_database_and_says_nothing_private() -> None:
    with patch.object(connection, "cursor", side_effect=OperationalError("password of storefront@db.internal")):
        reply = Client().get("/readyz", HTTP_HOST="localhost")

    assert (reply.status_code, reply.json()) == (503, {"status": "unavailable"})


def test_health_is_only_read() -> None:
    assert Client().post("/healthz", HTTP_HOST="localhost").status_code == 405
