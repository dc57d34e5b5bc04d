"""What the DNS says of a clinic's domain, asked of resolvers that do not depend on each other."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import chain

import dns.exception
import dns.name
import dns.resolver
from dns.nameserver import Do53Nameserver
from dns.rdatatype import AAAA, CNAME, TXT, A, RdataType

SECONDS = 3.0  # for one question, all tries together
MOST = 50  # records of a kind that are kept, and
LONGEST = 300  # characters of one: anybody can write anything into their zone

Socket = tuple[str, int]


class NoAnswer(Exception):
    """The resolver gave no answer, so nothing is known: it was silent, refused, or could not reach the name's servers.

    ``reason`` is ``timeout``, ``failed`` (the resolver says that it could not find out) or ``malformed``.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class DnsAnswer:
    """Records of one host at one resolver. No such name and no such record are the same: empty.

    ``cname`` is a name in lower case without the last dot, ``addresses`` are the IP addresses where the name ends up.
    """

    txt: tuple[str, ...] = ()
    cname: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()


def look_up(host: str, challenge_name: str, resolver: Socket) -> DnsAnswer:
    """All that a check needs. Raises ``NoAnswer``: half of the truth would be taken for the whole of it."""
    return DnsAnswer(
        txt=ask(challenge_name, TXT, resolver),
        cname=ask(host, CNAME, resolver),
        addresses=ask(host, A, resolver) + ask(host, AAAA, resolver),
    )


def look_up_everywhere(host: str, challenge_name: str, resolvers: Sequence[Socket]) -> list[DnsAnswer | NoAnswer]:
    """From each resolver at the same time what it says, or why it says nothing."""

    def one(resolver: Socket) -> DnsAnswer | NoAnswer:
        try:
            return look_up(host, challenge_name, resolver)
        except NoAnswer as error:
            return error

    with ThreadPoolExecutor(len(resolvers)) as threads:
        return list(threads.map(one, resolvers))


def ask(name: str, kind: RdataType, resolver: Socket) -> tuple[str, ...]:
    asked = dns.resolver.Resolver(configure=False)
    asked.nameservers = [Do53Nameserver(*resolver)]
    asked.timeout = SECONDS / 2  # so that a lost packet is asked for once more
    try:
        answer = asked.resolve(f"{name}.", kind, lifetime=SECONDS, search=False, raise_on_no_answer=False)
    except (dns.resolver.NXDOMAIN, dns.name.LabelTooLong, dns.name.NameTooLong):
        return ()
    except dns.resolver.LifetimeTimeout:
        raise NoAnswer("timeout") from None
    except dns.resolver.NoNameservers:
        raise NoAnswer("failed") from None
    except dns.exception.DNSException:
        raise NoAnswer("malformed") from None
    found = [text_of(record) for record in answer.rrset or ()]
    return tuple(sorted(found)[:MOST])


def text_of(record: object) -> str:
    if strings := getattr(record, "strings", None):
        text = b"".join(strings).decode("ascii", "replace")
    else:
        text = str(record).removesuffix(".").lower()
    return text[:LONGEST]


def together(seen: Sequence[DnsAnswer | NoAnswer]) -> dict[str, list[str]]:
    """What any of the resolvers sees, each value once: for people to read."""
    answers = [each for each in seen if isinstance(each, DnsAnswer)]
    return {
        kind: sorted(set(chain.from_iterable(getattr(answer, kind) for answer in answers)))
        for kind in ("txt", "cname", "addresses")
    }
