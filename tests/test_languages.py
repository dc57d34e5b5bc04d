"""One row makes a language: all that depends on the languages follows the table, and nothing is forgotten beside it."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from storefront import languages
from storefront.languages import LANGUAGES, Language
from tests.languages.completeness import gaps
from tools import messages

GERMAN = Language("de", "Deutsch", "German", formats="de")

# In a process of its own: most of this is made once, when its module is loaded.
WITH_GERMAN = """
import json, os
os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
from storefront import languages
languages.LANGUAGES += (languages.Language("de", "Deutsch", "German", formats="de"),)
import django
django.setup()

from django.conf import settings
from django.utils import translation
from storefront.backoffice.clinics.fields import LanguagesField
from storefront.clinics.hosts.middleware import unknown_host_page
from storefront.clinics.models import Clinic, ClinicText
from storefront.clinics.schema import TextsByLanguage
from storefront.clinics.validators import validate_languages, validate_words
from storefront.forms import places
from storefront.language_choice.switch import offered
from storefront.money import Money
from tools import messages
from tests.languages.completeness import gaps

validate_languages(["de"])
validate_words({"de": "Geschlossen"})
with translation.override("de"):
    countries = dict(places.countries())
print(json.dumps({
    "settings": dict(settings.LANGUAGES).get("de"),
    "switch": dict(offered(Clinic(languages=["en", "de"]))).get("de"),
    "texts in the staff pages": str(ClinicText(language="de")),
    "boxes to tick": dict(LanguagesField().fields[0].choices).get("de"),
    "texts in the clinics file": "de" in TextsByLanguage.model_fields,
    "unknown host": '<p lang="de">' in unknown_host_page(),
    "money": Money.of(1290, "CAD").display("de", "CA"),
    "countries": countries["US"],
    "catalogues": "de" in messages.LANGUAGES,
    "gaps": gaps(languages.LANGUAGES[-1]),
}))
"""


def test_a_row_more_is_followed_everywhere_and_what_it_still_needs_is_named() -> None:
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-c", WITH_GERMAN], cwd=messages.HOME, capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == {
        "settings": "Deutsch",
        "switch": "Deutsch",
        "texts in the staff pages": "German",
        "boxes to tick": "German",
        "texts in the clinics file": True,
        "unknown host": True,
        "money": "1.290,00\u00a0$",
        "countries": "Vereinigte Staaten",
        "catalogues": True,
        "gaps": [
            "locale/de/LC_MESSAGES/django.po",
            "locale/de/LC_MESSAGES/django.mo",
            "storefront/forms/province_names/de.toml",
        ],
    }


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda language: str(language.code))
def test_no_language_of_the_table_lacks_anything(language: Language) -> None:
    assert gaps(language) == []


def test_a_country_without_names_in_a_language_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.languages.completeness.PROVINCE_NAMES", messages.HOME / "docs")
    assert "docs/fr.toml" in gaps(LANGUAGES[1])
    monkeypatch.setattr(messages, "HOME", tmp_path)
    monkeypatch.setattr("tests.languages.completeness.PROVINCE_NAMES", tmp_path)
    (tmp_path / "fr.toml").write_text("[MX]\n")
    (tmp_path / "es.toml").write_text('[CA]\nBC = "Columbia Británica"\n')

    assert "fr.toml: [US]" in gaps(LANGUAGES[1])  # Canada publishes its own in French
    assert "fr.toml: [CA]" not in gaps(LANGUAGES[1])
    assert "es.toml: [US]" in gaps(LANGUAGES[2])


def test_a_row_that_nobody_can_write_in_is_found() -> None:
    wrong = replace(GERMAN, code="tlh", formats="de_XX")

    assert gaps(wrong)[:2] == [
        "tlh: Django has no such language, so its own texts and dates would be English",
        "de_XX: no locale of CLDR",
    ]


def test_names_are_told_apart_and_a_language_that_is_gone_keeps_its_code() -> None:
    assert len(set(languages.own_names().values())) == len(set(languages.english_names().values())) == len(LANGUAGES)
    assert (languages.english_name("fr"), languages.english_name("de")) == ("French", "de")
    assert (languages.formats_of("fr"), languages.formats_of("de")) == ("fr_CA", "de")
