"""The language of a page, and the switch that changes it and keeps the page, the cart and what was typed.

A clinic's ``languages`` are all that is offered; the first is its default, and the language of its own words (names of
products, messages). A visitor gets the one chosen with the switch, else the first that the browser asks for and the
clinic has, else the default. The choice is kept in a cookie and not in the session: it is no secret, it outlives
sign-out, and a page that tells of trouble with the database speaks it too.
"""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.html import format_html
from django.utils.translation.trans_real import parse_accept_lang_header
from django.views.decorators.debug import sensitive_post_parameters

from storefront.clinics.models import Clinic
from storefront.web.request import ShopRequest
from storefront.web.retyping import keep_draft, own_path
from storefront.web.swaps import HttpResponseSeeOther, posted

NAMES = dict(settings.LANGUAGES)  # each in itself


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
    for wanted, weight in parse_accept_lang_header(request.headers.get("Accept-Language", "")):
        if weight and (language := wanted.partition("-")[0]) in clinic.language_codes:
            return language
    return clinic.language_codes[0]


def offered(clinic: Clinic) -> list[tuple[str, str]]:
    """Code and own name of each language; empty where there is nothing to choose."""
    codes = clinic.language_codes
    return [(code, NAMES[code]) for code in codes] if len(codes) > 1 else []


def in_its_own_words(clinic: Clinic) -> str:
    """The ``lang`` attribute of names and texts that are the clinic's own; empty where the page speaks it anyway."""
    own = clinic.language_codes[0]
    return format_html(' lang="{}"', own) if own != translation.get_language() else ""


@sensitive_post_parameters()
@posted(back="catalogue:shelf")
def switch(request: ShopRequest) -> HttpResponse:
    """The pressed button's name tells the language (``to-fr``), its value the page to come back to.

    Where the button belongs to a form of that page, all that was typed there comes with it.
    """
    language = next((code for code in request.clinic.language_codes if f"to-{code}" in request.POST), "")
    if not language:
        return HttpResponseSeeOther("/")
    page = own_path(request.POST[f"to-{language}"], default="/")
    keep_draft(request, urlsplit(page).path, leave_out=f"to-{language}")
    response = HttpResponseSeeOther(page)
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=settings.LANGUAGE_COOKIE_AGE,
        path=settings.LANGUAGE_COOKIE_PATH,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
        samesite="Lax",
    )
    return response
