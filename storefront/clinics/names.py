"""What a host name may look like, in a ``Host`` header and in a clinic's settings."""

from __future__ import annotations

import re
from ipaddress import ip_address

from django.core.exceptions import ValidationError

LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
NAME = re.compile(rf"{LABEL}(?:\.{LABEL})*", re.ASCII)
HOST_HEADER = re.compile(rf"(?P<name>{LABEL}(?:\.{LABEL})*)(?::(?P<port>[0-9]{{1,5}}))?", re.ASCII)
LONGEST = 253


def parse_host(header: str) -> tuple[str, str] | None:
    """Lower-case name and port (or "") of a raw ``Host`` header, or None for whatever is not exactly that.

    No user info, address in brackets, trailing dot, underscore, space or letter outside ASCII is ever repaired.
    """
    match = HOST_HEADER.fullmatch(header.lower()) if header.isascii() else None
    if match is None or len(match["name"]) > LONGEST or int(match["port"] or 1) not in range(1, 65536):
        return None
    return match["name"], match["port"] or ""


def is_host_name(text: str) -> bool:
    """A lower-case host name, not an address."""
    return bool(NAME.fullmatch(text)) and len(text) <= LONGEST and not text.rsplit(".")[-1].isdigit()


def validate_host_name(text: str) -> None:
    if not is_host_name(text):
        raise ValidationError("Give a lower-case host name such as shop.clinic.example, without scheme, port or path.")


def is_loopback(host: str) -> bool:
    """localhost, its subdomains and loopback addresses: names that never leave this machine."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
