"""Certificates: for which hosts the proxy in front may have one, and how long the one that it shows is good."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Callable, Iterable
from datetime import UTC, datetime

from django.conf import settings
from django.db import Error
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from storefront.clinics.hosts.lookup import is_served
from storefront.web.hostnames import is_host_name, is_loopback, parse_host
from storefront.web.proxies import FORWARDED

PERMISSION = "/tls/allowed"
SECONDS = 5  # for a handshake; the proxy may be asking for a new certificate meanwhile


class PermissionMiddleware:
    """Answers the proxy's question ``/tls/allowed?domain=<host>``: 200 for exactly a host that is served, else 403.

    Only this machine may ask, and only directly: what came by way of a proxy carries a forwarded header or a clinic's
    host, and goes on as any other request, to a 404. So this comes before those headers are taken away, and before any
    host, session or cookie. One indexed read, and nothing is remembered: a domain that is switched off is so at once.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path_info != PERMISSION or not is_asked_directly(request):
            return self.get_response(request)
        try:
            allowed = may_have_certificate(request.GET.get("domain", ""))
        except Error:  # the database is away: no new certificate now, and those that exist are not asked for
            return HttpResponse(status=503)
        return HttpResponse(status=200 if allowed else 403)


def is_asked_directly(request: HttpRequest) -> bool:
    host = parse_host(request.META.get("HTTP_HOST", ""))
    here = is_loopback(request.META.get("REMOTE_ADDR", "")) and host is not None and is_loopback(host[0])
    return here and not any(name in request.META for name in FORWARDED)


def may_have_certificate(host: str) -> bool:
    return host in settings.STAFF_HOSTS or (is_host_name(host) and is_served(host))


def good_until(
    host: str, addresses: Iterable[str], *, port: int = 443, context: ssl.SSLContext | None = None
) -> datetime | None:
    """The end of the trusted certificate for ``host`` that is shown at the first of its IP addresses that answers.

    None when none of them answers or the certificate is not trusted, is over or has another name.
    """
    context = context or ssl.create_default_context()
    for address in addresses:
        try:
            with (
                socket.create_connection((address, port), SECONDS) as plain,
                context.wrap_socket(plain, server_hostname=host) as tunnel,
            ):
                shown = tunnel.getpeercert() or {}
        except OSError:  # ssl.SSLError is one
            continue
        return datetime.fromtimestamp(ssl.cert_time_to_seconds(str(shown["notAfter"])), UTC)
    return None
