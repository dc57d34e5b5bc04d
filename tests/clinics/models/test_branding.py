"""What staff may store of a clinic's texts and banners."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from storefront.clinics.models import Banner, Clinic, ClinicText, ConsentWording
from tests.world import World

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


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
def test_banners_of_no_words_are_refused(harbour: Clinic, words: Any, says: str) -> None:
    with pytest.raises(ValidationError, match=says):
        Banner(clinic=harbour, words=words, starts_at=NOON, ends_at=NOON + HOUR).full_clean()


def test_a_banner_cannot_end_before_it_starts(harbour: Clinic) -> None:
    backwards = Banner(clinic=harbour, words={"en": "x"}, starts_at=NOON, ends_at=NOON)
    with pytest.raises(ValidationError, match="ends before it starts"):
        backwards.full_clean()
    with pytest.raises(IntegrityError):
        backwards.save()


@pytest.fixture
def both(make_clinic: Callable[..., Clinic], world: World) -> Clinic:
    return make_clinic("harbour", languages=["en", "fr"])


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
def test_a_link_that_is_not_a_whole_https_address_is_refused(both: Clinic, field: str, url: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        ClinicText(clinic=both, language="en", **{field: url}).full_clean()

    assert refusal.value.message_dict == {field: ["Give a whole https URL, such as https://clinic.example/terms."]}


@pytest.mark.parametrize("words", ["a\x00b", "a\x1bb", "a\u202eb", "a\u2066b", "a\x85b"])
@pytest.mark.parametrize("field", ["welcome", "consent", "after_order", "closed"])
def test_a_character_that_no_one_sees_is_refused(both: Clinic, field: str, words: str) -> None:
    with pytest.raises(ValidationError, match="plain text"):
        ClinicText(clinic=both, language="en", **{field: words}).full_clean()


@pytest.mark.parametrize("words", ["« Bonjour\u202f! »", "Voilà\xa0: ¿qué?", "A nurse 👩\u200d⚕️", "one\ntwo\r\nthree"])
def test_whatever_people_write_is_taken(both: Clinic, words: str) -> None:
    ClinicText(clinic=both, language="fr", after_order=words).full_clean()


# -- versions of the consent -------------------------------------------------------------------------------------------


def test_each_change_of_the_wording_is_a_version_and_the_same_words_again_are_none(harbour: Clinic) -> None:
    versions = [ConsentWording.version_of(harbour, "en", words) for words in ("Yes", "Yes", "Yes please", "Yes")]

    assert versions == [1, 1, 2, 3]
    assert ConsentWording.version_of(harbour, "fr", "Oui") == 1
    assert [str(each) for each in ConsentWording.objects.filter(language="en").order_by("pk")] == [
        "en-1",
        "en-2",
        "en-3",
    ]


def test_a_text_knows_the_version_that_patients_are_asked_with(harbour: Clinic) -> None:
    text = ClinicText.objects.create(clinic=harbour, language="en", consent="Yes")
    text.consent = "Yes please"
    text.save()

    assert ClinicText.objects.get().consent_version == 2


def test_a_wording_that_was_shown_stays(harbour: Clinic) -> None:
    ConsentWording.version_of(harbour, "en", "Yes")
    wording = ConsentWording.objects.get()
    wording.wording = "No"

    for act in (wording.save, wording.delete):
        with pytest.raises(TypeError, match="A wording that was shown is never"):
            act()
    assert ConsentWording.objects.get().wording == "Yes"
