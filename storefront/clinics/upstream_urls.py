"""URLs a clinic may be configured with: https to elsewhere, http to this machine only where that is allowed."""

from __future__ import annotations

from collections.abc import Iterable
from ipaddress import ip_address
from urllib.parse import SplitResult, urlsplit

from django.conf import settings

from storefront.web.hostnames import is_host_name, is_loopback


def base_url(url: str) -> str:
    """As it came; raises ``ValueError`` with the reason."""
    parts = _split(url)
    if parts.query or parts.fragment or "?" in url or "#" in url:
        raise ValueError("must have no query and no fragment")
    if not parts.path.isascii() or not parts.path.isprintable() or set(parts.path) & set(" ;,\"'<>\\"):
        raise ValueError("has a path that is not plain")
    return url


def base_url_or_nothing(url: str) -> str:
    return base_url(url) if url else url


def origin(url: str) -> str:
    """Goes into a header as it is, so nothing but scheme, host and port."""
    parts = _split(url)
    if url != f"{parts.scheme}://{parts.netloc}":
        raise ValueError("must be scheme, host and port only, without a path")
    return url


def origin_or_nothing(url: str) -> str:
    return origin(url) if url else url


def refuse_own_hosts(hosts: Iterable[str]) -> None:
    """Host names that are ours cannot be a clinic's domain."""
    for host in hosts:
        if host in settings.STAFF_HOSTS:
            raise ValueError(f"{host} is one of STAFF_HOSTS, where staff work: choose a name of the clinic's own")
        if host == settings.PLATFORM_HOST:
            raise ValueError(
                f"{host} is PLATFORM_HOST, to which clinics' domains point: choose a name of the clinic's own"
            )


def _split(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        raise ValueError("is not a URL") from None
    if "@" in parts.netloc:
        raise ValueError("must not carry a user name or password")
    if is_loopback(host):
        if not settings.ALLOW_LOOPBACK_UPSTREAMS:
            raise ValueError("points to this machine, which needs ALLOW_LOOPBACK_UPSTREAMS=1 (demo and tests only)")
        if parts.scheme in {"http", "https"}:
            return parts
    if parts.scheme != "https":
        raise ValueError("must start with https://")
    if not is_host_name(host) and not _is_public_ip(host):
        raise ValueError("must name a public host")
    return parts


def _is_public_ip(host: str) -> bool:
    try:
        return ip_address(host).is_global
    except ValueError:
        return False
