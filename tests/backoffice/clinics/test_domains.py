"""Hosts in the staff pages: who may add one, what the page leads to, and what is refused."""

from __future__ import annotations

import time
from datetime import timedelta
from ipaddress import ip_address

import pytest
from django.core.management import call_command
from django.utils import timezone

from storefront.clinics.hosts import certificates, dns, verification
from storefront.clinics.models import Domain
from storefront.staff.models import Action, StaffEvent
from tests.staff.people import asks_for_code, clinic_staff, platform_staff

pytestmark = pytest.mark.django_db
HOSTS = "/admin/clinics/domain/"
HOST = "shop.harbour.example"
OURS = "192.0.2.1"


@pytest.fixture(autouse=True)
def _platform(settings, monkeypatch):
    settings.PLATFORM_HOST, settings.PLATFORM_IP_ADDRESSES = "shops.platform.example", (ip_address(OURS),)
    monkeypatch.setattr(certificates, "good_until", lambda host, addresses: None)


@pytest.fixture
def seen(monkeypatch):
    """What every resolver says."""
    views = {"now": dns.DnsAnswer()}
    monkeypatch.setattr(dns, "look_up_everywhere", lambda *_: [views["now"], views["now"]])
    return views


def with_fresh_code(browser):
    session = browser.session
    session["staff"] = {"begun": int(time.time()), "seen": int(time.time()), "code": int(time.time())}
    session.save()
    return browser


@pytest.fixture
def pat():
    return with_fresh_code(platform_staff())


@pytest.fixture
def domain(harbour):
    domain = Domain(clinic=harbour, host=HOST)
    verification.prepare(domain)
    domain.save()
    return domain


def page(browser, domain):
    return browser.get(f"{HOSTS}{domain.pk}/change/")


def add(browser, clinic, host):
    return browser.post(f"{HOSTS}add/", {"clinic": clinic.pk, "host": host})


def test_platform_staff_add_a_host_and_are_led_to_its_records(pat, harbour, settings):
    settings.PLAIN_HTTP = False
    reply = add(pat, harbour, "Shop.Harbour.Example.")

    domain = Domain.objects.get(host=HOST)
    assert reply["Location"] == f"{HOSTS}{domain.pk}/change/"
    assert (domain.position, domain.verified_at) == (1, None)
    text = page(pat, domain).content.decode()
    for needed in (
        "Waiting for its records",
        f"_storefront-challenge.{HOST}",
        f"clinic=harbour code={domain.challenge}",
        "shops.platform.example",
        OURS,
        "Last checked: never",
        "Check now",
    ):
        assert needed in text


def test_letters_outside_ascii_are_kept_as_the_dns_knows_them_and_shown_as_people_do(pat, harbour, settings):
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
def test_a_host_that_cannot_be_is_refused_beside_its_field(pat, harbour, make_clinic, host, says):
    make_clinic("meadow")

    reply = add(pat, harbour, host)

    assert reply.status_code == 200
    assert says in reply.content.decode()
    assert Domain.objects.count() == 2


def test_a_name_of_this_machine_is_for_the_demo_only(pat, harbour, settings):
    assert add(pat, harbour, "demo.localhost").status_code == 302

    settings.PLAIN_HTTP = False
    assert "This name never leaves the machine" in add(pat, harbour, "more.localhost").content.decode()


@pytest.mark.parametrize("shortcut", ["PLAIN_HTTP", "DEBUG"])
def test_a_public_name_is_refused_where_nothing_would_start_again_with_it(pat, harbour, settings, shortcut):
    settings.PLAIN_HTTP = settings.DEBUG = False
    setattr(settings, shortcut, True)

    says = add(pat, harbour, "shop.harbour.example").content.decode()

    assert f"{shortcut} is for this machine only, so names here end in .localhost" in says
    call_command("check")


def test_checking_says_what_is_missing_and_then_that_it_is_live(pat, domain, seen):
    seen["now"] = dns.DnsAnswer(addresses=("198.51.100.9",), txt=("something else",))
    reply = pat.post(f"{HOSTS}{domain.pk}/check/", follow=True).content.decode()
    assert "There is a TXT record, but with another value" in reply
    assert "198.51.100.9" in reply
    assert "something else" in reply

    Domain.objects.update(checked_at=timezone.now() - timedelta(minutes=1))
    seen["now"] = dns.DnsAnswer(
        txt=(verification.expected_txt(domain),), cname=("shops.platform.example",), addresses=(OURS,)
    )
    reply = pat.post(f"{HOSTS}{domain.pk}/check/", follow=True).content.decode()
    assert "It points here. Nothing to do." in reply
    assert f"http://{HOST}/" in reply
    checks = StaffEvent.objects.filter(action=Action.VERIFIED).order_by("pk")
    assert [event.detail for event in checks] == ["Waiting for its records wrong_challenge", "Live"]
    assert {event.clinic_id for event in checks} == {domain.clinic_id}


def test_pressing_again_at_once_asks_nobody(pat, domain, seen, monkeypatch):
    pat.post(f"{HOSTS}{domain.pk}/check/")
    monkeypatch.setattr(dns, "look_up_everywhere", None)

    assert "checked a moment ago" in pat.post(f"{HOSTS}{domain.pk}/check/", follow=True).content.decode()


