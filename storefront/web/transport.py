"""Database, cache and mail server: beyond this machine they are reached over TLS and with a password."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

from storefront.web.hostnames import is_loopback

VERIFIED = ("verify-ca", "verify-full")


def problems(
    database: Mapping[str, Any], cache: Mapping[str, Any], mail: Mapping[str, Any], private: Collection[str] = ()
) -> Iterator[str]:
    """A sentence for each that could be read or changed on the way. ``mail`` has Django's ``EMAIL_`` settings.

    ``private`` are hosts on networks that are encrypted and closed by other means.
    """

    def is_safe(host: str) -> bool:
        return not host or host in private or is_loopback(host)

    yield from _database(database, is_safe)
    yield from _cache(cache, is_safe)
    yield from _mail(mail, is_safe)


def _database(settings: Mapping[str, Any], is_safe: Callable[[str], bool]) -> Iterator[str]:
    host, options = str(settings.get("HOST", "")), settings.get("OPTIONS", {})
    if not settings["ENGINE"].endswith("postgresql") or host.startswith("/") or is_safe(host):
        return
    if options.get("sslmode") not in VERIFIED:
        yield (
            "DATABASE_URL reaches another machine without verified TLS: add ?sslmode=verify-full&sslrootcert=system, "
            "or name the file of the certificate authority as sslrootcert."
        )
    if not settings.get("PASSWORD") and not {"sslcert", "passfile", "service"} & options.keys():
        yield "DATABASE_URL reaches another machine without a password: set one, or a client certificate as sslcert."


def _cache(settings: Mapping[str, Any], is_safe: Callable[[str], bool]) -> Iterator[str]:
    where = settings.get("LOCATION", "")
    if "redis" not in settings["BACKEND"].lower():
        return
    for each in [where] if isinstance(where, str) else where:
        server = urlsplit(each)
        if server.scheme == "unix" or is_safe(server.hostname or ""):
            continue
        if server.scheme != "rediss" or settings.get("OPTIONS", {}).get("ssl_cert_reqs", "required") != "required":
            yield "CACHE_URL reaches another machine without verified TLS: begin it with rediss://."
        if not server.password:
            yield "CACHE_URL reaches another machine without a password: write rediss://user:password@host:6379/0."


def _mail(settings: Mapping[str, Any], is_safe: Callable[[str], bool]) -> Iterator[str]:
    if not settings["EMAIL_BACKEND"].endswith("smtp.EmailBackend") or is_safe(settings.get("EMAIL_HOST") or ""):
        return
    if not settings.get("EMAIL_USE_TLS") and not settings.get("EMAIL_USE_SSL"):
        yield "EMAIL_URL reaches another machine without TLS: begin it with smtp+tls:// or smtp+ssl://."
