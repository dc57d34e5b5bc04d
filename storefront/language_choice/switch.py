"""The switch that changes the language of a page and keeps the page, the cart and what was typed.

The choice is kept in a cookie and not in the session: it is no secret, it outlives sign-out, and a page that tells of
trouble with the database speaks it too.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpResponse
from django.utils import translation
from django.utils.html import format_html
from django.views.decorators.debug import sensitive_post_parameters

from storefront.clinics.models import Clinic
from storefront.languages import own_names
from storefront.web.request import ShopRequest
from storefront.web.retyping import keep_draft, own_path
from storefront.web.swaps import HttpResponseSeeOther, posted


def offered(clinic: Clinic) -> list[tuple[str, str]]:
    """Code and own name of each language; empty where there is nothing to choose."""
    codes, names = clinic.language_codes, own_names()
    return [(code, names.get(code, code)) for code in codes] if len(codes) > 1 else []


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
