"""``manage.py check_domains`` says which domains are not well, once or when each is due."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command

from storefront.clinics.hosts import dns, verification
from storefront.clinics.models import Clinic, Domain
from tests.clinics.records import HOST, moved_away
from tests.clinics.resolvers import Zone
from tests.databases import database_away

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.enable_socket,
    pytest.mark.usefixtures("bare_pages", "zone"),
]


def command() -> str:
    written = StringIO()
    call_command("check_domains", stdout=written)
    return written.getvalue()


def test_the_command_is_quiet_about_hosts_that_are_well(zone: Zone, live: Domain) -> None:
    assert command() == command() == ""


def test_the_command_tells_of_each_host_that_is_not(
    zone: Zone, live: Domain, make_clinic: Callable[..., Clinic]
) -> None:
    meadow = make_clinic("meadow")
    waiting = Domain(clinic=meadow, host="shop.meadow.example")
    verification.prepare(waiting)
    waiting.save()
    moved_away(zone, live)

    first, second = command().splitlines()

    assert first.startswith(f"harbour {HOST}: Live, but failing. The domain points to somebody else.")
    assert second.startswith("meadow shop.meadow.example: Waiting for its records. The TXT record is not there yet.")


def test_the_command_goes_on_when_a_host_is_taken_away_meanwhile(
    zone: Zone, live: Domain, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = dns.look_up_everywhere

    def slow(*arguments: Any) -> Any:
        Domain.objects.filter(pk=live.pk).delete()
        return real(*arguments)

    monkeypatch.setattr(dns, "look_up_everywhere", slow)

    assert command() == ""


class Enough(Exception):
    """Ends the loop, which has no end of its own."""


@pytest.mark.django_db(transaction=True)  # each pass may begin with a new connection
def test_the_loop_checks_what_is_due_and_outlives_a_database_that_is_away_for_a_moment(
    zone: Zone, live: Domain, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    Domain.objects.exclude(pk=live.pk).delete()
    moved_away(zone, live)
    written, passes = StringIO(), ExitStack()
    told: list[str] = []

    def pause(seconds: float) -> None:
        told.append(written.getvalue())
        passes.close()
        if len(told) == 1:
            Domain.objects.filter(pk=live.pk).update(checked_at=None)
        elif len(told) == 3:
            raise Enough

    monkeypatch.setattr("time.sleep", pause)
    passes.enter_context(database_away(touching="clinics_domain"))

    with pytest.raises(Enough):
        call_command("check_domains", loop=True, stdout=written)

    assert "domain_checks_interrupted" in caplog.text
    assert told[0] == "", "the first pass found no database"
    assert told[1].startswith(f"harbour {HOST}: Live, but failing.")
    assert told[2] == told[1], "it is not due again yet"
