"""A DNS resolver on loopback that says what a test wants it to say."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

import dns.flags
import dns.message
import dns.rcode
import dns.rdatatype
import dns.rrset


class Resolver:
    """``records`` by name and type: ``{("shop.example", "A"): ["192.0.2.1"]}``. A CNAME is followed as resolvers do.

    ``manner``: ``answers``, ``silent``, ``servfail``, ``refused``, ``garbage`` or ``cut`` (too long for a datagram).
    """

    def __init__(self) -> None:
        self.records: dict[tuple[str, str], list[str]] = {}
        self.manner = "answers"
        self.asked: list[tuple[str, str]] = []
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(("127.0.0.1", 0))

    @property
    def address(self) -> tuple[str, int]:
        host, port = self.socket.getsockname()
        return str(host), int(port)

    def run(self) -> None:
        while True:
            try:
                wire, peer = self.socket.recvfrom(4096)
                if wire == b"end":
                    return
                if reply := self._reply(wire):
                    self.socket.sendto(reply, peer)
            except OSError:
                return

    def _reply(self, wire: bytes) -> bytes:
        query = dns.message.from_wire(wire)
        question = query.question[0]
        name, kind = str(question.name).rstrip(".").lower(), dns.rdatatype.to_text(question.rdtype)
        self.asked.append((name, kind))
        if self.manner == "silent":
            return b""
        reply = dns.message.make_response(query, recursion_available=True)
        if self.manner in ("servfail", "refused"):
            reply.set_rcode(dns.rcode.SERVFAIL if self.manner == "servfail" else dns.rcode.REFUSED)
        elif self.manner == "cut":
            reply.flags |= dns.flags.TC
        else:
            self._answer(reply, name, kind)
        return reply.to_wire()[:15] if self.manner == "garbage" else reply.to_wire()

    def _answer(self, reply: dns.message.Message, name: str, kind: str) -> None:
        known = {each for each, _kind in self.records}
        while name in known:
            here = kind if (name, kind) in self.records else "CNAME"
            values = self.records.get((name, here))
            if not values:
                return  # the name is there, such a record is not
            reply.answer.append(dns.rrset.from_text_list(f"{name}.", 60, "IN", here, values))
            if here == kind:
                return
            name = values[0].rstrip(".").lower()
        reply.set_rcode(dns.rcode.NXDOMAIN)


@contextmanager
def resolver() -> Iterator[Resolver]:
    server = Resolver()
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as last:
            last.sendto(b"end", server.address)
        thread.join(timeout=10)
        server.socket.close()


class Zone:
    """Two resolvers that see the same, until a test makes them differ. Values are as a zone file has them."""

    def __init__(self, first: Resolver, second: Resolver) -> None:
        self.both = (first, second)
        self.first, self.second = first, second

    def set(self, name: str, kind: str, *values: str, at: Resolver | None = None) -> None:
        for each in (at,) if at else self.both:
            each.records[name, kind] = list(values)

    def clear(self) -> None:
        for each in self.both:
            each.records.clear()

    def manner(self, manner: str) -> None:
        for each in self.both:
            each.manner = manner

    @property
    def addresses(self) -> tuple[Any, ...]:
        return tuple(each.address for each in self.both)


@contextmanager
def zone() -> Iterator[Zone]:
    """With time enough for a busy machine; tests of silence shorten ``SECONDS`` themselves."""
    with resolver() as first, resolver() as second, patch("storefront.clinics.hosts.dns.SECONDS", 30.0):
        yield Zone(first, second)
