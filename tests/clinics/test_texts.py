"""A clinic's own words on its pages: by language, as plain text, and without a query."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from pytest_django.asserts import assertContains, assertNotContains

from storefront.clinics.models import ClinicText
from tests.world import Shopper

pytestmark = pytest.mark.django_db
FRENCH = {"Accept-Language": "fr"}
EVIL = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"


@pytest.fixture
def both(make_clinic, world):
    return make_clinic("harbour", languages=["en", "fr"])


@pytest.fixture
def visitor(both):
    return Shopper("harbour.localhost")


def write(clinic, language="en", **texts):
    return ClinicText.objects.update_or_create(clinic=clinic, language=language, defaults=texts)[0]


def test_the_welcome_line_is_in_the_language_of_the_page(visitor, both):
    write(both, "en", welcome="Good morning")
    write(both, "fr", welcome="Bonjour")

    assertContains(visitor.get("/"), '<p class="lead">Good morning</p>', html=True)
    assertContains(visitor.get("/", FRENCH), '<p class="lead">Bonjour</p>', html=True)


def test_words_in_another_language_than_the_page_say_in_which(visitor, both):
    write(both, "en", welcome="Good morning")

    assertContains(visitor.get("/", FRENCH), '<p class="lead" lang="en">Good morning</p>', html=True)


def test_what_the_clinic_does_not_say_is_left_out(visitor):
    page = visitor.get("/")

    assertNotContains(page, "Terms of sale")
    assertNotContains(page, 'hreflang="en"')
    assertNotContains(page, 'class="lead"')


def test_terms_and_privacy_are_in_the_same_place_of_every_page(visitor, both):
    write(both, terms_url="https://harbour.example/terms?v=2", privacy_url="https://harbour.example/privacy")

    for path in ("/", "/cart/", "/login/", "/signup/", "/nowhere/"):
        footer = visitor.get(path).content.decode().partition("<footer")[2]
        order = [
            footer.index(each)
            for each in ("mailto:", "https://harbour.example/terms?v=2", "https://harbour.example/privacy")
        ]
        assert order == sorted(order), path


def test_html_in_words_is_shown_as_it_was_typed(visitor, both):
    write(both, welcome=EVIL, after_order=EVIL, closed=EVIL)
    assertNotContains(visitor.get("/"), "<script>alert")
    assertNotContains(visitor.get("/"), "<img src=x")

    both.is_open = False
    both.save()

    closed = visitor.get("/")
    assertContains(closed, "&lt;script&gt;alert(1)", status_code=503)
    assertNotContains(closed, "<script>alert", status_code=503)


def test_a_change_is_seen_at_once_and_costs_no_query_afterwards(visitor, both, django_assert_num_queries):
    text = write(both, welcome="Good morning")
    visitor.get("/")
    text.welcome = "Good evening"
    text.save()

    assertContains(visitor.get("/"), "Good evening")
    with django_assert_num_queries(0):
        visitor.get("/")


def test_the_closed_shop_says_why_in_the_clinics_words(visitor, both):
    both.is_open = False
    both.save()
    assertContains(visitor.get("/"), "Please come back a little later.", status_code=503)

    write(both, "en", closed="We are moving.\nBack on Monday.")

    assertContains(visitor.get("/"), "We are moving.<br>Back on Monday.", status_code=503)


def test_one_clinic_never_speaks_with_another_ones_words(visitor, both, summit):
    write(summit, welcome="Up the mountain")

    assertNotContains(visitor.get("/"), "Up the mountain")


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "JavaScript://harbour.example/%0aalert(1)",
        "data:text/html,<script>alert(1)</script>",
        "http://harbour.example/terms",
        "//harbour.example/terms",
        "/terms",
        "harbour.example/terms",
        "https://",
        "https://localhost/terms",
        "https://me@harbour.example/terms",
        "https://harbour.example:99999/",
        'https://harbour.example/"onclick="alert(1)',
        "https://harbour.example/ terms",
        "https://harbour.example/\nterms",
        "https://[",
    ],
)
@pytest.mark.parametrize("field", ["terms_url", "privacy_url"])
def test_a_link_that_is_not_a_whole_https_address_is_refused(both, field, url):
    with pytest.raises(ValidationError) as refusal:
        ClinicText(clinic=both, language="en", **{field: url}).full_clean()

    assert refusal.value.message_dict == {field: ["Give a whole https URL, such as https://clinic.example/terms."]}


@pytest.mark.parametrize("words", ["a\x00b", "a\x1bb", "a\u202eb", "a\u2066b", "a\x85b"])
@pytest.mark.parametrize("field", ["welcome", "consent", "after_order", "closed"])
def test_a_character_that_no_one_sees_is_refused(both, field, words):
    with pytest.raises(ValidationError, match="plain text"):
        ClinicText(clinic=both, language="en", **{field: words}).full_clean()


@pytest.mark.parametrize("words", ["« Bonjour\u202f! »", "Voilà\xa0: ¿qué?", "A nurse 👩\u200d⚕️", "one\ntwo\r\nthree"])
def test_whatever_people_write_is_taken(both, words):
    ClinicText(clinic=both, language="fr", after_order=words).full_clean()


def test_what_follows_an_order_and_the_terms_stand_where_they_are_needed(shopper, harbour):
    write(harbour, terms_url="https://harbour.example/terms", after_order="A nurse looks at it.\n\nThen it leaves.")
    shopper.add("Calm Evening Magnesium")
    shopper.sign_in()
    shopper.get("/cart/")
    shopper.choose("4242")

    review = shopper.get("/checkout/review/")
    assertContains(review, "By placing the order you accept the")
    assert shopper.press().status_code == 303

    page = shopper.get(f"/orders/{shopper.attempt().pk}/")
    assertContains(page, "<p>A nurse looks at it.</p>", html=True)
    assertContains(page, "<p>Then it leaves.</p>", html=True)
