"""The records of a clinic's domain, set and changed in a zone on loopback."""

from __future__ import annotations

from django.test import Client

from storefront.clinics.hosts.verification import challenge_name, expected_txt
from storefront.clinics.models import Domain
from tests.clinics.resolvers import Resolver, Zone

HOST, PLATFORM = "shop.harbour.example", "shops.platform.example"
OURS, OTHER = ("192.0.2.1", "2001:db8::1"), "198.51.100.9"


def owned(zone: Zone, domain: Domain, at: Resolver | None = None) -> None:
    zone.set(challenge_name(domain.host), "TXT", f'"{expected_txt(domain)}"', at=at)


def pointed(zone: Zone, domain: Domain, at: Resolver | None = None) -> None:
    zone.set(domain.host, "CNAME", f"{PLATFORM}.", at=at)


def moved_away(zone: Zone, domain: Domain) -> None:
    for each in zone.both:
        each.records.pop((domain.host, "CNAME"), None)
    zone.set(domain.host, "A", OTHER)


def answer(host: str = HOST) -> int:
    """The status that a visitor gets there."""
    return Client().get("/", headers={"host": host}).status_code
