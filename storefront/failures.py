"""Everything that goes wrong ends here as one calm page or swap.

Patients read our words; staff find the clinic, the upstream and the request id in the log.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import rotate_token
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from storefront.failure_words import NotNow, note_for, patient_words, stale_form_words
from storefront.patients.decorators import sign_in_first
from storefront.staff import failures as staff
from storefront.statistics.models import Kind
from storefront.statistics.visits import shown, shown_trouble
from storefront.upstream.errors import NotFound, OutcomeUnknown, SignedOut, Unreachable, UpstreamError
from storefront.web.request import ShopRequest
from storefront.web.retyping import NEVER_STASHED
from storefront.web.swaps import is_swap

log = logging.getLogger(__name__)

NO_DATABASE = (OperationalError, InterfaceError)  # it does not answer; any other error of it is a mistake of ours
UNWRITTEN = _(
    "Something went wrong on our side, and nothing that you entered is lost. Please try again in a minute: if an order "
    "was on its way already, it is not sent a second time."
)


class FailureMiddleware:
    """Catches what no view could act on."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: ShopRequest, error: Exception) -> HttpResponse | None:
        """None, and so the plain error page, where no patient is: staff hosts have no clinic."""
        if getattr(request, "clinic", None) is None:
            return None
        if isinstance(error, NotNow):
            return later(request, str(error))
        if isinstance(error, NO_DATABASE):
            log.error("database_failed", extra={"clinic": request.clinic.slug, "error_class": type(error).__name__})
            return later(request, str(UNWRITTEN), cart_safe=False)
        if not isinstance(error, UpstreamError):
            return None
        if isinstance(error, SignedOut) and request.patient:
            return sign_in_again(request)
        note_for(request.clinic, error)
        if isinstance(error, NotFound):
            return not_found(request)
        return trouble(request, error)


def sign_in_again(request: ShopRequest) -> HttpResponse:
    """The upstream ended the sign-in: back to the same step afterwards, with everything kept."""
    if request.patient:
        request.patient.expire(request)
    back = getattr(request, "back", "/") if request.method == "POST" else request.get_full_path()
    return sign_in_first(request, back)


def trouble(request: ShopRequest, error: UpstreamError) -> HttpResponse:
    # A read that was not answered changed nothing, whatever its end was called at the wire.
    read = request.method != "POST" and isinstance(error, OutcomeUnknown)
    told = Unreachable(error.upstream, error.detail) if read else error
    shown_trouble(told)
    return later(request, patient_words(told), error.request_id[:8].upper())


def later(request: ShopRequest, text: str, reference: str = "", *, cart_safe: bool = True) -> HttpResponse:
    """503 with the same press offered again; what was typed is in the form that repeats it."""
    posted = request.method == "POST"
    context = {
        "text": text,
        "reference": reference,
        "retry_url": request.get_full_path(),
        "retry_fields": [(k, v) for k, v in request.POST.items() if k not in NEVER_STASHED] if posted else None,
        "cart_safe": cart_safe,
    }
    response = render(request, "_trouble.html" if is_swap(request) else "trouble.html", context, status=503)
    response["Retry-After"] = "30"
    return response


def server_error(request: HttpRequest) -> HttpResponse:
    """What not even the middleware could catch. 503 where it was the database that does not answer."""
    away = isinstance(sys.exc_info()[1], NO_DATABASE)
    return HttpResponse(render_to_string("500.html"), status=503 if away else 500)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """What no form of ours sends."""
    return render(request, "400.html", status=400)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "404.html", status=404)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The page was open too long (or another tab signed in): the same form again, fresh token, what was typed kept.

    Only for a form of our own: what another site posted is never offered for a second try.
    """
    if getattr(request, "urlconf", "") == settings.STAFF_URLCONF:
        return staff.too_late(request)
    rotate_token(request)
    shown(Kind.TROUBLE, "stale_page")
    own = request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}"
    secret = any(name in request.POST for name in NEVER_STASHED - {"csrfmiddlewaretoken"})
    fields = [(k, v) for k, v in request.POST.items() if k not in NEVER_STASHED] if own and not secret else []
    blocked = settings.CSRF_COOKIE_NAME not in request.COOKIES
    context = {"action": request.get_full_path(), "fields": fields, "reason": stale_form_words(blocked=blocked)}
    return render(request, "403_csrf.html", context, status=403)
