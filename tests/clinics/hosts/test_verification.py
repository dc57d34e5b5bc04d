"""A domain from its first record to live, and off again: by the DNS on loopback and a clock that is told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from storefront.clinics.hosts import dns, verification
from storefront.clinics.hosts.verification import DomainProblem, DomainState, challenge_name, check, expected_txt
from storefront.clinics.models import Clinic, Domain
from storefront.sessions.models import StoredSession
from tests.clinics.records import HOST, OTHER, OURS, PLATFORM, answer, moved_away, owned, pointed
from tests.clinics.resolvers import Zone

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.enable_socket,
    pytest.mark.usefixtures("bare_pages", "zone"),
]
NOW = timezone.now()


# -- becoming live -----------------------------------------------------------------------------------------------------


def test_a_host_that_is_owned_and_points_here_is_live(zone: Zone, domain: Domain) -> None:
    assert answer() == 400
    owned(zone, domain)
    pointed(zone, domain)

    assert check(domain, now=NOW).state is DomainState.LIVE

    assert (domain.verified_at, domain.checked_at, domain.problem) == (NOW, NOW, "")
    assert answer() == 200


@pytest.mark.parametrize(
    ("record", "values"),
    [("A", OURS[:1]), ("AAAA", OURS[1:]), ("CNAME", (f"{PLATFORM}.",)), ("CNAME", ("Shops.PLATFORM.example.",))],
)
def test_each_way_of_pointing_here_counts(zone: Zone, domain: Domain, record: str, values: tuple[str, ...]) -> None:
    owned(zone, domain)
    zone.set(HOST, record, *values)

    assert check(domain).is_live


@pytest.mark.parametrize(
    ("records", "problem"),
    [
        ({}, DomainProblem.POINTS_NOWHERE),
        ({"A": [OTHER]}, DomainProblem.POINTS_ELSEWHERE),
        ({"A": [OURS[0], OTHER]}, DomainProblem.POINTS_PARTLY),
        ({"A": [OURS[0]], "AAAA": ["2001:db8::99"]}, DomainProblem.POINTS_PARTLY),
        ({"CNAME": ["shops.platform.example.evil.example."]}, DomainProblem.POINTS_ELSEWHERE),
        ({"CNAME": ["platform.example."]}, DomainProblem.POINTS_ELSEWHERE),
    ],
)
def test_a_host_that_does_not_point_here_is_not_live(
    zone: Zone, domain: Domain, records: dict[str, list[str]], problem: DomainProblem
) -> None:
    owned(zone, domain)
    for kind, values in records.items():
        zone.set(HOST, kind, *values)

    status = check(domain)

    assert (status.state, domain.problem) == (DomainState.WAITING, problem)
    assert verification.SENTENCES[problem] in status.sentence
    assert answer() == 400


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (None, DomainProblem.NO_CHALLENGE),
        ("clinic=harbour code=", DomainProblem.WRONG_CHALLENGE),
        ("clinic=harbour code=" + "0" * 32, DomainProblem.WRONG_CHALLENGE),
        ("{code}", DomainProblem.WRONG_CHALLENGE),
        ("clinic=meadow code={code}", DomainProblem.WRONG_CHALLENGE),
        ("Clinic=Harbour Code={code}", DomainProblem.WRONG_CHALLENGE),
    ],
)
def test_pointing_here_is_not_owning(zone: Zone, domain: Domain, text: str | None, problem: DomainProblem) -> None:
    pointed(zone, domain)
    if text:
        zone.set(challenge_name(HOST), "TXT", f'"{text.format(code=domain.challenge)}"')

    assert check(domain).state is DomainState.WAITING
    assert domain.problem == problem


def test_our_text_may_stand_among_others(zone: Zone, domain: Domain) -> None:
    pointed(zone, domain)
    zone.set(challenge_name(HOST), "TXT", '"v=spf1 -all"', f'"{expected_txt(domain)}"')

    assert check(domain).is_live


def test_a_code_elsewhere_in_the_zone_proves_nothing(zone: Zone, domain: Domain) -> None:
    pointed(zone, domain)
    zone.set(HOST, "TXT", f'"{expected_txt(domain)}"')
    zone.set("_storefront-challenge.harbour.example", "TXT", f'"{expected_txt(domain)}"')

    assert not check(domain).is_live


def test_codes_are_long_random_and_one_for_each_host(zone: Zone, domain: Domain, harbour: Clinic) -> None:
    other = Domain(clinic=harbour, host="other.harbour.example")
    verification.prepare(other)

    assert len(bytes.fromhex(domain.challenge)) == len(bytes.fromhex(other.challenge)) == 16
    assert domain.challenge != other.challenge


def test_the_code_of_one_clinic_never_verifies_for_another(
    zone: Zone, domain: Domain, make_clinic: Callable[..., Clinic]
) -> None:
    owned(zone, domain)
    pointed(zone, domain)
    Domain.objects.filter(pk=domain.pk).update(clinic=make_clinic("meadow"))
    moved = Domain.objects.get(pk=domain.pk)

    assert not check(moved).is_live
    assert moved.problem == DomainProblem.WRONG_CHALLENGE


def test_the_code_of_a_host_that_was_taken_away_is_worth_nothing_to_who_adds_it_next(
    zone: Zone, domain: Domain, make_clinic: Callable[..., Clinic]
) -> None:
    owned(zone, domain)
    pointed(zone, domain)
    verification.take_away(domain)
    again = Domain(clinic=make_clinic("meadow"), host=HOST)
    verification.prepare(again)
    again.save()

    assert not check(again).is_live


def last_moment(domain: Domain) -> datetime:
    assert domain.challenge_expires_at
    return domain.challenge_expires_at


def test_a_code_that_is_over_is_refused_and_replaced(zone: Zone, domain: Domain) -> None:
    owned(zone, domain)
    pointed(zone, domain)
    old, later = domain.challenge, last_moment(domain) + timedelta(minutes=1)

    assert not check(domain, now=later).is_live
    assert domain.problem == DomainProblem.EXPIRED
    assert domain.challenge != old
    assert domain.challenge_expires_at == later + timedelta(days=7)

    assert not check(domain, now=later).is_live  # the old text is still there
    owned(zone, domain)
    assert check(domain, now=later).is_live


def test_a_code_is_good_until_its_last_moment(zone: Zone, domain: Domain) -> None:
    owned(zone, domain)
    pointed(zone, domain)

    assert check(domain, now=last_moment(domain) - timedelta(seconds=1)).is_live


# -- two resolvers -----------------------------------------------------------------------------------------------------


def test_one_resolver_is_not_enough_for_a_yes(zone: Zone, domain: Domain) -> None:
    owned(zone, domain, at=zone.first)
    pointed(zone, domain, at=zone.first)

    assert not check(domain).is_live
    assert domain.problem == DomainProblem.DISAGREE


@pytest.mark.parametrize("manner", ["silent", "servfail"])
def test_a_resolver_without_an_answer_makes_nobody_live(
    zone: Zone, domain: Domain, monkeypatch: pytest.MonkeyPatch, manner: str
) -> None:
    monkeypatch.setattr(dns, "SECONDS", 0.4)
    owned(zone, domain)
    pointed(zone, domain)
    zone.second.manner = manner

    assert not check(domain).is_live
    assert domain.problem == DomainProblem.NO_ANSWER


def test_without_an_address_of_our_own_nothing_can_be_checked_and_staff_are_told(
    zone: Zone, domain: Domain, settings: Settings
) -> None:
    owned(zone, domain)
    pointed(zone, domain)
    settings.PLATFORM_HOST, settings.PLATFORM_IP_ADDRESSES = "", ()

    status = check(domain)

    assert not status.is_live
    assert "PLATFORM_HOST or PLATFORM_ADDRESSES" in status.sentence
    assert verification.pointing_records(domain) == []


# -- staying live ------------------------------------------------------------------------------------------------------


def test_a_live_host_keeps_going_without_its_text(zone: Zone, live: Domain) -> None:
    zone.set(challenge_name(HOST), "TXT")

    assert check(live).state is DomainState.LIVE
    assert verification.ownership_record(live) is None


def test_a_host_that_fails_for_three_days_is_switched_off_and_its_sessions_end(zone: Zone, live: Domain) -> None:
    browser = Client(headers={"host": HOST})
    browser.post("/session/", {"name": "Ada"})
    moved_away(zone, live)

    for day in (0, 1, 2):
        status = check(live, now=NOW + timedelta(days=day, hours=1))
        assert status.state is DomainState.FAILING
        assert live.failing_since == NOW + timedelta(hours=1)
        assert answer() == 200
    assert f"switched off on {NOW + timedelta(days=3, hours=1):%d %B %Y}" in status.sentence
    assert StoredSession.objects.exists()

    off = NOW + timedelta(days=3, hours=1)
    assert check(live, now=off).state is DomainState.OFF
    assert (live.off_since, live.verified_at, live.failing_since) == (off, None, None)
    assert answer() == 400
    assert not StoredSession.objects.exists()


def test_sessions_of_other_clinics_go_on(zone: Zone, live: Domain, make_clinic: Callable[..., Clinic]) -> None:
    make_clinic("meadow")
    Client(headers={"host": "meadow.localhost"}).post("/session/", {"name": "Dana"})
    moved_away(zone, live)

    for day in (0, 3):
        check(live, now=NOW + timedelta(days=day))

    assert StoredSession.objects.get().clinic == "meadow"


def test_a_host_that_comes_back_in_time_is_well_again(zone: Zone, live: Domain) -> None:
    moved_away(zone, live)
    check(live, now=NOW)
    zone.set(HOST, "A", OURS[0])
    assert check(live, now=NOW + timedelta(days=2)).state is DomainState.LIVE
    assert live.failing_since is None

    moved_away(zone, live)
    assert check(live, now=NOW + timedelta(days=4)).state is DomainState.FAILING  # the days are counted anew


def test_a_host_that_was_off_comes_back_only_with_a_new_code(zone: Zone, live: Domain) -> None:
    old = live.challenge
    moved_away(zone, live)
    for day in (0, 3):
        check(live, now=NOW + timedelta(days=day))
    zone.set(HOST, "A", OURS[0])  # whoever has the name by now points it here, and the old text is still there

    assert check(live, now=NOW + timedelta(days=3)).state is DomainState.OFF
    assert live.problem == DomainProblem.WRONG_CHALLENGE
    assert live.challenge != old

    owned(zone, live)
    assert check(live, now=NOW + timedelta(days=3)).state is DomainState.LIVE
    assert live.off_since is None


@pytest.mark.parametrize("manner", ["silent", "servfail", "refused"])
def test_trouble_with_our_resolvers_switches_nobody_off(
    zone: Zone, live: Domain, monkeypatch: pytest.MonkeyPatch, manner: str
) -> None:
    monkeypatch.setattr(dns, "SECONDS", 0.4)
    zone.manner(manner)

    for day in range(0, 9, 3):
        assert check(live, now=NOW + timedelta(days=day)).state is DomainState.LIVE
        assert (live.problem, live.failing_since) == (DomainProblem.NO_ANSWER, None)
    assert answer() == 200


def test_a_missing_setting_switches_nobody_off(zone: Zone, live: Domain, settings: Settings) -> None:
    settings.PLATFORM_HOST, settings.PLATFORM_IP_ADDRESSES = "", ()

    for day in (0, 4):
        assert check(live, now=NOW + timedelta(days=day)).state is DomainState.LIVE


def test_one_resolver_that_sees_another_place_counts_as_failing(zone: Zone, live: Domain) -> None:
    zone.second.records.pop((HOST, "CNAME"))
    zone.set(HOST, "A", OTHER, at=zone.second)

    assert check(live).state is DomainState.FAILING
    assert live.problem == DomainProblem.DISAGREE


def test_a_host_of_the_clinics_file_is_checked_and_told_of_but_never_switched_off(zone: Zone, harbour: Clinic) -> None:
    vouched = Domain.objects.create(clinic=harbour, host=HOST, position=1, verified_at=NOW)
    zone.set(HOST, "A", OTHER)

    for day in (0, 30):
        status = check(vouched, now=NOW + timedelta(days=day))
    assert status.state is DomainState.FAILING
    assert "It stays on, because the clinics file names it." in status.sentence
    assert answer() == 200


def test_a_name_that_never_leaves_the_machine_needs_no_dns(zone: Zone, harbour: Clinic) -> None:
    local = Domain(clinic=harbour, host="new.localhost")
    verification.prepare(local)
    local.save()

    assert check(local).state is DomainState.LIVE
    assert answer("new.localhost") == 200
    assert zone.first.asked == []


def test_what_was_decided_on_an_old_code_is_not_written(
    zone: Zone, domain: Domain, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another check replaces the code while this one waits for the DNS."""
    owned(zone, domain)
    pointed(zone, domain)
    real = dns.look_up_everywhere

    def slow(*arguments: Any) -> Any:
        seen = real(*arguments)
        Domain.objects.filter(pk=domain.pk).update(challenge="0" * 32)
        return seen

    monkeypatch.setattr(dns, "look_up_everywhere", slow)

    assert not check(domain).is_live
    assert domain.verified_at is None


