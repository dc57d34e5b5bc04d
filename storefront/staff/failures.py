"""What staff read when a page cannot be shown: plain words, and the request id to look for in the log."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from structlog.contextvars import get_contextvars

NOT_HERE = "There is no such page, or what it showed belongs to a clinic that you do not work for."
NOT_YOURS = "Your account may not do this. Platform staff can, or can give you the clinic it belongs to."
TOO_LATE = (
    "This page was open for too long, or you signed in anew in another tab. Nothing was saved. Go back, load the page "
    "again and send it once more."
)


class NotAllowed(PermissionDenied):
    """Its text is ours, and is shown."""


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return trouble(request, "Nothing here", NOT_HERE, 404)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return trouble(request, "Not possible", str(exception) if isinstance(exception, NotAllowed) else NOT_YOURS, 403)


def too_late(request: HttpRequest) -> HttpResponse:
    return trouble(request, "Please send this once more", TOO_LATE, 403)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return trouble(request, "That could not be read", "The browser sent something this page does not know.", 400)


def server_error(request: HttpRequest) -> HttpResponse:
    """Without context, session or database: it must work when they do not."""
    return HttpResponse(render_to_string("admin/500.html", {"request_id": request_id()}), status=500)


def trouble(request: HttpRequest, title: str, text: str, status: int) -> HttpResponse:
    context = {"title": title, "text": text, "request_id": request_id()}
    return render(request, "admin/trouble.html", context, status=status)


def request_id() -> str:
    return str(get_contextvars().get("request_id", ""))
