"""Which clinic a host is: remembered briefly, and forgotten with every change."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from storefront.clinics.models import Clinic, Domain

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("bare_pages", "harbour")]


def test_a_host_that_is_not_verified_is_unknown(harbour: Clinic) -> None:
    Domain.objects.create(clinic=harbour, host="new.localhost", position=1)

    assert Client().get("/", headers={"host": "new.localhost"}).status_code == 400


@pytest.mark.parametrize("host", ["harbour.localhost", "evil.example"])
def test_hosts_known_and_unknown_are_remembered(host: str, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    Client().get("/", headers={"host": host})

    with django_assert_num_queries(0):
        Client().get("/", headers={"host": host})


def test_a_change_of_hosts_is_seen_at_once(harbour: Clinic) -> None:
    client = Client(headers={"host": "new.localhost"})
    assert client.get("/").status_code == 400

    domain = Domain.objects.create(clinic=harbour, host="new.localhost", position=1, verified_at=timezone.now())
    assert client.get("/").status_code == 200

    domain.host = "newer.localhost"
    domain.save()
    assert client.get("/").status_code == 400

    domain.delete()
    assert client.get("/", headers={"host": "newer.localhost"}).status_code == 400
