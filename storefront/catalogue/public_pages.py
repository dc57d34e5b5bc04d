"""Pages that are the same for every visitor without a session: kept as they were sent, for a minute at most.

A kept page is of one clinic as it is now, one address, one language and one state of the catalogue. All that differs
between two visitors is the form token, which is put in anew. Whoever has a session gets pages of their own.
"""

from __future__ import annotations

import hashlib
import re
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeGuard

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.http.response import HttpResponseBase
from django.middleware.csrf import get_token
from django.urls import ResolverMatch
from django.utils.http import parse_etags
from django.utils.translation import get_language

from storefront.catalogue.shelf import stamp_key
from storefront.clinics.hosts.lookup import VERSION

PUBLIC = {"catalogue:shelf", "catalogue:product", "patients:login", "patients:signup"}
KEPT_FOR = 60.0  # seconds
MOST = 256  # pages of one process; the ones that were not asked for longest go first
LONGEST = 200  # characters of an address; longer ones are no link of ours
TOKEN = re.compile(rb'(name="csrfmiddlewaretoken" value=")[A-Za-z0-9]{64}"')
PLACE = rb'\1@"'
CACHING = "private, no-cache"  # the browser may keep it, and asks whether it is still right

Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Page:
    match: ResolverMatch | None  # for the log and the metrics
    pieces: tuple[bytes, ...]  # the form token goes in between
    headers: dict[str, str]
    until: float  # on ``time.monotonic()``
    digest: str


class PublicPages:
    """Of this process."""

    def __init__(self) -> None:
        self._pages: OrderedDict[Key, Page] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Key) -> Page | None:
        with self._lock:
            page = self._pages.get(key)
            if page is None or page.until < time.monotonic():
                return None
            self._pages.move_to_end(key)
            return page

    def keep(self, key: Key, page: Page) -> None:
        with self._lock:
            self._pages[key] = page
            while len(self._pages) > MOST:
                self._pages.popitem(last=False)

    def clear(self) -> None:
        """Forget all: for tests."""
        with self._lock:
            self._pages.clear()


PAGES = PublicPages()


class PublicPageMiddleware:
    """Comes after the clinic, the language and the form token are known, and before all that asks who somebody is."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        key = key_of(request)
        if key is None:
            return self.get_response(request)
        if page := PAGES.get(key):
            return sent(request, page)
        response = self.get_response(request)
        if is_public(response, request) and key == key_of(request):
            page = page_of(request, response)
            PAGES.keep(key, page)
            response["ETag"], response["Cache-Control"] = etag(request, page), CACHING
        return response


def key_of(request: HttpRequest) -> Key | None:
    """None for requests that may be answered for one visitor only, or while the catalogue is not at hand."""
    clinic = getattr(request, "clinic", None)
    address = request.META.get("QUERY_STRING", "") and f"?{request.META['QUERY_STRING']}"
    personal = {settings.SESSION_COOKIE_NAME, "messages"} & request.COOKIES.keys()
    if clinic is None or personal or request.method != "GET" or "HTTP_HX_REQUEST" in request.META:
        return None
    if len(request.path_info) + len(address) > LONGEST:
        return None
    stamp = stamp_key(clinic)
    state = cache.get_many([VERSION, stamp])
    if stamp not in state:
        return None
    place = (request.scheme or "", request.get_host(), get_language() or "", request.path_info, address)
    return (str(state.get(VERSION, "")), str(state[stamp]), *place)


def is_public(response: HttpResponseBase, request: HttpRequest) -> TypeGuard[HttpResponse]:
    match = request.resolver_match
    return (
        isinstance(response, HttpResponse)
        and match is not None
        and match.view_name in PUBLIC
        and response.status_code == 200
        and not response.cookies
    )


def page_of(request: HttpRequest, response: HttpResponse) -> Page:
    marked = TOKEN.sub(PLACE, response.content)
    headers = {name: value for name, value in response.headers.items() if name not in ("Content-Length", "ETag")}
    digest = hashlib.blake2b(marked, digest_size=16).hexdigest()
    return Page(request.resolver_match, tuple(marked.split(b'value="@"')), headers, time.monotonic() + KEPT_FOR, digest)


def sent(request: HttpRequest, page: Page) -> HttpResponse:
    request.resolver_match = page.match
    token = get_token(request)
    tag = etag(request, page)
    asked = parse_etags(request.META.get("HTTP_IF_NONE_MATCH", ""))
    if tag in asked:
        response: HttpResponse = HttpResponseNotModified()
    else:
        response = HttpResponse(f'value="{token}"'.encode().join(page.pieces), headers=page.headers)
    response["ETag"], response["Cache-Control"] = tag, CACHING
    return response


def etag(request: HttpRequest, page: Page) -> str:
    """Of the page with this browser's form token: with another token the form on it would be refused."""
    browser = request.META.get("CSRF_COOKIE", "")
    return f'W/"{hashlib.blake2b(f"{page.digest}{browser}".encode(), digest_size=16).hexdigest()}"'
