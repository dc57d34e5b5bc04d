"""What a host name may look like: in a ``Host`` header, in a clinic's settings and as staff type it."""

from __future__ import annotations

import re
from ipaddress import ip_address

import idna
from django.core.exceptions import ValidationError

LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
NAME = re.compile(rf"{LABEL}(?:\.{LABEL})*", re.ASCII)
HOST_HEADER = re.compile(rf"(?P<name>{LABEL}(?:\.{LABEL})*)(?::(?P<port>[0-9]{{1,5}}))?", re.ASCII)
LONGEST = 253
CHALLENGE_LABEL = "_storefront-challenge"  # below it stands the host's TXT record, whose name must fit as well
LONGEST_TYPED = LONGEST - len(CHALLENGE_LABEL) - 1
# Names that never exist in the public DNS, so no certificate can be had for them.
NOT_PUBLIC = frozenset(
    {"local", "localdomain", "internal", "intranet", "lan", "home", "corp", "invalid", "onion", "arpa"}
)


def parse_host(header: str) -> tuple[str, str] | None:
    """Lower-case name and port (or "") of a raw ``Host`` header, or None for whatever is not exactly that.

    No user info, IP address in brackets, trailing dot, underscore, space or letter outside ASCII is ever repaired.
    """
    match = HOST_HEADER.fullmatch(header.lower()) if header.isascii() else None
    if match is None or len(match["name"]) > LONGEST or int(match["port"] or 1) not in range(1, 65536):
        return None
    return match["name"], match["port"] or ""


def parse_socket(text: str, port: int) -> tuple[str, int] | None:
    """IP address and port of ``192.0.2.1``, ``192.0.2.1:5353``, ``2001:db8::1`` or ``[2001:db8::1]:5353``, or None."""
    match = re.fullmatch(r"\[([^\]]+)\](?::([0-9]{1,5}))?|([0-9.]+)(?::([0-9]{1,5}))?|([0-9a-f:.]+)", text, re.ASCII)
    if match is None:
        return None
    address, given = match[1] or match[3] or match[5], match[2] or match[4] or port
    if not is_ip_address(address) or int(given) not in range(1, 65536):
        return None
    return address, int(given)


def typed_host(text: str) -> str:
    """The host that a person meant, lower case and in ASCII: ``Clínica.example.`` is ``xn--clnica-4va.example``.

    Repaired is only what can mean nothing else. All else raises ``ValueError`` with a sentence that says what to do.
    """
    host = text.strip().removesuffix(".")
    _refuse_more_than_a_host(host)
    try:
        host = idna.encode(host, uts46=True).decode() if host else ""
    except idna.IDNAError:
        host = host.lower()
        if not host.isascii() or "xn--" in host:
            raise ValueError("This is not a name that the DNS knows: check its letters and dots.") from None
    if len(host) > LONGEST_TYPED or any(len(label) > 63 for label in host.split(".")):
        raise ValueError(f"This name is too long: {LONGEST_TYPED} characters at most, and 63 between two dots.")
    if not is_host_name(host):
        raise ValueError(f"Give a host name of letters, digits, hyphens and dots, {SUCH_AS}.")
    if "." not in host and host != "localhost":
        raise ValueError(f"Give the whole name with its domain, {SUCH_AS}.")
    if host.rsplit(".")[-1] in NOT_PUBLIC:
        raise ValueError(f"A name ending in .{host.rsplit('.')[-1]} cannot have a certificate: give a public one.")
    return host


SUCH_AS = "such as shop.clinic.example"


def _refuse_more_than_a_host(text: str) -> None:
    if not text:
        raise ValueError(f"Give a host name, {SUCH_AS}.")
    if "://" in text or set(text) & set("/?#\\"):
        raise ValueError(f"Leave out https:// and the path: give the host name alone, {SUCH_AS}.")
    if "@" in text:
        raise ValueError(f"This is an email address or has a user name: give the host name alone, {SUCH_AS}.")
    if "*" in text:
        raise ValueError("A wildcard cannot be checked: add each host by its own name.")
    if is_ip_address(text.strip("[]")) or re.fullmatch(r"(\[.*\]|[0-9.]+)(:[0-9]*)?", text):
        raise ValueError(f"This is an IP address: give a host name that points to it, {SUCH_AS}.")
    if ":" in text:
        raise ValueError(f"Leave out the port: shops are on the usual one, {SUCH_AS}.")
    if "," in text or ";" in text or len(text.split()) > 1:
        raise ValueError("Give one host name here, without spaces or commas, and add the others one by one.")


def shown_host(host: str) -> str:
    """As people read it: with letters outside ASCII beside what the DNS calls it."""
    try:
        read = idna.decode(host) if "xn--" in host else host
    except idna.IDNAError:
        return host
    return f"{read} ({host})" if read != host else host


def is_host_name(text: str) -> bool:
    """A lower-case host name, not an IP address."""
    return bool(NAME.fullmatch(text)) and len(text) <= LONGEST and not text.rsplit(".")[-1].isdigit()


def validate_host_name(text: str) -> None:
    if not is_host_name(text):
        raise ValidationError("Give a lower-case host name such as shop.clinic.example, without scheme, port or path.")


def is_loopback(host: str) -> bool:
    """localhost, its subdomains and loopback addresses: names that never leave this machine."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        address = ip_address(host.strip("[]"))
        return (getattr(address, "ipv4_mapped", None) or address).is_loopback
    except ValueError:
        return False


def is_ip_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True
