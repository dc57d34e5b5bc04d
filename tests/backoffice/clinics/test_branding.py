"""The branding and the words of a clinic on its page in the admin."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django.asserts import assertContains

from storefront.clinics.models import Banner, Clinic, ClinicText, Logo
from storefront.web.uploads import LIMIT
from tests.backoffice.clinics.case import as_it_is, changed, page_of
from tests.clinics.pictures import SVG, bomb, picture
from tests.staff.people import clinic_staff

pytestmark = pytest.mark.django_db
WORDS = {"welcome": "Hello", "terms_url": "https://h.example/t", "privacy_url": "https://h.example/p"}


def test_the_page_as_it_is_can_be_saved_and_changes_nothing(either: Client, clinic: Clinic) -> None:
    before = Clinic.objects.values().get()
    assert changed(either, clinic).status_code == 302

    assert Clinic.objects.values().get() | {"updated_at": 0} == before | {"updated_at": 0}
    assert not ClinicText.objects.exists()


# -- colour ------------------------------------------------------------------------------------------------------------


def test_a_colour_is_taken_however_it_is_written(either: Client, clinic: Clinic) -> None:
    assert changed(either, clinic, brand_primary=" 8A4B6B ").status_code == 302

    clinic.refresh_from_db()
    assert clinic.brand_primary == "#8a4b6b"


def test_what_is_no_colour_is_refused_with_an_example(either: Client, clinic: Clinic) -> None:
    assertContains(changed(either, clinic, brand_primary="tomato"), "six digits from 0 to f, such as #0b6e4f")


def test_a_colour_that_cannot_be_read_is_kept_told_and_answered_with_the_nearest_that_can(
    either: Client, clinic: Clinic
) -> None:
    reply = changed(either, clinic, brand_primary="#ffe000", _continue="1")

    page = either.get(reply["Location"])
    assertContains(page, "#ffe000 is kept, but it is too light for text on a white page.")
    assertContains(page, 'data-take="#857400"')


# -- logo --------------------------------------------------------------------------------------------------------------


def upload(data: bytes, name: str = "logo.png") -> dict[str, Any]:
    return {"logo_upload": SimpleUploadedFile(name, data, "image/png")}


def test_a_logo_is_uploaded_shown_and_taken_away(either: Client, clinic: Clinic) -> None:
    assert changed(either, clinic, **upload(picture())).status_code == 302
    logo = Logo.objects.get()
    assertContains(either.get(page_of(clinic)), f'/logo.webp?v={logo.digest}"')
    shown = either.get(f"/admin/clinics/clinic/{clinic.pk}/logo.webp")
    assert (shown["Content-Type"], shown.content) == ("image/webp", bytes(logo.data))

    assert changed(either, clinic).status_code == 302
    assert Logo.objects.get().digest == logo.digest
    assert changed(either, clinic, **{"logo_upload-clear": "on"}).status_code == 302
    assert not Logo.objects.exists()


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (SVG, "This is SVG or HTML, which can hold scripts"),
        (b"not a picture", "This is not a picture that we can read"),
        (bomb(), "million pixels: save it smaller"),
        (b"\x89PNG" + b"\0" * LIMIT, "This file has 2.0 MB, a logo may have 2 MB: save it smaller"),
        (b"\x89PNG" + b"\0" * 50 * 1024 * 1024, "This file has 50.0 MB, a logo may have 2 MB: save it smaller"),
    ],
    ids=["svg", "text", "bomb", "a byte too much", "50 MB"],
)
def test_what_is_no_logo_is_refused_beside_the_field(clinic: Clinic, data: bytes, says: str) -> None:
    assertContains(changed(clinic_staff(clinic), clinic, **upload(data)), says)
    assert not Logo.objects.exists()


def test_a_second_file_is_more_than_any_page_takes(clinic: Clinic) -> None:
    files = upload(picture()) | {"another": SimpleUploadedFile("b.png", picture())}

    assert changed(clinic_staff(clinic), clinic, **files).status_code == 400


# -- texts and banners -------------------------------------------------------------------------------------------------


def test_there_is_a_form_for_each_language_and_it_says_what_is_missing(either: Client, clinic: Clinic) -> None:
    ClinicText.objects.create(clinic=clinic, language="fr", **WORDS)
    ClinicText.objects.create(clinic=clinic, language="es", welcome="¡Hola!")

    page = either.get(page_of(clinic)).content.decode()
    english, in_french = page.index("<b>English</b>"), page.index("<b>French</b>")
    assert "<b>Spanish</b>" not in page
    assert "Missing: Welcome line, Terms, Privacy, After an order" in page[min(english, in_french) :]
    assert "Missing: After an order" in page[in_french:]


def test_texts_are_written_and_changed_in_each_language(either: Client, clinic: Clinic) -> None:
    english = {"texts-0-welcome": "Hello", "texts-0-terms_url": "https://h.example/t"}
    assert changed(either, clinic, **english, **{"texts-1-welcome": "Bonjour"}).status_code == 302
    assert dict(ClinicText.objects.values_list("language", "welcome")) == {"en": "Hello", "fr": "Bonjour"}

    first = as_it_is(either, clinic)["texts-0-language"]
    assert changed(either, clinic, **{"texts-0-welcome": "Changed"}).status_code == 302
    assert ClinicText.objects.get(language=first).welcome == "Changed"
    assert ClinicText.objects.count() == 2


def test_a_script_behind_a_link_is_refused_beside_it(either: Client, clinic: Clinic) -> None:
    reply = changed(either, clinic, **{"texts-0-terms_url": "javascript:alert(1)"})

    assertContains(reply, "Give a whole https URL, such as https://clinic.example/terms.")


def test_all_that_is_wrong_is_listed_at_the_top_with_a_way_to_its_field(either: Client, clinic: Clinic) -> None:
    """The page is long, and a field may be far below what is seen of it."""
    reply = changed(either, clinic, brand_primary="tomato", **{"texts-1-terms_url": "clinic.example/terms"})

    assertContains(reply, '<a href="#id_brand_primary">Colour</a>: This is not a colour')
    assertContains(reply, '<a href="#id_texts-1-terms_url">Terms</a>: Give a whole https URL')


def test_a_language_that_the_clinic_has_not_is_refused(either: Client, clinic: Clinic) -> None:
    reply = changed(either, clinic, **{"texts-0-language": "es", "texts-0-welcome": "¡Hola!"})

    assertContains(reply, "in a language that the clinic does not have")
    assert not ClinicText.objects.exists()


def banner(**changes: str) -> dict[str, str]:
    rows = {
        "TOTAL_FORMS": "1",
        "INITIAL_FORMS": "0",
        "0-words_en": "Closed on Monday",
        "0-words_fr": "Fermé lundi",
        "0-starts_at_0": "2026-11-30",
        "0-starts_at_1": "00:00",
        "0-ends_at_0": "2026-12-01",
        "0-ends_at_1": "00:00",
    }
    return {f"banners-{name}": value for name, value in (rows | changes).items()}


def test_a_banner_is_planned_in_all_languages_and_taken_away(either: Client, clinic: Clinic) -> None:
    assert changed(either, clinic, **banner()).status_code == 302
    planned = Banner.objects.get()
    assert planned.words == {"en": "Closed on Monday", "fr": "Fermé lundi"}
    assert planned.starts_at == datetime(2026, 11, 30, tzinfo=UTC)

    assert changed(either, clinic, **{"banners-0-words_fr": "Fermé"}).status_code == 302
    planned.refresh_from_db()
    assert planned.words["fr"] == "Fermé"
    assert changed(either, clinic, **{"banners-0-DELETE": "on"}).status_code == 302
    assert not Banner.objects.exists()


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"0-words_en": "", "0-words_fr": " "}, "Say something in at least one language."),
        ({"0-ends_at_0": "2026-11-29"}, "The banner ends before it starts: give a later moment."),
        ({"0-words_en": "x" * 201}, "Give 200 characters at most."),
    ],
)
def test_a_banner_that_cannot_be_shown_is_refused(
    either: Client, clinic: Clinic, changes: dict[str, Any], says: str
) -> None:
    assertContains(changed(either, clinic, **banner(**changes)), says)
    assert not Banner.objects.exists()
