"""Domains in the staff pages: who may add one, what the page leads to, and what is refused."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from storefront.clinics.hosts import dns, verification
from storefront.clinics.models import Clinic, Domain
from storefront.staff.models import Action, StaffEvent
from tests.clinics.records import HOST, OTHER, OURS, owned
from tests.clinics.resolvers import Zone
from tests.staff.people import asks_for_code, clinic_staff, platform_staff

pytestmark = [pytest.mark.django_db, pytest.mark.enable_socket, pytest.mark.usefixtures("zone")]
DOMAINS = "/admin/clinics/domain/"


def with_fresh_code(browser: Client) -> Client:
    session = browser.session
    session["staff"] = {"begun": int(time.time()), "seen": int(time.time()), "code": int(time.time())}
    session.save()
    return browser


@pytest.fixture
def pat() -> Client:
    return with_fresh_code(platform_staff())


def page(browser: Client, domain: Domain) -> Any:
    return browser.get(f"{DOMAINS}{domain.pk}/change/")


def add(browser: Client, clinic: Clinic, host: str) -> Any:
    return browser.post(f"{DOMAINS}add/", {"clinic": clinic.pk, "host": host})


def test_platform_staff_add_a_host_and_are_led_to_its_records(pat: Client, harbour: Clinic, settings: Settings) -> None:
    settings.PLAIN_HTTP = False
    reply = add(pat, harbour, "Shop.Harbour.Example.")

    domain = Domain.objects.get(host=HOST)
    assert reply["Location"] == f"{DOMAINS}{domain.pk}/change/"
    assert (domain.position, domain.verified_at) == (1, None)
    text = page(pat, domain).content.decode()
    for needed in (
        "Waiting for its records",
        f"_storefront-challenge.{HOST}",
        f"clinic=harbour code={domain.challenge}",
        "shops.platform.example",
        *OURS,
        "Last checked: never",
        "Check now",
    ):
        assert needed in text


def test_letters_outside_ascii_are_kept_as_the_dns_knows_them_and_shown_as_people_do(
    pat: Client, harbour: Clinic, settings: Settings
) -> None:
    settings.PLAIN_HTTP = False
    add(pat, harbour, "clínica.example")

    domain = Domain.objects.get(host="xn--clnica-4va.example")
    assert "clínica.example (xn--clnica-4va.example)" in page(pat, domain).content.decode()


@pytest.mark.parametrize(
    ("host", "says"),
    [
        ("https://shop.harbour.example/", "Leave out https:// and the path"),
        ("shop.harbour.example:443", "Leave out the port"),
        ("192.0.2.1", "This is an IP address"),
        ("*.harbour.example", "A wildcard cannot be checked"),
        ("staff.localhost", "staff.localhost is one of STAFF_HOSTS"),
        ("Staff.Localhost.", "staff.localhost is one of STAFF_HOSTS"),
        ("shops.platform.example", "shops.platform.example is PLATFORM_HOST"),
        ("meadow.localhost", "meadow.localhost already belongs to Meadow Health: take it away there first."),
        ("MEADOW.localhost", "meadow.localhost already belongs to Meadow Health: take it away there first."),
        ("harbour.localhost", "harbour.localhost already belongs to Harbour Health: take it away there first."),
        ("a" * 300 + ".example", "This name is too long"),
    ],
)
def test_a_host_that_cannot_be_is_refused_beside_its_field(
    pat: Client, harbour: Clinic, make_clinic: Callable[..., Clinic], host: str, says: str
) -> None:
    make_clinic("meadow")

    reply = add(pat, harbour, host)

    assert reply.status_code == 200
    assert says in reply.content.decode()
    assert Domain.objects.count() == 2


def test_a_name_of_this_machine_is_for_the_demo_only(pat: Client, harbour: Clinic, settings: Settings) -> None:
    assert add(pat, harbour, "demo.localhost").status_code == 302

    settings.PLAIN_HTTP = False
    assert "This name never leaves the machine" in add(pat, harbour, "more.localhost").content.decode()


@pytest.mark.parametrize("shortcut", ["PLAIN_HTTP", "DEBUG"])
def test_a_public_name_is_refused_where_nothing_would_start_again_with_it(
    pat: Client, harbour: Clinic, settings: Settings, shortcut: str
) -> None:
    settings.PLAIN_HTTP = settings.DEBUG = False
    setattr(settings, shortcut, True)

    says = add(pat, harbour, "shop.harbour.example").content.decode()

    assert f"{shortcut} is for this machine only, so names here end in .localhost" in says
    call_command("check")


def test_checking_says_what_is_missing_and_then_that_it_is_live(pat: Client, zone: Zone, domain: Domain) -> None:
    zone.set(HOST, "A", OTHER)
    zone.set(verification.challenge_name(HOST), "TXT", '"something else"')
    reply = pat.post(f"{DOMAINS}{domain.pk}/check/", follow=True).content.decode()
    assert "There is a TXT record, but with another value" in reply
    assert OTHER in reply
    assert "something else" in reply

    Domain.objects.update(checked_at=timezone.now() - timedelta(minutes=1))
    zone.clear()
    owned(zone, domain)
    zone.set(HOST, "A", OURS[0])
    reply = pat.post(f"{DOMAINS}{domain.pk}/check/", follow=True).content.decode()
    assert "It points here. Nothing to do." in reply
    assert f"http://{HOST}/" in reply
    checks = StaffEvent.objects.filter(action=Action.VERIFIED).order_by("pk")
    assert [event.detail for event in checks] == ["Waiting for its records wrong_challenge", "Live"]
    assert {event.clinic_id for event in checks} == {domain.clinic_id}


def test_pressing_again_at_once_asks_nobody(pat: Client, zone: Zone, domain: Domain) -> None:
    pat.post(f"{DOMAINS}{domain.pk}/check/")
    zone.first.asked.clear()

    assert "checked a moment ago" in pat.post(f"{DOMAINS}{domain.pk}/check/", follow=True).content.decode()
    assert zone.first.asked == []


def test_a_host_that_is_taken_away_while_it_is_checked_is_not_there(
    pat: Client, domain: Domain, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dns, "look_up_everywhere", lambda *_: Domain.objects.filter(pk=domain.pk).delete()[1] and [])

    assert pat.post(f"{DOMAINS}{domain.pk}/check/").status_code == 404


def test_what_stands_in_a_strangers_zone_is_shown_as_text(pat: Client, zone: Zone, domain: Domain) -> None:
    zone.set(verification.challenge_name(HOST), "TXT", '"<script>alert(1)</script>"')

    reply = pat.post(f"{DOMAINS}{domain.pk}/check/", follow=True).content.decode()

    assert "&lt;script&gt;alert(1)" in reply
    assert "<script>alert" not in reply


@pytest.mark.parametrize("act", ["check", "primary"])
def test_acts_are_posts(pat: Client, domain: Domain, act: str) -> None:
    assert pat.get(f"{DOMAINS}{domain.pk}/{act}/").status_code == 405


def test_nobody_types_that_a_host_is_verified(pat: Client, domain: Domain) -> None:
    form = {"verified_at_0": "2026-11-01", "verified_at_1": "10:00", "host": "evil.example", "clinic": domain.clinic_id}

    reply = pat.post(f"{DOMAINS}{domain.pk}/change/", form)

    assert reply.status_code == 403
    domain.refresh_from_db()
    assert (domain.verified_at, domain.host) == (None, HOST)


def test_the_primary_host_is_a_live_one(pat: Client, domain: Domain, harbour: Clinic) -> None:
    primary = f"{DOMAINS}{domain.pk}/primary/"
    assert "Only a domain that is live" in pat.post(primary, follow=True).content.decode()

    Domain.objects.filter(pk=domain.pk).update(verified_at=timezone.now())
    assert "Make it the primary domain" in page(pat, domain).content.decode()
    assert "Links in emails lead to" in pat.post(primary, follow=True).content.decode()
    assert type(harbour).objects.get(pk=harbour.pk).primary_host == HOST
    assert StaffEvent.objects.filter(action=Action.CHANGED, detail="Primary domain").exists()


def test_a_host_that_is_taken_away_is_gone(pat: Client, domain: Domain) -> None:
    reply = pat.post(f"{DOMAINS}{domain.pk}/delete/", {"post": "yes"})

    assert reply.status_code == 302
    assert not Domain.objects.filter(host=HOST).exists()


def test_changes_need_a_fresh_code(domain: Domain, harbour: Clinic) -> None:
    pat = platform_staff()
    session = pat.session
    session["staff"] = {"begun": int(time.time()), "seen": int(time.time()), "code": int(time.time()) - 3600}
    session.save()

    for reply in (
        add(pat, harbour, "other.harbour.example"),
        pat.post(f"{DOMAINS}{domain.pk}/delete/", {"post": "yes"}),
        pat.post(f"{DOMAINS}{domain.pk}/primary/"),
    ):
        assert asks_for_code(reply)
    assert page(pat, domain).status_code == 200
    assert Domain.objects.filter(host=HOST).exists()


# -- clinic staff ------------------------------------------------------------------------------------------------------


def test_clinic_staff_see_their_hosts_and_check_them_and_do_nothing_else(
    domain: Domain, harbour: Clinic, make_clinic: Callable[..., Clinic]
) -> None:
    theirs = make_clinic("meadow").domains.get()
    claire = with_fresh_code(clinic_staff(harbour))

    listed = claire.get(DOMAINS).content.decode()
    assert HOST in listed
    assert "meadow" not in listed.lower()
    assert "Waiting for its records" in page(claire, domain).content.decode()
    assert claire.post(f"{DOMAINS}{domain.pk}/check/").status_code == 302
    assert "Make it the primary domain" not in page(claire, harbour.domains.earliest("pk")).content.decode()

    assert claire.get(f"{DOMAINS}add/").status_code == 403
    assert claire.post(f"{DOMAINS}{domain.pk}/delete/", {"post": "yes"}).status_code == 403
    assert claire.post(f"{DOMAINS}{domain.pk}/primary/").status_code == 403
    for path in ("change", "history", "delete"):
        assert claire.get(f"{DOMAINS}{theirs.pk}/{path}/").status_code in (302, 403, 404)
    for act in ("check", "primary"):
        assert claire.post(f"{DOMAINS}{theirs.pk}/{act}/").status_code == 404
    assert HOST not in claire.get(f"{DOMAINS}?q=meadow").content.decode()


def domains_of_home(browser: Client) -> list[tuple[str, int, str]]:
    attention = browser.get("/admin/").context["attention"]
    return [(each.label, each.count, each.url) for each in attention if "domains" in each.label]


def test_hosts_that_fail_need_attention_from_those_who_may_see_them(
    pat: Client, domain: Domain, make_clinic: Callable[..., Clinic]
) -> None:
    now = timezone.now()
    meadow = make_clinic("meadow")
    assert domains_of_home(pat) == []
    Domain.objects.filter(pk=domain.pk).update(verified_at=now, failing_since=now, problem="points_nowhere")

    assert domains_of_home(pat) == [("domains failing", 1, f"{DOMAINS}?state=failing")]
    assert domains_of_home(clinic_staff(meadow)) == []
    listed = pat.get(f"{DOMAINS}?state=failing").content.decode()
    assert HOST in listed
    assert "harbour.localhost" not in listed
