"""``manage.py load_clinics`` says what it did. What a file makes of clinics: tests/onboarding/test_clinics_file.py."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from storefront.clinics.models import Clinic

FILE = """
[[clinic]]
slug = "harbour"
name = "Harbour Health"
hosts = ["shop.harbour.example"]
languages = ["en"]
country = "CA"
currency = "CAD"
support_email = "help@harbour.example"
commerce = { kind = "careportals", organization = "aurora_demo" }
"""


def load(file: Path) -> str:
    written = StringIO()
    call_command("load_clinics", str(file), stdout=written)
    return written.getvalue()


def test_each_clinic_is_told_as_created_or_updated(db: None, tmp_path: Path) -> None:
    file = tmp_path / "clinics.toml"
    file.write_text(FILE)
    assert load(file) == "harbour: created\n"

    file.write_text(FILE + FILE.replace("harbour", "summit"))

    assert load(file) == "harbour: updated\nsummit: created\n"


def test_a_mistake_ends_it_and_nothing_is_loaded(db: None, tmp_path: Path) -> None:
    file = tmp_path / "clinics.toml"
    file.write_text(FILE + FILE.replace("harbour", "summit").replace("CAD", "dollars"))

    with pytest.raises(CommandError, match='clinic "summit": currency: Give a currency'):
        load(file)

    assert not Clinic.objects.exists()
