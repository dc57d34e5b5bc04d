"""One URL, a page or a swap."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.http import HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django_htmx.http import HttpResponseClientRedirect

from storefront.web.request import ShopRequest

P = ParamSpec("P")
View = Callable[Concatenate[ShopRequest, P], HttpResponse]


def is_swap(request: ShopRequest) -> bool:
    """True when the answer is put into the page that is already there. The back button wants the whole page."""
    htmx = request.htmx
    return bool(htmx) and not htmx.boosted and not htmx.history_restore_request


def render_swap(
    request: ShopRequest, page: str, partial: str, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    """Answer an HTMX swap with the partial, and everyone else with the page."""
    response = render(request, partial if is_swap(request) else page, context, status=status)
    patch_vary_headers(response, ["HX-Request", "HX-Boosted", "HX-History-Restore-Request"])
    return response


def go(request: ShopRequest, url: str) -> HttpResponse:
    """Leave for ``url``: 303 after a POST, and for a swap a header that moves the whole page."""
    if is_swap(request):
        return HttpResponseClientRedirect(url)
    return HttpResponseSeeOther(url)


def shown_once(response: HttpResponse) -> HttpResponse:
    """Of a page with secrets: it is the answer itself, and is kept nowhere to be asked for again."""
    response.shown_once = True  # type: ignore[attr-defined]
    return response


def posted(back: str) -> Callable[[View[P]], View[P]]:
    """Only for POST. Whoever comes by the back button or a bookmark is led to the page named ``back``."""

    def decorate(view: View[P]) -> View[P]:
        @wraps(view)
        def only_posted(request: ShopRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            if request.method in ("GET", "HEAD"):
                return HttpResponseSeeOther(reverse(back))
            request.here = reverse(back)
            return view(request, *args, **kwargs) if request.method == "POST" else HttpResponseNotAllowed(["POST"])

        return only_posted

    return decorate


class HttpResponseSeeOther(HttpResponseRedirect):
    """303: the next request is a GET, so a reload or the back button never repeats the POST."""

    status_code = 303
