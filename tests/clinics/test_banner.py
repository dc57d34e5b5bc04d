"""A notice on all pages between two moments."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from pytest_django.asserts import assertContains, assertNotContains

from storefront.clinics.models import Banner
from tests.world import Shopper

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def plan(clinic, words, starts=NOON, hours=2):
    words = words if isinstance(words, dict) else {"en": words}
    return Banner.objects.create(clinic=clinic, words=words, starts_at=starts, ends_at=starts + hours * HOUR)


@pytest.fixture
def visitor(harbour, world):
    return Shopper("harbour.localhost")


@pytest.mark.parametrize(
    ("after", "shown"), [(timedelta(seconds=-1), False), (timedelta(), True), (HOUR, True), (2 * HOUR, False)]
)
def test_it_is_there_from_its_first_moment_to_just_before_its_last(visitor, harbour, after, shown):
    with time_machine.travel(NOON - HOUR, tick=False):
        plan(harbour, "Closed on Monday")
    with time_machine.travel(NOON + after, tick=False):
        assert ("Closed on Monday" in visitor.get("/login/").content.decode()) is shown


def test_it_comes_and_goes_on_time_although_the_clinic_is_remembered(visitor, harbour):
    plan(harbour, "Closed on Monday")
    with time_machine.travel(NOON - timedelta(seconds=1), tick=False) as clock:
        assertNotContains(visitor.get("/login/"), "Closed on Monday")
        clock.shift(2)
        assertContains(visitor.get("/login/"), "Closed on Monday")


def test_it_is_in_a_region_of_its_own_on_every_page(visitor, harbour):
    plan(harbour, "Closed on Monday")
    with time_machine.travel(NOON, tick=False):
        for path in ("/", "/cart/", "/login/", "/signup/", "/password/", "/nowhere/"):
            page = visitor.get(path).content.decode()
            notices = page.partition('<aside class="notices" aria-label="Notices">')[2].partition("</aside>")[0]
            assert "Closed on Monday" in notices, path
            assert page.index("</aside>") < page.index("<main")


def test_of_several_the_one_that_began_last_is_read(visitor, harbour):
    plan(harbour, "All winter", NOON - 5 * HOUR, hours=50)
    plan(harbour, "Only now")
    plan(harbour, "Later", NOON + HOUR)
    with time_machine.travel(NOON, tick=False):
        page = visitor.get("/login/")

    assertContains(page, "Only now")
    assertNotContains(page, "All winter")
    assertNotContains(page, "Later")


def test_it_speaks_the_language_of_the_page_or_says_which(make_clinic, world):
    clinic = make_clinic("harbour", languages=["en", "fr", "es"])
    plan(clinic, {"en": "Closed", "fr": "Fermé"})
    visitor = Shopper("harbour.localhost")
    with time_machine.travel(NOON, tick=False):
        assertContains(visitor.get("/login/", {"Accept-Language": "fr"}), '<p class="banner">Fermé</p>')
        assertContains(visitor.get("/login/", {"Accept-Language": "es"}), '<p class="banner" lang="en">Closed</p>')


def test_html_in_it_is_shown_as_it_was_typed(visitor, harbour):
    plan(harbour, "<script>alert(1)</script>")
    with time_machine.travel(NOON, tick=False):
        assertContains(visitor.get("/login/"), "&lt;script&gt;alert(1)")


def test_one_that_is_taken_away_is_gone_at_once(visitor, harbour):
    banner = plan(harbour, "Closed on Monday")
    with time_machine.travel(NOON, tick=False):
        assertContains(visitor.get("/login/"), "Closed on Monday")
        banner.delete()
        assertNotContains(visitor.get("/login/"), "Closed on Monday")


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ({}, "cannot be blank"),
        ({"en": "  "}, "Say something in at least one language."),
        ({"de": "Geschlossen"}, "Give a text for one or more of en, es, fr."),
        ({"en": 3}, "Give a text for one or more of"),
        ("Closed", "Give a text for one or more of"),
        ({"en": "x" * 201}, "Give 200 characters at most."),
        ({"en": "a\u202eb"}, "plain text"),
    ],
)
def test_words_that_are_none_are_refused(harbour, words, says):
    with pytest.raises(ValidationError, match=says):
        Banner(clinic=harbour, words=words, starts_at=NOON, ends_at=NOON + HOUR).full_clean()


def test_it_cannot_end_before_it_starts(harbour):
    backwards = Banner(clinic=harbour, words={"en": "x"}, starts_at=NOON, ends_at=NOON)
    with pytest.raises(ValidationError, match="ends before it starts"):
        backwards.full_clean()
    with pytest.raises(IntegrityError):
        backwards.save()
