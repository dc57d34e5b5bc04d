"""Every answer carries the safe headers, unless its view says otherwise."""

from __future__ import annotations

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from pytest_django import Settings

from storefront.web.headers import HEADERS, HeadersMiddleware


def answer(request: HttpRequest, **headers: str) -> HttpResponse:
    response = HttpResponse(headers={name.replace("_", "-"): value for name, value in headers.items()})
    sent = HeadersMiddleware(lambda _request: response)(request)
    assert isinstance(sent, HttpResponse)
    return sent


def test_an_answer_stays_in_no_cache_and_uses_no_feature(rf: RequestFactory) -> None:
    sent = answer(rf.get("/"))

    assert {name: sent[name] for name in HEADERS} == HEADERS
    assert sent["Cache-Control"] == "no-store"
    assert "camera=()" in sent["Permissions-Policy"]


def test_what_a_view_says_of_its_own_answer_stays(rf: RequestFactory) -> None:
    assert answer(rf.get("/"), Cache_Control="public, max-age=60")["Cache-Control"] == "public, max-age=60"


@pytest.mark.parametrize(("secure", "seconds", "told"), [(True, 600, True), (False, 600, False), (True, 0, False)])
def test_browsers_are_told_to_use_https_only_over_https(
    rf: RequestFactory, settings: Settings, secure: bool, seconds: int, told: bool
) -> None:
    settings.SECURE_HSTS_SECONDS = seconds

    assert answer(rf.get("/", secure=secure)).has_header("Strict-Transport-Security") is told
