"""The answer to a form is never the page itself: the browser is sent to a page that it can ask for again.

A page that says what is wrong with a form would otherwise be the answer to a POST: Back would show the browser's
"Confirm form resubmission", and everything typed would be gone. So such a page is kept for a while, sealed, and the
answer is a redirect to it.
"""

from __future__ import annotations

import base64
import hashlib
import json
import logging
import secrets
import zlib
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import Any, TypeGuard
from urllib.parse import parse_qs, urlencode, urlsplit

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import Resolver404, resolve
from django.utils import timezone
from django.utils.crypto import salted_hmac

from storefront.limits import who
from storefront.limits.policy import KEPT_PAGE
from storefront.sealing import UnsealError, seal, unseal
from storefront.sessions.models import KeptPage
from storefront.web.swaps import HttpResponseSeeOther

log = logging.getLogger(__name__)

KEPT = "kept"  # the name in the page's address
KEPT_FOR = timedelta(minutes=30)
LARGEST = 300_000  # bytes of HTML; more is no form of ours
NOT_KEPT = {403, 500}  # these say that the cookies, or all of us, do not work: a redirect would need both
CSP = ("_csp_update", "_csp_replace")  # what this page may load besides the rest


class KeptPageMiddleware:
    """Knows who asks: comes after the middlewares of sessions, patients and staff."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.method == "POST":
            return self._posted(request)
        token = request.GET.get(KEPT)
        if token and (page := kept_page(request, token)):
            with suppress(Resolver404):
                request.resolver_match = resolve(request.path_info)  # for the log and the metrics
            return page
        _without_token(request)
        return self.get_response(request)

    def _posted(self, request: HttpRequest) -> HttpResponseBase:
        _without_token(request)
        response = self.get_response(request)
        forget_page(request)
        if not is_page(response, request):
            return response
        try:
            return keep(request, response) or response
        except DatabaseError as error:
            log.warning("page_not_kept", extra={"error_class": type(error).__name__})
            return response


def is_page(response: HttpResponseBase, request: HttpRequest) -> TypeGuard[HttpResponse]:
    """A whole page of HTML that answers a form of a browser which keeps our cookies."""
    return (
        isinstance(response, HttpResponse)
        and not hasattr(response, "shown_once")
        and not 300 <= response.status_code < 400
        and response.status_code not in NOT_KEPT
        and response.get("Content-Type", "").startswith("text/html")
        and len(response.content) <= LARGEST
        and "HTTP_HX_REQUEST" not in request.META
        and settings.CSRF_COOKIE_NAME in request.COOKIES
    )


def keep(request: HttpRequest, response: HttpResponse) -> HttpResponse | None:
    """Keep the page and give the redirect to it. None for a visitor who was refused too often to be kept more."""
    if KEPT_PAGE.wait(**who.anybody(request)):
        return None
    token = secrets.token_urlsafe(16)
    row = KeptPage(key=_key(token), owner=_owner(request), expires_at=timezone.now() + KEPT_FOR)
    content = {
        "status": response.status_code,
        "headers": dict(response.headers),
        "csp": {name: getattr(response, name) for name in CSP if hasattr(response, name)},
        "html": base64.b64encode(zlib.compress(response.content)).decode(),
    }
    row.sealed = seal(json.dumps(content), bound_to=row.binding)
    row.save(force_insert=True)
    here = getattr(request, "here", request.get_full_path())
    there = HttpResponseSeeOther(f"{here}{'&' if '?' in here else '?'}{urlencode({KEPT: token})}")
    there.cookies = response.cookies
    there.kept_status = response.status_code  # type: ignore[attr-defined]  # for the log and the metrics
    return there


def kept_page(request: HttpRequest, token: str) -> HttpResponse | None:
    """The page that was kept for who asks, as it was answered. None when there is none, any more."""
    row = KeptPage.objects.filter(key=_key(token), owner=_owner(request), expires_at__gt=timezone.now()).first()
    if row is None:
        return None
    try:
        content: dict[str, Any] = json.loads(unseal(row.sealed, bound_to=row.binding))
    except UnsealError:
        return None
    html = zlib.decompress(base64.b64decode(content["html"]))
    response = HttpResponse(html, status=content["status"], headers=content["headers"])
    for name, value in content["csp"].items():
        setattr(response, name, value)
    response.kept_status = 200  # type: ignore[attr-defined]  # what went wrong was logged and counted before
    response._has_been_logged = True  # type: ignore[attr-defined]
    return response


def forget_page(request: HttpRequest) -> None:
    """The page on which a form stood, when the form is sent again: its answer is another page."""
    token = parse_qs(urlsplit(request.headers.get("Referer", "")).query).get(KEPT)
    if token:
        KeptPage.objects.filter(key=_key(token[0]), owner=_owner(request)).delete()


def _key(token: str) -> str:
    return hashlib.blake2b(token.encode(), digest_size=32).hexdigest()


def _owner(request: HttpRequest) -> str:
    """A keyed digest of this browser and of who is signed in: after a sign-in or a sign-out it is somebody else."""
    patient, user = getattr(request, "patient", None), getattr(request, "user", None)
    signed_in = f"patient:{patient.access.patient_ref}" if patient else f"user:{getattr(user, 'pk', None)}"
    browser = request.META.get("CSRF_COOKIE", "")
    return salted_hmac(
        "sessions.kept_pages", f"{request.get_host()}\n{browser}\n{signed_in}", algorithm="sha256"
    ).hexdigest()


def _without_token(request: HttpRequest) -> None:
    """Views never see it: the staff's lists take what they do not know for a filter."""
    if KEPT not in request.GET:
        return
    asked = request.GET.copy()
    del asked[KEPT]
    asked._mutable = False
    request.GET = asked  # type: ignore[assignment]
    request.META["QUERY_STRING"] = asked.urlencode()
