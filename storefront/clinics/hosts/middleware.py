"""The Host header names the clinic, and nothing else does. What is not exactly a known host ends here with a 400."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.http.response import HttpResponseBase
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext, override
from structlog.contextvars import bind_contextvars

from storefront.clinics.hosts.lookup import clinic_for
from storefront.languages import source_language, translated_codes
from storefront.web import health
from storefront.web.hostnames import parse_host

DEMO_HOST = "localhost"


class HostMiddleware:
    """Sets ``request.clinic`` (None on staff and demo hosts) and ``request.urlconf``.

    ``HTTP_HOST`` is left as parsed (lower case, port as it came), so that all who read it later see the same.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        page = health.PAGES.get(request.path_info)
        if page and health.is_asked_by_operator(request):
            return page(request)
        parsed = parse_host(request.META.get("HTTP_HOST", ""))
        if parsed is None or not self._place(request, parsed[0]):
            return self._without_dot(request) or HttpResponse(unknown_host_page(), status=400)
        request.META["HTTP_HOST"] = ":".join(filter(None, parsed))
        return self.get_response(request)

    def _without_dot(self, request: HttpRequest) -> HttpResponse | None:
        """A link at the end of a sentence may have taken the dot along: the same host without it."""
        name, colon, port = request.META.get("HTTP_HOST", "").partition(":")
        parsed = parse_host(f"{name.removesuffix('.')}{colon}{port}") if name.endswith(".") else None
        if request.method not in ("GET", "HEAD") or parsed is None or not self._place(request, parsed[0]):
            return None
        host = ":".join(filter(None, parsed))
        return HttpResponsePermanentRedirect(f"{request.scheme}://{host}{request.get_full_path()}")

    def _place(self, request: HttpRequest, host: str) -> bool:
        """Put the request where its host belongs; False when it belongs nowhere."""
        request.clinic = None  # type: ignore[attr-defined]
        if host in settings.STAFF_HOSTS:
            request.urlconf = settings.STAFF_URLCONF
            return True
        if settings.DEMO and host == DEMO_HOST:
            request.urlconf = settings.DEMO_URLCONF
            return True
        request.clinic = clinic = clinic_for(host)  # type: ignore[attr-defined]
        if clinic:
            request.urlconf = settings.ROOT_URLCONF
            bind_contextvars(clinic=clinic.slug)
        return clinic is not None


@cache
def unknown_host_page() -> str:
    """No clinic, so no language to choose: all of them."""
    problem, advice = _unknown_host(source_language())
    others = [(code, ". ".join(_unknown_host(code))) for code in translated_codes()]
    return format_html(
        '<!doctype html><html lang="{}"><meta charset="utf-8"><title>Unknown address</title>'
        "<h1>{}</h1><p>{}</p>{}</html>",
        source_language(),
        problem,
        advice,
        format_html_join("", '<p lang="{}">{}</p>', others),
    )


def _unknown_host(language: str) -> tuple[str, str]:
    with override(language):
        return gettext("There is no shop at this address"), gettext("Please check the link, or ask your clinic for it.")
