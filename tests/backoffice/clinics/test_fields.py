"""Fields of a clinic: forgiving where a value can mean one thing only, else a sentence."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from pytest_django.asserts import assertContains

from storefront.backoffice.clinics.fields import (
    ColourField,
    LanguagesField,
    LogoField,
    NamedChoiceField,
    WordsField,
    countries,
    currencies,
)
from storefront.clinics.branding import logos
from storefront.clinics.models import Clinic
from tests.backoffice.clinics.case import changed
from tests.clinics.pictures import SVG, picture
from tests.staff.people import platform_staff

pytestmark = pytest.mark.django_db


def test_the_name_and_the_type_that_a_file_claims_count_for_nothing() -> None:
    field = LogoField()

    with pytest.raises(Exception, match="SVG or HTML"):
        field.clean(SimpleUploadedFile("logo.png", SVG, "image/png"))
    assert isinstance(field.clean(SimpleUploadedFile("x.exe", picture(), "text/html")), logos.LogoImage)


# -- languages, country, currency --------------------------------------------------------------------------------------


def test_languages_are_ticked_and_the_default_comes_first(clinic: Clinic) -> None:
    staff = platform_staff()
    sent = {"languages_0": ["en", "fr", "es"], "languages_1": "es", "country": "MX", "currency": "MXN"}
    assert changed(staff, clinic, **sent).status_code == 302

    clinic.refresh_from_db()
    assert (clinic.languages, clinic.country, clinic.currency) == (["es", "en", "fr"], "MX", "MXN")


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"languages_0": ["en"], "languages_1": "fr"}, "French is the default: tick it too, or choose another."),
        ({"languages_0": [], "languages_1": "fr"}, "Tick at least one language, and choose the default."),
        ({"languages_0": ["de"], "languages_1": "en"}, "de is not one of the available choices"),
        ({"country": "XX"}, "Give a country as two capital letters"),
        ({"currency": "XXQ"}, "Give a currency as three capital letters"),
    ],
)
def test_what_cannot_be_is_said_beside_the_field(clinic: Clinic, changes: dict[str, Any], says: str) -> None:
    assertContains(changed(platform_staff(), clinic, **changes), says)


# -- the fields by themselves ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("typed", "kept"), [("0B6E4F", "#0b6e4f"), (" #0b6 ", "#00bb66"), ("", "")])
def test_a_colour_is_kept_in_one_way_of_writing(typed: str, kept: str) -> None:
    assert ColourField(required=False).clean(typed) == kept


def test_languages_are_a_list_of_codes_with_the_default_first() -> None:
    field = LanguagesField()

    assert field.compress([["en", "fr", "es"], "fr"]) == ["fr", "en", "es"]
    assert field.compress([]) == []
    assert field.prepare_value(["fr", "en"]) == [["fr", "en"], "fr"]
    assert not field.has_changed(["fr", "en"], [["fr", "en"], "fr"])
    assert field.has_changed(["fr", "en"], [["fr", "en"], "en"])
    assert field.has_changed(["fr", "en"], [["fr"], "fr"])


def test_countries_and_currencies_are_chosen_by_name_and_each_is_there_once() -> None:
    for choices, known in ((countries(), ("CA", "Canada")), (currencies(), ("CAD", "Canadian Dollar (CAD)"))):
        assert known in choices
        assert [name for _code, name in choices] == sorted(name for _code, name in choices)
        assert len({code for code, _name in choices}) == len(choices)


def test_a_code_that_the_lists_have_dropped_stays_choosable() -> None:
    field = NamedChoiceField(names=[("CA", "Canada")])

    assert field.clean("YU") == "YU"  # the model says what is wrong with it
    with pytest.raises(ValidationError):
        field.clean("")


def test_words_come_from_a_box_for_each_language() -> None:
    field = WordsField()
    field.speak(["en", "fr"])
    widget: Any = field.widget
    sent = {"words_en": "  Closed \n on  Monday", "words_fr": " ", "words_es": "not of this clinic"}

    assert widget.value_from_datadict(sent, {}, "words") == {"en": "Closed on Monday"}
    assert widget.value_omitted_from_data({"other": "x"}, {}, "words")
    assert not widget.value_omitted_from_data(sent, {}, "words")
    assert widget.id_for_label("id_words") == "id_words_en"
    assert not field.has_changed(None, {})
    assert field.has_changed({"en": "x"}, {"en": "y"})