# -- records that staff read -------------------------------------------------------------------------------------------


def test_staff_read_what_to_set_beside_what_is_seen(zone: Zone, domain: Domain) -> None:
    zone.set(HOST, "A", OURS[0], OTHER)
    check(domain)

    txt, (cname, a, aaaa) = verification.ownership_record(domain), verification.pointing_records(domain)

    assert txt
    assert (txt.kind, txt.name, txt.value, txt.seen, txt.fits) == (
        "TXT",
        f"_storefront-challenge.{HOST}",
        f"clinic=harbour code={domain.challenge}",
        (),
        False,
    )
    assert (cname.kind, cname.value, cname.seen) == ("CNAME", PLATFORM, ())
    assert (a.kind, a.value, a.seen, a.fits) == ("A", OURS[0], (OURS[0], OTHER), False)
    assert (aaaa.kind, aaaa.value, aaaa.seen, aaaa.fits) == ("AAAA", OURS[1], (), False)


def test_records_that_fit_say_so(zone: Zone, live: Domain) -> None:
    assert [record.fits for record in verification.pointing_records(live)] == [True, True, True]


@pytest.mark.parametrize(
    ("fields", "is_due"),
    [
        ({"checked_at": None}, True),
        ({"verified_at": NOW, "certificate_until": NOW, "checked_at": NOW - timedelta(hours=25)}, True),
        ({"verified_at": NOW, "certificate_until": NOW, "checked_at": NOW - timedelta(hours=23)}, False),
        ({"verified_at": NOW, "certificate_until": None, "checked_at": NOW - timedelta(hours=2)}, True),
        (
            {
                "verified_at": NOW,
                "certificate_until": NOW,
                "failing_since": NOW,
                "checked_at": NOW - timedelta(hours=2),
            },
            True,
        ),
        ({"challenge_expires_at": NOW + timedelta(days=1), "checked_at": NOW - timedelta(minutes=11)}, True),
        ({"challenge_expires_at": NOW + timedelta(days=1), "checked_at": NOW - timedelta(minutes=9)}, False),
        ({"challenge_expires_at": NOW - timedelta(days=1), "checked_at": NOW - timedelta(days=9)}, False),
    ],
)
def test_the_loop_checks_each_host_when_it_is_due(
    zone: Zone, domain: Domain, fields: dict[str, Any], is_due: bool
) -> None:
    Domain.objects.exclude(pk=domain.pk).delete()
    Domain.objects.filter(pk=domain.pk).update(**fields)

    assert verification.due(NOW).exists() is is_due


