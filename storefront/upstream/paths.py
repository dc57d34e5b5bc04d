"""Where a call goes: a checked base address, and a route template whose every parameter is one encoded segment."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from urllib.parse import quote, urlsplit

LONGEST_SEGMENT = 256
REFERENCE = re.compile(r"[A-Za-z0-9_-]{1,128}")  # ids of all upstreams: nothing that a gateway could take for a path
HEX_ID = re.compile(r"[0-9a-f]{24}", re.IGNORECASE)
TYPED = re.compile(r".+", re.DOTALL)  # a code that people type: only encoded


def base_address(url: str, *, allow_loopback: bool) -> str:
    """``url`` without a trailing slash, or ``ValueError`` naming what is wrong with it (never the address itself)."""
    parts = urlsplit(url)
    schemes = {"https", "http"} if allow_loopback else {"https"}
    if parts.scheme not in schemes:
        raise ValueError("the base address must begin with https://")
    if not parts.hostname or parts.username is not None or parts.password is not None:
        raise ValueError("the base address needs a host and no user name")
    if parts.query or parts.fragment or any(ord(char) <= 32 for char in url):
        raise ValueError("the base address has no query, fragment or blank")
    if not allow_loopback and parts.port not in {None, 443}:
        raise ValueError("the base address uses the usual port")
    return url.rstrip("/")


def origin_of(url: str) -> str:
    """``https://api.example:8443`` of any address below it, in small letters and without a usual port."""
    parts = urlsplit(url)
    usual = {"https": 443, "http": 80}.get(parts.scheme)
    host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
    return f"{parts.scheme}://{host}" + (f":{parts.port}" if parts.port not in {None, usual} else "")


def fill(route: str, parameters: Mapping[str, str], shapes: Mapping[str, re.Pattern[str]] | None = None) -> str:
    """``/carts/{cart}`` with its parameters in place. ``ValueError`` for a value that cannot be a segment, or that has
    not the whole shape that ``shapes`` says for its name.
    """
    return re.sub(r"\{(\w+)\}", lambda name: _shaped(name[1], parameters, shapes or {}), route)


def _shaped(name: str, parameters: Mapping[str, str], shapes: Mapping[str, re.Pattern[str]]) -> str:
    value = parameters[name]
    if name in shapes and not shapes[name].fullmatch(value):
        raise ValueError(f"not a reference of a {name}")
    return segment(value)


def segment(value: str) -> str:
    """One path segment, percent-encoded. Dots are never encoded, so ``.`` and ``..`` would climb out of the path.

    ``ValueError`` for those, for nothing at all, for control characters and for what is too long to be a reference.
    """
    if value in {"", ".", ".."} or len(value) > LONGEST_SEGMENT:
        raise ValueError("not a path segment")
    if any(unicodedata.category(char) in {"Cc", "Cs"} for char in value):
        raise ValueError("not a path segment")
    return quote(value, safe="")
