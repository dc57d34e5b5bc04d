"""Forwarded headers count only when a trusted proxy sent them; from anybody else they are taken away."""

from __future__ import annotations

from collections.abc import Callable
from ipaddress import ip_address
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from storefront.web.hostnames import is_ip_address

FORWARDED = (
    "HTTP_FORWARDED",
    "HTTP_X_FORWARDED_FOR",
    "HTTP_X_FORWARDED_HOST",
    "HTTP_X_FORWARDED_PORT",
    "HTTP_X_FORWARDED_PROTO",
    "HTTP_X_FORWARDED_SSL",
    "HTTP_X_REAL_IP",
)


class ProxyMiddleware:
    """``REMOTE_ADDR`` becomes the patient's address and the scheme the patient's scheme.

    The host is never taken from a header other than ``Host``: the proxy passes it on as it came.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        forwarded = {name: request.META.pop(name) for name in FORWARDED if name in request.META}
        if is_trusted(request.META.get("REMOTE_ADDR", "")):
            believe(request.META, forwarded)
        return self.get_response(request)


def believe(meta: dict[str, Any], forwarded: dict[str, str]) -> None:
    """The patient is the last hop that is not a proxy of ours: what stands before it can be made up."""
    hops = [hop.strip() for hop in forwarded.get("HTTP_X_FORWARDED_FOR", "").split(",")]
    strangers = [hop for hop in hops if not is_trusted(hop)]
    if strangers and is_ip_address(strangers[-1]):
        meta["REMOTE_ADDR"] = strangers[-1]
    scheme = forwarded.get("HTTP_X_FORWARDED_PROTO", "")
    if scheme in {"http", "https"}:
        meta["wsgi.url_scheme"] = scheme


def is_trusted(text: str) -> bool:
    return is_ip_address(text) and any(ip_address(text) in network for network in settings.TRUSTED_PROXIES)
