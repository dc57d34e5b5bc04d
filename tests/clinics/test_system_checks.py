"""Plain http and debug pages are for loopback only. How a whole start ends: tests/deploy/test_production.py."""

from __future__ import annotations

import pytest
from django.core.exceptions import ImproperlyConfigured
from pytest_django import Settings

from storefront.clinics.models import Clinic, Domain
from storefront.clinics.system_checks import (
    check_loopback_shortcuts,
    check_mail,
    configured_hosts,
    loopback_problem,
    refuse_loopback_shortcuts,
    refuse_outside,
    shortcuts,
)
from tests.databases import database_away

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def on_loopback(settings: Settings) -> None:
    settings.PLAIN_HTTP = settings.DEBUG = False
    settings.HOST, settings.STAFF_HOSTS = "127.0.0.1", frozenset({"staff.localhost"})


@pytest.mark.parametrize(
    ("switches", "words"),
    [([], ""), (["PLAIN_HTTP"], "PLAIN_HTTP"), (["DEBUG"], "DEBUG"), (["DEBUG", "PLAIN_HTTP"], "PLAIN_HTTP and DEBUG")],
)
def test_the_switches_that_are_on_are_named(settings: Settings, switches: list[str], words: str) -> None:
    for switch in switches:
        setattr(settings, switch, True)

    assert shortcuts() == words


def test_on_loopback_all_is_well(settings: Settings, harbour: Clinic) -> None:
    settings.PLAIN_HTTP = settings.DEBUG = True

    assert configured_hosts() == {"127.0.0.1", "staff.localhost", "harbour.localhost"}
    assert (loopback_problem(), check_loopback_shortcuts()) == ("", [])
    refuse_loopback_shortcuts()


@pytest.mark.parametrize("where", ["HOST", "STAFF_HOSTS", "a domain"])
def test_any_host_outside_is_refused_with_a_sentence(settings: Settings, harbour: Clinic, where: str) -> None:
    if where == "a domain":
        Domain.objects.create(clinic=harbour, host="shop.example", position=1)
    else:
        setattr(settings, where, "shop.example" if where == "HOST" else frozenset({"shop.example"}))
    assert loopback_problem() == ""

    settings.PLAIN_HTTP = True

    says = (
        "PLAIN_HTTP may only be set on loopback, but shop.example is configured: unset PLAIN_HTTP or remove the domain."
    )
    assert loopback_problem() == says
    assert [(error.id, error.msg) for error in check_loopback_shortcuts()] == [("storefront.E001", says)]
    with pytest.raises(ImproperlyConfigured, match=r"shop\.example is configured"):
        refuse_loopback_shortcuts()


def test_a_name_with_which_nothing_would_start_again_is_refused_beforehand(settings: Settings) -> None:
    refuse_outside("shop.example")
    settings.DEBUG = True

    refuse_outside("shop.localhost")
    with pytest.raises(ValueError, match="DEBUG is for this machine only"):
        refuse_outside("shop.example")


def test_before_the_first_migration_there_are_no_clinics(settings: Settings, harbour: Clinic) -> None:
    with database_away():
        assert configured_hosts() == {"127.0.0.1", "staff.localhost"}


def test_emails_that_cannot_be_sent_are_warned_of(settings: Settings, harbour: Clinic) -> None:
    settings.EMAIL_BACKEND = "storefront.web.no_mail.NoMailBackend"
    assert "no email tells of orders" in check_mail()[0].msg
    assert "Patients of" not in check_mail()[0].msg

    Clinic.objects.update(commerce_kind="decoda")
    assert "Patients of harbour cannot confirm an address" in check_mail()[0].msg

    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    assert check_mail() == []


def test_before_the_first_migration_no_email_is_missing(settings: Settings) -> None:
    settings.EMAIL_BACKEND = "storefront.web.no_mail.NoMailBackend"
    with database_away():
        assert check_mail() == []
