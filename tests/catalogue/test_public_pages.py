"""Pages that are the same for everybody are kept as they were sent, and never shown to somebody who has a session."""

from __future__ import annotations

import re
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from storefront.catalogue import public_pages
from storefront.clinics.models import Banner, Clinic
from storefront.web.metrics import REQUESTS
from tests.world import Shopper, World

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("world")]
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="(\w{64})"')


@pytest.fixture
def rendered(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Which pages were made anew, and not given as they were kept."""
    paths: list[str] = []
    kept = public_pages.PublicPages.get

    def get(pages: public_pages.PublicPages, key: tuple[str, ...]) -> Any:
        page = kept(pages, key)
        if page is None:
            paths.append(key[-2] + key[-1])
        return page

    monkeypatch.setattr(public_pages.PublicPages, "get", get)
    return paths


def stranger(language: str = "en") -> Client:
    return Client(headers={"host": "harbour.localhost", "accept-language": language})


def words(browser: Client, path: str = "/") -> str:
    return str(browser.get(path).content.decode())


def warm(path: str = "/") -> None:
    words(stranger())  # the catalogue is at hand from here on
    words(stranger(), path)


@pytest.mark.parametrize("path", ["/", "/?category=c-skin", "/login/", "/signup/"])
def test_the_second_stranger_gets_the_page_of_the_first(harbour: Clinic, rendered: list[str], path: str) -> None:
    warm(path)
    before = TOKEN.sub("", words(stranger(), path))
    rendered.clear()

    assert TOKEN.sub("", words(stranger(), path)) == before
    assert rendered == []


def test_the_headers_are_the_same(harbour: Clinic, rendered: list[str]) -> None:
    warm()
    left_out = {"X-Request-ID", "ETag", "Content-Length"}
    public_pages.PAGES.clear()

    first, second = stranger().get("/"), stranger().get("/")

    assert {k: v for k, v in first.headers.items() if k not in left_out} == {
        k: v for k, v in second.headers.items() if k not in left_out
    }


def test_each_stranger_has_a_form_token_that_works(harbour: Clinic, world: World) -> None:
    warm()
    tokens = set()
    for _ in range(2):
        browser = Client(enforce_csrf_checks=True, headers={"host": "harbour.localhost"})
        page = words(browser)
        token, ref = TOKEN.findall(page)[0], re.findall(r'href="/products/([^/"]+)/"', page)[0]
        tokens.add(token)

        added = browser.post("/cart/add/", {"product": ref, "quantity": "1", "csrfmiddlewaretoken": token})

        assert (added.status_code, added["Location"]) == (303, "/cart/")
    assert len(tokens) == 2


def test_who_has_a_session_gets_a_page_of_their_own(shopper: Shopper) -> None:
    warm()
    shopper.add("Calm Evening Magnesium", 3)

    page = shopper.get("/")

    assert 'data-count="3"' in page.content.decode()
    assert page["Cache-Control"] == "no-store"
    assert 'data-count="0"' in words(stranger())


def test_a_page_is_of_one_language_and_one_clinic(make_clinic: Any, world: World) -> None:
    make_clinic("harbour", languages=["en", "fr"])
    make_clinic("other", languages=["en"])
    warm()

    assert 'lang="fr"' in words(stranger("fr"))
    assert 'lang="en"' in words(stranger("en"))
    other = Client(headers={"host": "other.localhost"})
    assert "Other Health" in words(other)
    assert "Other Health" in words(other)


def test_a_change_of_the_clinic_shows_at_once(harbour: Clinic) -> None:
    warm()

    now, day = timezone.now(), timedelta(days=1)
    Banner.objects.create(clinic=harbour, words={"en": "Closed on Monday"}, starts_at=now - day, ends_at=now + day)

    assert "Closed on Monday" in words(stranger())


def test_a_new_price_shows_when_the_catalogue_is_asked_again(harbour: Clinic, world: World) -> None:
    warm()
    product = next(iter(world.upstreams["careportals"].organizations["aurora_demo"].products.values()))  # type: ignore[attr-defined]
    product.price = Decimal("987.65")
    cache.clear()

    assert "987.65" in words(stranger())


def test_a_kept_page_ends(harbour: Clinic, rendered: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(public_pages, "KEPT_FOR", -1.0)
    warm()
    rendered.clear()

    words(stranger())

    assert rendered == ["/"]


def test_a_browser_that_has_the_page_gets_no_second_one(harbour: Clinic) -> None:
    warm()
    browser = stranger()
    first = browser.get("/")

    again = browser.get("/", headers={"if-none-match": first["ETag"]})

    assert (again.status_code, again.content) == (304, b"")
    assert again["Cache-Control"] == "private, no-cache"


def test_a_page_with_the_form_token_of_another_browser_is_sent_anew(harbour: Clinic) -> None:
    """Its forms would be refused."""
    warm()
    first = stranger().get("/")

    page = stranger().get("/", headers={"if-none-match": first["ETag"]})

    assert page.status_code == 200


@pytest.mark.parametrize("path", ["/cart/", "/password/", "/products/nothing/", "/nothing/"])
def test_other_pages_are_not_kept(harbour: Clinic, rendered: list[str], path: str) -> None:
    warm(path)
    rendered.clear()

    page = stranger().get(path)

    assert rendered == [path]
    assert page["Cache-Control"] == "no-store"


def test_only_so_many_are_kept(harbour: Clinic, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(public_pages, "MOST", 2)
    for number in range(5):
        warm(f"/?page={number}")

    assert len(public_pages.PAGES._pages) == 2


def test_a_message_for_one_visitor_is_shown_to_nobody_else(harbour: Clinic) -> None:
    warm()
    told = stranger()
    told.cookies["messages"] = "whatever"

    assert told.get("/")["Cache-Control"] == "no-store"


def test_a_swap_is_made_for_who_asks(harbour: Clinic) -> None:
    warm()

    page = stranger().get("/", headers={"hx-request": "true"})

    assert "</html>" not in page.content.decode()


def test_the_metrics_count_it_as_the_page_it_is(harbour: Clinic) -> None:
    warm()
    before = REQUESTS.labels("catalogue:shelf", "200")._value.get()

    words(stranger())

    assert REQUESTS.labels("catalogue:shelf", "200")._value.get() == before + 1
