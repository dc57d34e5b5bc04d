"""How a clinic's domain becomes live, stays so, and is switched off.

A domain is verified when a TXT record shows that its owner wants this clinic there *and* it points to us, as every
resolver says. From then on it has to keep pointing to us: after three days of not doing so it is switched off, because
whoever it points to by now is handed the cookies of its visitors. It comes back only by being verified anew, with a new
code.

Domains of the clinics file have the operator's word instead of a code: they are checked and reported, and never
switched off. What keeps us from knowing (silent resolvers, missing settings) counts neither for nor against a domain.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from storefront.clinics.hosts import certificates, dns
from storefront.clinics.models import Clinic, Domain
from storefront.sessions.models import StoredSession
from storefront.web.hostnames import CHALLENGE_LABEL, is_loopback

CHALLENGE_LASTS = timedelta(days=7)
GRACE_PERIOD = timedelta(days=3)  # of a domain that does not point to us, before it is switched off
RECHECK = timedelta(days=1)
RECHECK_TROUBLED = timedelta(hours=1)  # failing, or without a certificate
RECHECK_WAITING = timedelta(minutes=10)  # somebody is setting its records

log = structlog.stdlib.get_logger(__name__)


class DomainProblem(StrEnum):
    """What the last check found wrong, as ``Domain.problem`` keeps it."""

    NO_ANSWER = "no_answer"
    NOT_CONFIGURED = "not_configured"
    NO_CHALLENGE = "no_challenge"
    WRONG_CHALLENGE = "wrong_challenge"
    EXPIRED = "expired"
    POINTS_NOWHERE = "points_nowhere"
    POINTS_ELSEWHERE = "points_elsewhere"
    POINTS_PARTLY = "points_partly"
    DISAGREE = "disagree"


NOT_ITS_FAULT = (DomainProblem.NO_ANSWER, DomainProblem.NOT_CONFIGURED)
SENTENCES = {
    DomainProblem.NO_ANSWER: "The DNS did not answer, so nothing is known. It is asked again by itself.",
    DomainProblem.NOT_CONFIGURED: (
        "This storefront does not know where domains should point: whoever runs it sets PLATFORM_HOST or "
        "PLATFORM_ADDRESSES."
    ),
    DomainProblem.NO_CHALLENGE: "The TXT record is not there yet. Set it as below; it can take an hour to be seen.",
    DomainProblem.WRONG_CHALLENGE: "There is a TXT record, but with another value. Put in the value below, exactly.",
    DomainProblem.EXPIRED: "The code of the TXT record was older than 7 days. Put in the new one below.",
    DomainProblem.POINTS_NOWHERE: "The domain points nowhere yet. Set its CNAME or address record as below.",
    DomainProblem.POINTS_ELSEWHERE: (
        "The domain points to somebody else. Change its record as below, and turn off any proxy of the DNS provider."
    ),
    DomainProblem.POINTS_PARTLY: "Some of its IP addresses are not ours. Remove those that are not in the table below.",
    DomainProblem.DISAGREE: "Not everybody sees the new records yet. It is asked again by itself; it can take a day.",
}


class DomainState(StrEnum):
    WAITING = "waiting"
    LIVE = "live"
    FAILING = "failing"  # still live
    OFF = "off"


@dataclass(frozen=True, slots=True)
class DomainStatus:
    """``title`` in a word or two, ``sentence`` with the next step."""

    state: DomainState
    title: str
    sentence: str

    @property
    def is_live(self) -> bool:
        return self.state in (DomainState.LIVE, DomainState.FAILING)


def status_of(domain: Domain) -> DomainStatus:
    """How the domain is doing, as it was last written down."""
    sentence = SENTENCES[DomainProblem(domain.problem)] if domain.problem else ""
    if domain.verified_at and is_loopback(domain.host):
        return DomainStatus(DomainState.LIVE, "Live", "This name never leaves the machine, so there is nothing to set.")
    if domain.verified_at and domain.failing_since:
        return DomainStatus(DomainState.FAILING, "Live, but failing", f"{sentence} {_until(domain)}")
    if domain.verified_at:
        all_well = "The clinics file names it." if is_vouched_for(domain) else "It points here. Nothing to do."
        return DomainStatus(DomainState.LIVE, "Live", sentence or all_well)
    if domain.off_since:
        was_off = f"Off since {domain.off_since:%d %B %Y}: it did not point here for three days."
        return DomainStatus(
            DomainState.OFF, "Switched off", f"{was_off} {sentence or 'Set the records below, with the new code.'}"
        )
    return DomainStatus(
        DomainState.WAITING, "Waiting for its records", sentence or "Set the records below, then check."
    )


def in_state(rows: QuerySet[Domain], state: DomainState) -> QuerySet[Domain]:
    """Those of the domains that ``status_of`` says are in it."""
    live = rows.filter(verified_at__isnull=False)
    return {
        DomainState.WAITING: rows.filter(verified_at=None, off_since=None),
        DomainState.LIVE: live.filter(failing_since=None),
        DomainState.FAILING: live.filter(failing_since__isnull=False),
        DomainState.OFF: rows.filter(verified_at=None, off_since__isnull=False),
    }[state]


def _until(domain: Domain) -> str:
    if is_vouched_for(domain) or domain.failing_since is None:
        return "It stays on, because the clinics file names it."
    return f"It is switched off on {domain.failing_since + GRACE_PERIOD:%d %B %Y} if nothing changes."


def is_vouched_for(domain: Domain) -> bool:
    """By the clinics file. A domain that was verified here has a code."""
    return domain.verified_at is not None and not domain.challenge


# -- what the owner of the domain has to set ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Record:
    """A DNS record to set, and what is ``seen`` there. ``fits`` is whether that is all right."""

    kind: str
    name: str
    value: str
    seen: tuple[str, ...]
    fits: bool


def issue(domain: Domain, now: datetime) -> None:
    """A new code for this domain at this clinic, not saved yet."""
    domain.challenge = secrets.token_hex(16)  # 128 bits
    domain.challenge_expires_at = now + CHALLENGE_LASTS


def challenge_name(host: str) -> str:
    return f"{CHALLENGE_LABEL}.{host}"


def expected_txt(domain: Domain) -> str:
    """With the clinic in it, so that a row that has moved to another clinic expects something else."""
    return f"clinic={domain.clinic.slug} code={domain.challenge}"


def ownership_record(domain: Domain) -> Record | None:
    """None once it has served: it may be removed then."""
    if domain.verified_at or not domain.challenge:
        return None
    seen, value = tuple(domain.seen.get("txt", ())), expected_txt(domain)
    return Record("TXT", challenge_name(domain.host), value, seen, value in seen)


def pointing_records(domain: Domain) -> list[Record]:
    """One of them is enough: the CNAME, or all the IP addresses. Empty while ours are not configured."""
    records = []
    if settings.PLATFORM_HOST:
        seen = tuple(domain.seen.get("cname", ()))
        records.append(Record("CNAME", domain.host, settings.PLATFORM_HOST, seen, seen == (settings.PLATFORM_HOST,)))
    for version, kind in ((4, "A"), (6, "AAAA")):
        ours = tuple(str(address) for address in settings.PLATFORM_IP_ADDRESSES if address.version == version)
        seen = tuple(each for each in domain.seen.get("addresses", ()) if (":" in each) == (version == 6))
        fits = bool(seen) and set(seen) <= set(ours)
        records += [Record(kind, domain.host, address, seen, fits) for address in ours]
    return records


# -- checking ----------------------------------------------------------------------------------------------------------


def check(domain: Domain, resolvers: Sequence[dns.Socket] | None = None, now: datetime | None = None) -> DomainStatus:
    """Ask the DNS now, write down what came of it, and say how the domain is doing.

    The DNS is asked outside any transaction; what is written is decided on the row as it is by then, so two checks at
    the same time do no harm. ``domain`` is brought up to date.
    """
    now = now or timezone.now()
    is_here = is_loopback(domain.host) and settings.PLAIN_HTTP
    answers = [] if is_here else _ask(domain.host, resolvers or settings.DNS_RESOLVERS)
    with transaction.atomic():
        row = Domain.objects.select_for_update().filter(pk=domain.pk).first()
        if row:
            row.seen, row.checked_at = dns.together(answers), now
            _keep_live(row, answers, now) if row.verified_at else _verify(row, answers, now)
            row.save()
    domain.refresh_from_db()
    _see_certificate(domain)
    return status_of(domain)


def _ask(host: str, resolvers: Sequence[dns.Socket]) -> list[dns.DnsAnswer | dns.NoAnswer]:
    return dns.look_up_everywhere(host, challenge_name(host), resolvers)


def _verify(row: Domain, answers: Sequence[dns.DnsAnswer | dns.NoAnswer], now: datetime) -> None:
    if answers and (row.challenge_expires_at is None or row.challenge_expires_at <= now):
        row.problem = DomainProblem.EXPIRED if row.challenge else DomainProblem.NO_CHALLENGE
        issue(row, now)
        return
    row.problem = verdict(answers, expected_txt(row))
    if not row.problem:
        row.verified_at, row.failing_since, row.off_since = now, None, None


def _keep_live(row: Domain, answers: Sequence[dns.DnsAnswer | dns.NoAnswer], now: datetime) -> None:
    row.problem = verdict(answers)
    if not row.problem:
        row.failing_since = None
    elif row.problem not in NOT_ITS_FAULT:
        row.failing_since = row.failing_since or now
        if now - row.failing_since >= GRACE_PERIOD and not is_vouched_for(row):
            _switch_off(row, now)


def _switch_off(row: Domain, now: datetime) -> None:
    row.verified_at, row.off_since, row.failing_since, row.certificate_until = None, now, None, None
    issue(row, now)
    end_sessions(row.clinic)
    log.warning("domain_switched_off", clinic=row.clinic.slug)


def verdict(answers: Sequence[dns.DnsAnswer | dns.NoAnswer], expected: str | None = None) -> str:
    """A ``DomainProblem``, or empty when every resolver says yes. ``expected`` is the TXT record, if it counts."""
    if answers and not (settings.PLATFORM_HOST or settings.PLATFORM_IP_ADDRESSES):
        return DomainProblem.NOT_CONFIGURED
    found = [_problem_of(answer, expected) for answer in answers if isinstance(answer, dns.DnsAnswer)]
    wrong = [problem for problem in found if problem]
    if wrong:
        return wrong[0] if len(wrong) == len(found) else DomainProblem.DISAGREE
    return "" if len(found) == len(answers) else DomainProblem.NO_ANSWER


def _problem_of(seen: dns.DnsAnswer, expected: str | None) -> str:
    if expected is not None and expected not in seen.txt:
        return DomainProblem.WRONG_CHALLENGE if seen.txt else DomainProblem.NO_CHALLENGE
    if settings.PLATFORM_HOST and seen.cname == (settings.PLATFORM_HOST,):
        return ""
    if not seen.addresses:
        return DomainProblem.POINTS_ELSEWHERE if seen.cname else DomainProblem.POINTS_NOWHERE
    ours = {str(address) for address in settings.PLATFORM_IP_ADDRESSES} & set(seen.addresses)
    if not ours:
        return DomainProblem.POINTS_ELSEWHERE
    return "" if ours == set(seen.addresses) else DomainProblem.POINTS_PARTLY


def _see_certificate(domain: Domain) -> None:
    """Also makes the proxy fetch one for a domain that has just become live, before its first visitor."""
    if not domain.verified_at or domain.problem or is_loopback(domain.host):
        return
    domain.certificate_until = certificates.good_until(domain.host, domain.seen.get("addresses", ()))
    Domain.objects.filter(pk=domain.pk).update(certificate_until=domain.certificate_until)


def due(now: datetime) -> QuerySet[Domain]:
    """Domains to check by now. One whose code is over waits until somebody asks for a new one."""
    live, waiting = Q(verified_at__isnull=False), Q(verified_at=None, challenge_expires_at__gt=now)
    troubled = Q(failing_since__isnull=False) | Q(certificate_until=None)
    return Domain.objects.select_related("clinic").filter(
        Q(checked_at=None)
        | live & Q(checked_at__lte=now - RECHECK)
        | live & troubled & Q(checked_at__lte=now - RECHECK_TROUBLED)
        | waiting & Q(checked_at__lte=now - RECHECK_WAITING)
    )


# -- what staff do with a domain ---------------------------------------------------------------------------------------


def prepare(domain: Domain) -> None:
    """A new domain, not saved yet: it comes last among the clinic's and gets a code."""
    last = domain.clinic.domains.order_by("position").last()
    domain.position = last.position + 1 if last else 0
    issue(domain, timezone.now())


def make_primary(domain: Domain) -> None:
    """Links in emails lead there from now on."""
    with transaction.atomic():
        others = domain.clinic.domains.select_for_update().exclude(pk=domain.pk)
        for position, each in enumerate([domain, *others]):
            each.position = position
            each.save(update_fields=["position"])


def take_away(domain: Domain) -> None:
    """The domain is no longer this clinic's. Its visitors' cookies must not open anything elsewhere."""
    with transaction.atomic():
        if domain.verified_at:
            end_sessions(domain.clinic)
        domain.delete()


def end_sessions(clinic: Clinic) -> None:
    """All of the clinic's: a cookie that was handed to a stranger would open the clinic's other domains too."""
    StoredSession.objects.filter(clinic=clinic.slug).delete()
