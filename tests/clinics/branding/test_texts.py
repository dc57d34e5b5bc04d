"""A clinic's own words on its pages: by language, as plain text, and without a query."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from pytest_django import DjangoAssertNumQueries
from pytest_django.asserts import assertContains, assertNotContains

from storefront.clinics.models import Banner, Clinic, ClinicText
from tests.world import Shopper, World

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
pytestmark = pytest.mark.django_db
FRENCH = {"Accept-Language": "fr"}
EVIL = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"


@pytest.fixture
def both(make_clinic: Callable[..., Clinic], world: World) -> Clinic:
    return make_clinic("harbour", languages=["en", "fr"])


@pytest.fixture
def visitor(both: Clinic) -> Shopper:
    return Shopper("harbour.localhost")


def write(clinic: Clinic, language: str = "en", **texts: str) -> ClinicText:
    return ClinicText.objects.update_or_create(clinic=clinic, language=language, defaults=texts)[0]


def test_the_welcome_line_is_in_the_language_of_the_page(visitor: Shopper, both: Clinic) -> None:
    write(both, "en", welcome="Good morning")
    write(both, "fr", welcome="Bonjour")

    assertContains(visitor.get("/"), '<p class="lead">Good morning</p>', html=True)
    assertContains(visitor.get("/", FRENCH), '<p class="lead">Bonjour</p>', html=True)


def test_words_in_another_language_than_the_page_say_in_which(visitor: Shopper, both: Clinic) -> None:
    write(both, "en", welcome="Good morning")

    assertContains(visitor.get("/", FRENCH), '<p class="lead" lang="en">Good morning</p>', html=True)


def test_what_the_clinic_does_not_say_is_left_out(visitor: Shopper) -> None:
    page = visitor.get("/")

    assertNotContains(page, "Terms of sale")
    assertNotContains(page, 'hreflang="en"')
    assertNotContains(page, 'class="lead"')


def test_terms_and_privacy_are_in_the_same_place_of_every_page(visitor: Shopper, both: Clinic) -> None:
    write(both, terms_url="https://harbour.example/terms?v=2", privacy_url="https://harbour.example/privacy")

    for path in ("/", "/cart/", "/login/", "/signup/", "/nowhere/"):
        footer = visitor.get(path).content.decode().partition("<footer")[2]
        order = [
            footer.index(each)
            for each in ("mailto:", "https://harbour.example/terms?v=2", "https://harbour.example/privacy")
        ]
        assert order == sorted(order), path


def test_html_in_words_is_shown_as_it_was_typed(visitor: Shopper, both: Clinic) -> None:
    write(both, welcome=EVIL, after_order=EVIL, closed=EVIL)
    assertNotContains(visitor.get("/"), "<script>alert")
    assertNotContains(visitor.get("/"), "<img src=x")

    both.is_open = False
    both.save()

    closed = visitor.get("/")
    assertContains(closed, "&lt;script&gt;alert(1)", status_code=503)
    assertNotContains(closed, "<script>alert", status_code=503)


def test_a_change_is_seen_at_once_and_costs_no_query_afterwards(
    visitor: Shopper, both: Clinic, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    text = write(both, welcome="Good morning")
    visitor.get("/")
    text.welcome = "Good evening"
    text.save()

    assertContains(visitor.get("/"), "Good evening")
    with django_assert_num_queries(0):
        visitor.get("/")


def test_the_closed_shop_says_why_in_the_clinics_words(visitor: Shopper, both: Clinic) -> None:
    both.is_open = False
    both.save()
    assertContains(visitor.get("/"), "Please come back a little later.", status_code=503)

    write(both, "en", closed="We are moving.\nBack on Monday.")

    assertContains(visitor.get("/"), "We are moving.<br>Back on Monday.", status_code=503)


def test_one_clinic_never_speaks_with_another_ones_words(visitor: Shopper, both: Clinic, summit: Clinic) -> None:
    write(summit, welcome="Up the mountain")

    assertNotContains(visitor.get("/"), "Up the mountain")


def test_what_follows_an_order_and_the_terms_stand_where_they_are_needed(shopper: Shopper, harbour: Clinic) -> None:
    write(harbour, terms_url="https://harbour.example/terms", after_order="A nurse looks at it.\n\nThen it leaves.")
    shopper.add("Calm Evening Magnesium")
    shopper.sign_in()
    shopper.get("/cart/")
    shopper.choose("4242")

    review = shopper.get("/checkout/review/")
    assertContains(review, "By placing the order you accept the")
    assert shopper.place_order().status_code == 303

    page = shopper.get(f"/orders/{shopper.attempt().pk}/")
    assertContains(page, "<p>A nurse looks at it.</p>", html=True)
    assertContains(page, "<p>Then it leaves.</p>", html=True)


def plan(clinic: Clinic, words: dict[str, str] | str, starts: datetime = NOON, hours: int = 2) -> Banner:
    words = words if isinstance(words, dict) else {"en": words}
    return Banner.objects.create(clinic=clinic, words=words, starts_at=starts, ends_at=starts + hours * HOUR)


@pytest.fixture
def passer_by(harbour: Clinic, world: World) -> Shopper:
    return Shopper("harbour.localhost")


@pytest.mark.parametrize(
    ("after", "shown"), [(timedelta(seconds=-1), False), (timedelta(), True), (HOUR, True), (2 * HOUR, False)]
)
def test_a_banner_is_there_from_its_first_moment_to_just_before_its_last(
    passer_by: Shopper, harbour: Clinic, after: timedelta, shown: bool
) -> None:
    with time_machine.travel(NOON - HOUR, tick=False):
        plan(harbour, "Closed on Monday")
    with time_machine.travel(NOON + after, tick=False):
        assert ("Closed on Monday" in passer_by.get("/login/").content.decode()) is shown


def test_a_banner_comes_and_goes_on_time_although_the_clinic_is_remembered(passer_by: Shopper, harbour: Clinic) -> None:
    plan(harbour, "Closed on Monday")
    with time_machine.travel(NOON - timedelta(seconds=1), tick=False) as clock:
        assertNotContains(passer_by.get("/login/"), "Closed on Monday")
        clock.shift(2)
        assertContains(passer_by.get("/login/"), "Closed on Monday")


def test_a_banner_is_in_a_region_of_its_own_on_every_page(passer_by: Shopper, harbour: Clinic) -> None:
    plan(harbour, "Closed on Monday")
    with time_machine.travel(NOON, tick=False):
        for path in ("/", "/cart/", "/login/", "/signup/", "/password/", "/nowhere/"):
            page = passer_by.get(path).content.decode()
            notices = page.partition('<aside class="notices" aria-label="Notices">')[2].partition("</aside>")[0]
            assert "Closed on Monday" in notices, path
            assert page.index("</aside>") < page.index("<main")


def test_of_several_banners_the_one_that_began_last_is_read(passer_by: Shopper, harbour: Clinic) -> None:
    plan(harbour, "All winter", NOON - 5 * HOUR, hours=50)
    plan(harbour, "Only now")
    plan(harbour, "Later", NOON + HOUR)
    with time_machine.travel(NOON, tick=False):
        page = passer_by.get("/login/")

    assertContains(page, "Only now")
    assertNotContains(page, "All winter")
    assertNotContains(page, "Later")


def test_a_banner_speaks_the_language_of_the_page_or_says_which(
    make_clinic: Callable[..., Clinic], world: World
) -> None:
    clinic = make_clinic("harbour", languages=["en", "fr", "es"])
    plan(clinic, {"en": "Closed", "fr": "Fermé"})
    passer_by = Shopper("harbour.localhost")
    with time_machine.travel(NOON, tick=False):
        assertContains(passer_by.get("/login/", {"Accept-Language": "fr"}), '<p class="banner">Fermé</p>')
        assertContains(passer_by.get("/login/", {"Accept-Language": "es"}), '<p class="banner" lang="en">Closed</p>')


def test_html_in_a_banner_is_shown_as_it_was_typed(passer_by: Shopper, harbour: Clinic) -> None:
    plan(harbour, "<script>alert(1)</script>")
    with time_machine.travel(NOON, tick=False):
        assertContains(passer_by.get("/login/"), "&lt;script&gt;alert(1)")


def test_a_banner_that_is_taken_away_is_gone_at_once(passer_by: Shopper, harbour: Clinic) -> None:
    banner = plan(harbour, "Closed on Monday")
    with time_machine.travel(NOON, tick=False):
        assertContains(passer_by.get("/login/"), "Closed on Monday")
        banner.delete()
        assertNotContains(passer_by.get("/login/"), "Closed on Monday")
