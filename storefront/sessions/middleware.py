"""Sessions that belong to the host's clinic."""

from __future__ import annotations

from django.conf import settings
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpRequest

from storefront.sessions.store import STAFF, SessionStore


class ClinicSessionMiddleware(SessionMiddleware):
    """Opens a session only on the hosts of the clinic where it began. Comes after the host middleware."""

    def process_request(self, request: HttpRequest) -> None:
        clinic = request.clinic  # type: ignore[attr-defined]
        cookie = request.COOKIES.get(settings.SESSION_COOKIE_NAME)
        request.session = SessionStore(cookie, clinic=clinic.slug if clinic else STAFF)
