"""Consent to news by e-mail: asked in words that the patient reads, and kept with exactly those."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from pytest_django.asserts import assertContains, assertNotContains

from storefront.clinics.models import Clinic, ClinicText, ConsentWording
from storefront.patients.models import Consent
from tests.world import NEW_PATIENT, Shopper, World

pytestmark = pytest.mark.django_db
OURS = "Send me news and offers by email. I can stop this at any time."
FRENCH = {"Accept-Language": "fr"}


@pytest.fixture
def clinic(make_clinic: Callable[..., Clinic], world: World) -> Any:
    return make_clinic("harbour", languages=["en", "fr"])


@pytest.fixture
def visitor(clinic: Clinic) -> Any:
    return Shopper("harbour.localhost")


def word(clinic: Clinic, wording: Any, language: Any = "en") -> Any:
    return ClinicText.objects.update_or_create(clinic=clinic, language=language, defaults={"consent": wording})[0]


def version_on(page: Any) -> Any:
    return re.findall(r'name="consent" value="([^"]*)"', page.content.decode())[0]


def sign_up(visitor: Any, headers: Any = None, **changes: Any) -> Any:
    assert visitor.post("/signup/", NEW_PATIENT | changes, headers).status_code == 303
    return Consent.objects.get()


def test_without_words_of_the_clinic_ours_are_asked_and_kept_in_the_language_of_the_page(visitor: Any) -> None:
    page = visitor.get("/signup/", FRENCH)
    assertNotContains(page, OURS)

    kept = sign_up(visitor, FRENCH, consent=version_on(page))

    assert (kept.version, kept.language, kept.given) == ("standard-2026-11-fr", "fr", False)
    assert kept.wording not in ("", OURS)


def test_the_clinics_words_are_asked_and_kept_with_their_version(visitor: Any, clinic: Clinic) -> None:
    word(clinic, "Harbour may write to me.")
    word(clinic, "Harbour may write to me about offers.")
    page = visitor.get("/signup/")
    assertContains(page, "Harbour may write to me about offers.")

    kept = sign_up(visitor, consent=version_on(page), accept_marketing="on")

    assert (kept.version, kept.language, kept.given) == ("en-2", "en", True)
    assert kept.wording == "Harbour may write to me about offers."


def test_a_wording_in_another_language_asks_nobody(visitor: Any, clinic: Clinic) -> None:
    word(clinic, "Harbour may write to me.")

    assertNotContains(visitor.get("/signup/", FRENCH), "Harbour may write to me.")


def test_who_opened_the_page_before_the_words_changed_agreed_to_the_old_ones(visitor: Any, clinic: Clinic) -> None:
    word(clinic, "The old words.")
    version = version_on(visitor.get("/signup/"))
    word(clinic, "The new words.")
    assertContains(visitor.get("/signup/"), "The new words.")

    refused = visitor.post("/signup/", NEW_PATIENT | {"consent": version, "email": "not one"})
    assertContains(refused, "The old words.", status_code=422)
    kept = sign_up(visitor, consent=version_on(refused), accept_marketing="on")

    assert (kept.version, kept.wording) == ("en-1", "The old words.")


@pytest.mark.parametrize("forged", ["", "en-9", "en-0", "fr-1", "standard-2026-11-de", "' OR 1=1", "en-٢", "x" * 5000])
def test_a_version_that_never_was_is_todays(visitor: Any, clinic: Clinic, forged: Any) -> None:
    word(clinic, "The words.")

    kept = sign_up(visitor, consent=forged)

    assert (kept.version, kept.wording) == ("en-1", "The words.")


def test_another_clinics_version_is_not_this_ones(visitor: Any, clinic: Clinic, summit: Clinic) -> None:
    word(summit, "Summit asks.")

    assert sign_up(visitor, consent="en-1").version == "standard-2026-11-en"


def test_only_a_change_makes_a_version_and_old_ones_stay_as_they_were(clinic: Clinic) -> None:
    text = word(clinic, "One.")
    text.welcome = "Hello"
    text.save()
    word(clinic, " One. \n")
    word(clinic, "")
    word(clinic, "One.")
    word(clinic, "Two.")

    assert [str(each) for each in ConsentWording.objects.order_by("version")] == ["en-1", "en-2"]
    first = ConsentWording.objects.get(version=1)
    first.wording = "Something else."
    with pytest.raises(TypeError):
        first.save()
    with pytest.raises(TypeError):
        first.delete()


def test_the_box_is_never_ticked_beforehand(visitor: Any, clinic: Clinic) -> None:
    word(clinic, "The words.")

    box = re.findall(r'<input[^>]*name="accept_marketing"[^>]*>', visitor.get("/signup/").content.decode())[0]
    assert "checked" not in box
