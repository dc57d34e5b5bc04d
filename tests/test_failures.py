"""Whatever goes wrong ends as one calm page or swap."""

from __future__ import annotations

from pytest_django.asserts import assertContains

from tests.world import Shopper


def test_a_browser_without_cookies_is_told_so(shopper: Shopper) -> None:
    strict = Shopper(shopper.host, enforce_csrf_checks=True)

    page = strict.post("/login/", {"email": "ana@harbour.example", "password": "x"})

    assertContains(page, "Your browser sent no cookie", status_code=403)
