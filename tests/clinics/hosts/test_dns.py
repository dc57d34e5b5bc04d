"""What the DNS says, asked of a resolver on loopback."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from storefront.clinics.hosts import dns
from tests.clinics.resolvers import Zone
from tests.clinics.resolvers import zone as make_zone

pytestmark = pytest.mark.enable_socket
HOST, CHALLENGE = "shop.clinic.example", "_storefront-challenge.shop.clinic.example"


@pytest.fixture
def zone() -> Iterator[Zone]:
    with make_zone() as zone:
        yield zone


def look_up(zone: Zone, host: str = HOST, challenge: str = CHALLENGE) -> dns.DnsAnswer:
    return dns.look_up(host, challenge, zone.first.address)


def test_all_records_of_a_host_are_read(zone: Zone) -> None:
    zone.set(CHALLENGE, "TXT", '"clinic=harbour code=abc"', '"v=spf1 -all"')
    zone.set(HOST, "CNAME", "Shops.Platform.Example.")
    zone.set("shops.platform.example", "A", "192.0.2.1", "192.0.2.2")
    zone.set("shops.platform.example", "AAAA", "2001:DB8:0::1")

    assert look_up(zone) == dns.DnsAnswer(
        txt=("clinic=harbour code=abc", "v=spf1 -all"),
        cname=("shops.platform.example",),
        addresses=("192.0.2.1", "192.0.2.2", "2001:db8::1"),
    )


def test_a_long_text_in_several_strings_is_one(zone: Zone) -> None:
    zone.set(CHALLENGE, "TXT", '"clinic=harbour " "code=abc"')

    assert look_up(zone).txt == ("clinic=harbour code=abc",)


def test_no_such_name_and_no_such_record_are_both_nothing(zone: Zone) -> None:
    assert look_up(zone) == dns.DnsAnswer()
    zone.set(HOST, "MX", "10 mail.clinic.example.")
    assert look_up(zone) == dns.DnsAnswer()


def test_a_name_that_is_too_long_for_the_dns_has_no_records(zone: Zone) -> None:
    assert dns.look_up("a" * 64 + ".example", "b." * 130 + "example", zone.first.address) == dns.DnsAnswer()


@pytest.mark.parametrize(
    ("manner", "reason"), [("silent", "timeout"), ("servfail", "failed"), ("refused", "failed"), ("garbage", "timeout")]
)
def test_what_is_no_answer_is_told_apart_from_nothing(
    zone: Zone, monkeypatch: pytest.MonkeyPatch, manner: str, reason: str
) -> None:
    monkeypatch.setattr(dns, "SECONDS", 0.4)
    zone.manner(manner)

    with pytest.raises(dns.NoAnswer) as caught:
        look_up(zone)
    assert caught.value.reason in (reason, "failed")


def test_an_answer_cut_short_without_a_whole_one_is_no_answer(zone: Zone, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dns, "SECONDS", 0.4)
    zone.manner("cut")

    with pytest.raises(dns.NoAnswer):
        look_up(zone)


def test_half_an_answer_is_none(zone: Zone, monkeypatch: pytest.MonkeyPatch) -> None:
    """Addresses without the TXT record would say that somebody else has the name."""
    monkeypatch.setattr(dns, "SECONDS", 0.4)
    zone.set(HOST, "A", "192.0.2.1")
    zone.first.manner = "servfail"

    with pytest.raises(dns.NoAnswer):
        look_up(zone)


def test_each_resolver_speaks_for_itself(zone: Zone, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dns, "SECONDS", 4.0)  # enough for the one that answers, on any machine
    zone.set(HOST, "A", "192.0.2.1", at=zone.first)
    zone.second.manner = "silent"

    first, second = dns.look_up_everywhere(HOST, CHALLENGE, zone.addresses)

    assert first == dns.DnsAnswer(addresses=("192.0.2.1",))
    assert isinstance(second, dns.NoAnswer)


def test_people_see_what_any_resolver_sees(zone: Zone) -> None:
    zone.set(HOST, "A", "192.0.2.1", at=zone.first)
    zone.set(HOST, "A", "192.0.2.9", "192.0.2.1", at=zone.second)

    seen = dns.look_up_everywhere(HOST, CHALLENGE, zone.addresses)

    assert dns.together([*seen, dns.NoAnswer("timeout")])["addresses"] == ["192.0.2.1", "192.0.2.9"]


def test_what_anybody_may_write_into_a_zone_is_bounded(zone: Zone) -> None:
    zone.set(CHALLENGE, "TXT", *(f'"{n:03} {"x" * 230}" "{"y" * 200}"' for n in range(8)))

    assert {len(text) for text in look_up(zone).txt} == {dns.LONGEST}
