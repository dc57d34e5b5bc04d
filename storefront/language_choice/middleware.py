"""The language of a page.

A clinic's ``languages`` are all that is offered; the first is its default, and the language of its own words (names of
products, messages). A visitor gets the one chosen with the switch, else the first that the browser asks for and the
clinic has, else the default.
"""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.translation.trans_real import parse_accept_lang_header

from storefront.clinics.models import Clinic


class LanguageMiddleware:
    """Comes after the host middleware and before all that can fail. Hosts without a clinic speak English to staff."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        clinic: Clinic | None = request.clinic  # type: ignore[attr-defined]
        language = language_for(request, clinic) if clinic else settings.STAFF_LANGUAGE
        with translation.override(language, deactivate=True):  # threads are used again
            response = self.get_response(request)
        if response.get("Content-Type", "").startswith("text/html"):
            response.headers.setdefault("Content-Language", language)
            if clinic and len(clinic.language_codes) > 1:
                patch_vary_headers(response, ["Accept-Language", "Cookie"])
        return response


def language_for(request: HttpRequest, clinic: Clinic) -> str:
    chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
    if chosen in clinic.language_codes:
        return chosen
    for wanted, weight in parse_accept_lang_header(request.headers.get("Accept-Language", "").replace("_", "-")):
        if weight and (language := wanted.partition("-")[0]) in clinic.language_codes:
            return language
    return clinic.language_codes[0]
