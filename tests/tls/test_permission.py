"""Which hosts may have a certificate: asked by the proxy on this machine, and by nobody else."""

from __future__ import annotations

import random
import string
from unittest.mock import patch

import pytest
from django.db import OperationalError
from django.test import Client
from django.utils import timezone

from storefront.clinics.models import Domain

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("harbour")]
HERE = {"REMOTE_ADDR": "127.0.0.1", "HTTP_HOST": "127.0.0.1:8000"}


def ask(domain, path="/tls/allowed", **meta):
    return Client().get(path, {"domain": domain}, **HERE | meta)


def test_a_verified_host_may_and_so_may_the_staff_hosts():
    assert ask("harbour.localhost").status_code == 200
    assert ask("staff.localhost").status_code == 200


@pytest.mark.parametrize(
    "domain",
    [
        "",
        "evil.example",
        "localhost",
        "127.0.0.1",
        "www.harbour.localhost",
        "localhost.harbour",
        "harbour.localhost.",
        "harbour.localhost.evil.example",
        "HARBOUR.localhost",
        "harbour.localhost:443",
        " harbour.localhost",
        "harbour.localhost\n",
        "harbour.localhost\x00",
        "*.localhost",
        "*",
        "%",
        "h%",
        "_arbour.localhost",
        "harbour.localhost' OR '1'='1",
        "https://harbour.localhost",
        "hàrbour.localhost",
        "a" * 100_000,
    ],
)
def test_anything_else_may_not(domain):
    reply = ask(domain)

    assert reply.status_code == 403
    assert reply.content == b""


def test_without_a_name_nothing_is_allowed():
    assert Client().get("/tls/allowed", **HERE).status_code == 403
    twice = Client().get("/tls/allowed?domain=harbour.localhost&domain=evil.example", **HERE)
    assert twice.status_code == 403


@pytest.mark.parametrize("fields", [{"verified_at": None}, {"off_since": timezone.now()}])
def test_a_host_that_is_not_served_may_not_at_once(fields):
    assert ask("harbour.localhost").status_code == 200
    Domain.objects.update(**fields)  # what another process did, of which this one has not been told

    assert ask("harbour.localhost").status_code == 403


def test_of_a_thousand_random_names_none_is_allowed():
    dice = random.Random(20261121)
    names = ("".join(dice.choices(string.ascii_lowercase, k=dice.randint(1, 20))) + ".localhost" for _ in range(1000))

    assert sum(ask(name).status_code == 200 for name in names) == 0


def test_it_is_one_read_without_session_cookie_or_redirect(settings, django_assert_num_queries):
    settings.SECURE_SSL_REDIRECT = True

    with django_assert_num_queries(1) as queries:
        reply = ask("harbour.localhost")

    assert reply.status_code == 200
    assert not reply.cookies
    assert queries.captured_queries[0]["sql"].count("JOIN") == 0
    with django_assert_num_queries(1):
        ask("evil.example")
    with django_assert_num_queries(0):
        ask("not a name")


@pytest.mark.parametrize(
    "meta",
    [
        {"REMOTE_ADDR": "203.0.113.9"},
        {"REMOTE_ADDR": ""},
        {"HTTP_X_FORWARDED_FOR": "127.0.0.1"},
        {"HTTP_X_FORWARDED_FOR": "203.0.113.9"},
        {"HTTP_X_FORWARDED_PROTO": "https"},
        {"HTTP_X_REAL_IP": "127.0.0.1"},
        {"HTTP_FORWARDED": "for=127.0.0.1"},
        {"HTTP_HOST": "harbour.localhost.evil.example"},
        {"HTTP_HOST": "evil.example"},
        {"HTTP_HOST": ""},
    ],
)
def test_who_is_elsewhere_or_came_by_way_of_a_proxy_learns_nothing(meta):
    known, unknown = ask("harbour.localhost", **meta), ask("evil.example", **meta)

    assert known.status_code == unknown.status_code == 400  # this machine's address is no shop
    assert known.content == unknown.content


def test_at_a_shop_the_address_does_not_exist():
    meta = {"HTTP_HOST": "harbour.localhost", "HTTP_X_FORWARDED_FOR": "203.0.113.9"}

    assert ask("harbour.localhost", **meta).status_code == 404


@pytest.mark.parametrize("path", ["/tls/allowed/", "/tls/", "/tls/allowed/x", "//tls/allowed"])
def test_only_this_address_answers(path):
    assert ask("harbour.localhost", path).status_code == 400


def test_without_its_database_it_allows_nothing():
    with patch("storefront.clinics.hosts.certificates.is_served", side_effect=OperationalError):
        assert ask("harbour.localhost").status_code == 503
