"""Test the connection: ask a clinic's upstream, call by call, and say in words what works and what to mend.

The questions come from the adapter and only read. Nothing that was answered and nothing secret is kept or shown: what
comes out is our own words, the routes of the calls, how long they took, and their request ids for the upstream's help.
"""

from __future__ import annotations

import json
import time
from dataclasses import asdict, dataclass
from enum import StrEnum

from django.utils import timezone
from django.utils.crypto import salted_hmac

from storefront.clinics.models import Clinic, ConnectionTest
from storefront.commerce import commerce_on_trial
from storefront.sealing import UnsealError
from storefront.upstream.circuit_breaker import circuit_breakers_bypassed
from storefront.upstream.errors import Busy, Misconfigured, OutcomeUnknown, Unreachable, Unreadable, UpstreamError
from storefront.upstream.observer import ObservedCall, observed_calls
from storefront.upstream.ports import NothingToAskError, Probe, ProbeAnswer

ENOUGH = 25.0  # seconds; a question that would begin later is not asked


class Outcome(StrEnum):
    WORKED = "worked"
    FAILED = "failed"
    NOT_ASKED = "not asked"


@dataclass(frozen=True, slots=True)
class Finding:
    """``says`` is what came of the question, ``fix`` what to do about a failure; ``calls`` are those it took.

    ``id`` is the probe's, and ``count`` its number where it has one: what decides goes by these, never by the words.
    """

    id: str
    name: str
    outcome: Outcome
    says: str
    fix: str = ""
    count: int | None = None
    calls: tuple[ObservedCall, ...] = ()

    @property
    def ms(self) -> int:
        return sum(call.ms for call in self.calls)


def run_test(clinic: Clinic) -> ConnectionTest:
    """Asks now, and keeps what came out as the clinic's last test. Breakers are passed by: this is how one looks."""
    findings = ask_all(clinic)
    test, _ = ConnectionTest.objects.update_or_create(
        clinic=clinic,
        defaults={
            "at": timezone.now(),
            "passed": all(finding.outcome is Outcome.WORKED for finding in findings),
            "of": settings_mark(clinic),
            "calls": [asdict(finding) for finding in findings],
        },
    )
    return test


def ask_all(clinic: Clinic) -> list[Finding]:
    try:
        probes = commerce_on_trial(clinic).probes()
    except Misconfigured as error:
        return [Finding("settings", "Settings", Outcome.FAILED, error.detail, "Check the commerce settings.")]
    until = time.monotonic() + ENOUGH
    with circuit_breakers_bypassed():
        return [_asked(probe, until) for probe in probes]


def last_test(clinic: Clinic) -> ConnectionTest | None:
    return getattr(clinic, "connection", None)


def is_of_an_earlier_release(test: ConnectionTest) -> bool:
    """Its findings have no ids, so nothing can be decided by them: it has to be run again."""
    return any("id" not in finding for finding in test.calls)


def settings_mark(clinic: Clinic) -> str:
    """Changes when what is stored changes, and tells nothing of it; empty where nothing can be opened."""
    if clinic.is_draft:
        return ""
    try:
        stored = json.dumps([clinic.commerce, clinic.currency], sort_keys=True)
    except UnsealError:
        return ""
    return salted_hmac("storefront.onboarding.connection_test", stored, algorithm="sha256").hexdigest()


def _asked(probe: Probe, until: float) -> Finding:
    if time.monotonic() > until:
        return Finding(
            probe.id, probe.name, Outcome.NOT_ASKED, f"The calls before took more than {ENOUGH:.0f} seconds."
        )
    with observed_calls() as calls:
        outcome, answer, fix = _tried(probe)
    return Finding(probe.id, probe.name, outcome, answer.says, fix, answer.count, tuple(calls))


def _tried(probe: Probe) -> tuple[Outcome, ProbeAnswer, str]:
    try:
        return Outcome.WORKED, probe.ask(), ""
    except NothingToAskError as reason:
        return Outcome.NOT_ASKED, ProbeAnswer(str(reason)), ""
    except UpstreamError as error:
        says, fix = in_words(error)
        return Outcome.FAILED, ProbeAnswer(says), fix or probe.fix


def in_words(error: UpstreamError) -> tuple[str, str]:
    """What happened, and what to do where that does not depend on the question."""
    status = f" (it answered {error.status})" if error.status else ""
    if isinstance(error, Unreachable):
        return (
            "No connection: nothing could be sent.",
            "Check the URL for a slip. It must be a public host name with https; private IP addresses are refused.",
        )
    if isinstance(error, OutcomeUnknown):
        return (
            f"No usable answer came{status}: too slow, cut off, or an error on their side.",
            "Test again in a minute. If it stays, ask the upstream's help with the request id.",
        )
    if isinstance(error, Unreadable):
        return (
            f"Something answered, but not as this upstream does{status}.",
            "Check the URL and its path: a website or a gateway may stand there.",
        )
    if isinstance(error, Busy):
        return "Too many requests: they ask us to wait.", "Test again in a minute."
    return f"Refused{status}.", ""
