"""A clinic's domain, a zone on loopback, and what this storefront wants domains to point at."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import ip_address

import pytest
from django.utils import timezone
from pytest_django import Settings

from storefront.clinics.hosts import certificates, verification
from storefront.clinics.models import Clinic, Domain
from tests.clinics.records import HOST, OURS, PLATFORM, owned, pointed
from tests.clinics.resolvers import Zone
from tests.clinics.resolvers import zone as make_zone


@pytest.fixture
def no_certificates(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody listens at the public addresses of a test."""
    monkeypatch.setattr(certificates, "good_until", lambda host, addresses: None)


@pytest.fixture
def zone(settings: Settings, no_certificates: None) -> Iterator[Zone]:
    with make_zone() as zone:
        settings.DNS_RESOLVERS = zone.addresses
        settings.PLATFORM_HOST = PLATFORM
        settings.PLATFORM_IP_ADDRESSES = tuple(map(ip_address, OURS))
        zone.set(PLATFORM, "A", OURS[0])
        zone.set(PLATFORM, "AAAA", OURS[1])
        yield zone


@pytest.fixture
def domain(harbour: Clinic) -> Domain:
    """Waits for its records."""
    domain = Domain(clinic=harbour, host=HOST)
    verification.prepare(domain)
    domain.save()
    return domain


@pytest.fixture
def live(zone: Zone, domain: Domain) -> Domain:
    owned(zone, domain)
    pointed(zone, domain)
    assert verification.check(domain, now=timezone.now()).state is verification.DomainState.LIVE
    return domain
