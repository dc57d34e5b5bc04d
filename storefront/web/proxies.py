"""Forwarded headers count only when a trusted proxy sent them; from anybody else they are taken away.

A WSGI server gives ``X-Forwarded-For`` and ``X_Forwarded_For`` one key, and the visitor may have sent the second. So
the proxy has to drop names with underscores, as ``deploy/Caddyfile`` and nginx do. Where it shares ``PROXY_SECRET``
with us, it says everything in one header that nobody else can write. See ``docs/proxies.md``.
"""

from __future__ import annotations

from collections.abc import Callable
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Any

import structlog
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.crypto import constant_time_compare

from storefront.web.hostnames import parse_socket

FOR, PROTO, SECRET = "HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_PROTO", "HTTP_X_STOREFRONT_PROXY"
FORWARDED = (
    "HTTP_FORWARDED",
    FOR,
    "HTTP_X_FORWARDED_HOST",
    "HTTP_X_FORWARDED_PORT",
    PROTO,
    "HTTP_X_FORWARDED_SSL",
    "HTTP_X_REAL_IP",
    SECRET,
)
SCHEMES = {"http", "https"}

log = structlog.stdlib.get_logger(__name__)


class ProxyMiddleware:
    """``REMOTE_ADDR`` becomes the patient's address and the scheme the patient's scheme.

    The host is never taken from a header other than ``Host``: the proxy passes it on as it came. ``came_directly`` is
    set on the request where no proxy has said anything.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        meta = request.META
        forwarded = {name: meta.pop(name) for name in FORWARDED if name in meta}
        request.came_directly = not forwarded  # type: ignore[attr-defined]
        meta["REMOTE_ADDR"] = plain_address(meta.get("REMOTE_ADDR", ""))
        if forwarded and is_trusted(meta["REMOTE_ADDR"]):
            if settings.PROXY_SECRET and not believe_secret(meta, forwarded.get(SECRET, "")):
                log.warning("proxy_not_believed", cause="X-Storefront-Proxy is missing or wrong")
                return HttpResponse("Bad request.", status=400, content_type="text/plain")
            if not settings.PROXY_SECRET:
                believe(meta, forwarded)
        return self.get_response(request)


def believe_secret(meta: dict[str, Any], said: str) -> bool:
    """``<secret> <address> <scheme>``, once and nothing else."""
    secret, address, scheme = [*said.split(), "", "", ""][:3]
    patient = address_of_hop(address)
    right = constant_time_compare(secret, settings.PROXY_SECRET) and len(said.split()) == 3
    if not right or not patient or scheme not in SCHEMES:
        return False
    meta["REMOTE_ADDR"], meta["wsgi.url_scheme"] = patient, scheme
    return True


def believe(meta: dict[str, Any], forwarded: dict[str, str]) -> None:
    """The patient is the last hop that is not a proxy of ours: what stands before it can be made up."""
    hops = [address_of_hop(hop) for hop in forwarded.get(FOR, "").split(",")]
    strangers = [number for number, hop in enumerate(hops) if not is_trusted(hop)]
    at = strangers[-1] if strangers else 0
    if FOR not in forwarded:
        log.warning("proxy_not_believed", cause="no X-Forwarded-For: all visitors count as one")
    elif strangers and not hops[at]:
        log.warning("proxy_not_believed", cause="no IP address in X-Forwarded-For: all visitors count as one")
    elif strangers:
        meta["REMOTE_ADDR"] = hops[at]
    if PROTO in forwarded:
        schemes = [scheme.strip().lower() for scheme in forwarded[PROTO].split(",")]
        if scheme := scheme_of_hop(schemes, at, len(hops)):
            meta["wsgi.url_scheme"] = scheme
        else:
            log.warning("proxy_not_believed", cause="X-Forwarded-Proto is not one of http and https for each hop")


def scheme_of_hop(schemes: list[str], at: int, hops: int) -> str:
    """One scheme, or as many as hops, and then the patient's own. Empty where it cannot be told which one counts."""
    if not SCHEMES.issuperset(schemes):
        return ""
    if len(set(schemes)) == 1:
        return schemes[0]
    return schemes[at] if len(schemes) == hops else ""


def address_of_hop(text: str) -> str:
    """Of ``192.0.2.1``, ``192.0.2.1:4711``, ``2001:db8::1`` or ``[2001:db8::1]:4711``. Empty for all else."""
    parsed = parse_socket(text.strip().strip('"').lower(), 1)
    return plain_address(parsed[0]) if parsed else ""


def plain_address(text: str) -> str:
    """A listener on ``::`` sees IPv4 visitors as ``::ffff:192.0.2.1``: one address has one spelling."""
    try:
        address: IPv4Address | IPv6Address = ip_address(text)
    except ValueError:
        return text
    return str(getattr(address, "ipv4_mapped", None) or address)


def is_trusted(text: str) -> bool:
    try:
        address = ip_address(text)
    except ValueError:
        return False
    return any(address in network for network in settings.TRUSTED_PROXIES)