# -- what staff do -----------------------------------------------------------------------------------------------------


def test_the_primary_host_is_chosen(live: Domain, harbour: Clinic) -> None:
    assert harbour.primary_host == "harbour.localhost"

    verification.make_primary(live)

    assert type(harbour).objects.get(pk=harbour.pk).primary_host == HOST
    assert [each.host for each in harbour.domains.all()] == [HOST, "harbour.localhost"]


def test_taking_a_live_host_away_ends_its_sessions(live: Domain) -> None:
    Client(headers={"host": HOST}).post("/session/", {"name": "Ada"})

    verification.take_away(live)

    assert answer() == 400
    assert not StoredSession.objects.exists()


@pytest.mark.parametrize("state", DomainState)
def test_lists_by_state_hold_what_their_pages_say(harbour: Clinic, state: DomainState) -> None:
    rows: dict[DomainState, dict[str, Any]] = {
        DomainState.WAITING: {},
        DomainState.LIVE: {"verified_at": NOW},
        DomainState.FAILING: {"verified_at": NOW, "failing_since": NOW, "problem": DomainProblem.POINTS_NOWHERE},
        DomainState.OFF: {"off_since": NOW},
    }
    Domain.objects.all().delete()
    for each, fields in rows.items():
        Domain.objects.create(clinic=harbour, host=f"{each.value}.example", **fields)

    (found,) = verification.in_state(Domain.objects.all(), state)

    assert found.host == f"{state.value}.example"
    assert verification.status_of(found).state is state