def test_a_host_that_is_taken_away_while_it_is_checked_is_not_there(pat, domain, monkeypatch):
    monkeypatch.setattr(dns, "look_up_everywhere", lambda *_: Domain.objects.filter(pk=domain.pk).delete()[1] and [])

    assert pat.post(f"{HOSTS}{domain.pk}/check/").status_code == 404


def test_what_stands_in_a_strangers_zone_is_shown_as_text(pat, domain, seen):
    seen["now"] = dns.DnsAnswer(txt=("<script>alert(1)</script>",))

    reply = pat.post(f"{HOSTS}{domain.pk}/check/", follow=True).content.decode()

    assert "&lt;script&gt;alert(1)" in reply
    assert "<script>alert" not in reply


@pytest.mark.parametrize("act", ["check", "primary"])
def test_acts_are_posts(pat, domain, act):
    assert pat.get(f"{HOSTS}{domain.pk}/{act}/").status_code == 405


def test_nobody_types_that_a_host_is_verified(pat, domain):
    form = {"verified_at_0": "2026-11-01", "verified_at_1": "10:00", "host": "evil.example", "clinic": domain.clinic_id}

    reply = pat.post(f"{HOSTS}{domain.pk}/change/", form)

    assert reply.status_code == 403
    domain.refresh_from_db()
    assert (domain.verified_at, domain.host) == (None, HOST)


def test_the_primary_host_is_a_live_one(pat, domain, harbour):
    primary = f"{HOSTS}{domain.pk}/primary/"
    assert "Only a domain that is live" in pat.post(primary, follow=True).content.decode()

    Domain.objects.filter(pk=domain.pk).update(verified_at=timezone.now())
    assert "Make it the primary domain" in page(pat, domain).content.decode()
    assert "Links in emails lead to" in pat.post(primary, follow=True).content.decode()
    assert type(harbour).objects.get(pk=harbour.pk).primary_host == HOST
    assert StaffEvent.objects.filter(action=Action.CHANGED, detail="Primary domain").exists()


def test_a_host_that_is_taken_away_is_gone(pat, domain):
    reply = pat.post(f"{HOSTS}{domain.pk}/delete/", {"post": "yes"})

    assert reply.status_code == 302
    assert not Domain.objects.filter(host=HOST).exists()


def test_changes_need_a_fresh_code(domain, harbour):
    pat = platform_staff()
    session = pat.session
    session["staff"] = {"begun": int(time.time()), "seen": int(time.time()), "code": int(time.time()) - 3600}
    session.save()

    for reply in (
        add(pat, harbour, "other.harbour.example"),
        pat.post(f"{HOSTS}{domain.pk}/delete/", {"post": "yes"}),
        pat.post(f"{HOSTS}{domain.pk}/primary/"),
    ):
        assert asks_for_code(reply)
    assert page(pat, domain).status_code == 200
    assert Domain.objects.filter(host=HOST).exists()


# -- clinic staff ------------------------------------------------------------------------------------------------------


def test_clinic_staff_see_their_hosts_and_check_them_and_do_nothing_else(domain, harbour, make_clinic, seen):
    theirs = make_clinic("meadow").domains.get()
    claire = with_fresh_code(clinic_staff(harbour))

    listed = claire.get(HOSTS).content.decode()
    assert HOST in listed
    assert "meadow" not in listed.lower()
    assert "Waiting for its records" in page(claire, domain).content.decode()
    assert claire.post(f"{HOSTS}{domain.pk}/check/").status_code == 302
    assert "Make it the primary domain" not in page(claire, harbour.domains.first()).content.decode()

    assert claire.get(f"{HOSTS}add/").status_code == 403
    assert claire.post(f"{HOSTS}{domain.pk}/delete/", {"post": "yes"}).status_code == 403
    assert claire.post(f"{HOSTS}{domain.pk}/primary/").status_code == 403
    for path in ("change", "history", "delete"):
        assert claire.get(f"{HOSTS}{theirs.pk}/{path}/").status_code in (302, 403, 404)
    for act in ("check", "primary"):
        assert claire.post(f"{HOSTS}{theirs.pk}/{act}/").status_code == 404
    assert HOST not in claire.get(f"{HOSTS}?q=meadow").content.decode()


def domains_of_home(browser):
    attention = browser.get("/admin/").context["attention"]
    return [(each.label, each.count, each.url) for each in attention if "domains" in each.label]


def test_hosts_that_fail_need_attention_from_those_who_may_see_them(pat, domain, make_clinic):
    now = timezone.now()
    meadow = make_clinic("meadow")
    assert domains_of_home(pat) == []
    Domain.objects.filter(pk=domain.pk).update(verified_at=now, failing_since=now, problem="points_nowhere")

    assert domains_of_home(pat) == [("domains failing", 1, f"{HOSTS}?state=failing")]
    assert domains_of_home(clinic_staff(meadow)) == []
    listed = pat.get(f"{HOSTS}?state=failing").content.decode()
    assert HOST in listed
    assert "harbour.localhost" not in listed
