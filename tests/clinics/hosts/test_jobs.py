"""The job of domains: each is checked when it is due, and one that fails costs no other its check."""

from __future__ import annotations

from collections.abc import Callable
from threading import Event

import pytest

from storefront.clinics.hosts import jobs, verification
from storefront.clinics.models import Clinic, Domain
from storefront.jobs.registry import JobFailed

pytestmark = pytest.mark.django_db(transaction=True)


def test_one_domain_that_fails_costs_no_other_its_check(
    harbour: Clinic, make_clinic: Callable[..., Clinic], monkeypatch: pytest.MonkeyPatch
) -> None:
    make_clinic("broken")
    check = verification.check

    def break_at_one(domain: Domain) -> verification.DomainStatus:
        if domain.host.startswith("broken"):
            raise ValueError("nobody expected this")
        return check(domain)

    monkeypatch.setattr(verification, "check", break_at_one)

    with pytest.raises(JobFailed, match="1 of 2"):
        jobs.check_domains(Event())
    assert [domain.host for domain in Domain.objects.exclude(checked_at=None)] == ["harbour.localhost"]


def test_a_domain_that_was_checked_is_not_due_again(harbour: Clinic, monkeypatch: pytest.MonkeyPatch) -> None:
    assert jobs.check_domains(Event()) == "checked 1 domain(s)"
    Domain.objects.update(certificate_until=harbour.created_at)

    assert jobs.check_domains(Event()) == "checked 0 domain(s)"


def test_a_domain_that_was_taken_away_meanwhile_is_no_failure(harbour: Clinic, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(domain: Domain) -> verification.DomainStatus:
        raise Domain.DoesNotExist

    monkeypatch.setattr(verification, "check", gone)

    assert jobs.check_domains(Event()) == "checked 0 domain(s)"


def test_a_worker_that_stops_checks_nothing_more(harbour: Clinic) -> None:
    stopping = Event()
    stopping.set()

    jobs.check_domains(stopping)

    assert Domain.objects.get().checked_at is None
