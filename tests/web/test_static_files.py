"""What browsers get of styles and scripts: the same in fewer bytes."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.core.management import call_command
from pytest_django import Settings

from storefront.web.static_files import smaller

STORE = "storefront.web.static_files.SmallStaticFilesStorage"


@pytest.mark.parametrize("name", ["shop.js", "card.js", "shop.css", "staff/staff.css"])
def test_comments_and_spare_spaces_are_not_sent(name: str) -> None:
    found = finders.find(name)
    assert isinstance(found, str)
    source = Path(found).read_bytes()

    sent = smaller(name, source)

    assert len(sent) < 0.95 * len(source)
    assert b"/*" not in sent
    assert b"\n  " not in sent


def test_words_in_quotes_stay_as_they_are() -> None:
    assert smaller("a.js", b'say("a  // b"); // why\n') == b'say("a  // b");'


@pytest.mark.parametrize("name", ["django_htmx/htmx-2.min.js", "admin/js/core.js", "logo.svg", "fonts/a.woff2"])
def test_what_others_made_is_left_alone(name: str) -> None:
    assert smaller(name, b"a  =  1; // theirs\n") == b"a  =  1; // theirs\n"


def test_a_release_sends_every_style_and_script_whole_and_small(tmp_path: Path, settings: Settings) -> None:
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = settings.STORAGES | {"staticfiles": {"BACKEND": STORE}}

    call_command("collectstatic", interactive=False, verbosity=0)

    sent = json.loads((tmp_path / "staticfiles.json").read_text())["paths"]
    for name in ("shop.js", "shop.css", "staff/staff.css"):
        content = (tmp_path / sent[name]).read_bytes()
        source = Path(str(finders.find(name))).read_bytes()
        assert 0.5 * len(source) < len(content) < 0.95 * len(source)
        assert gzip.decompress((tmp_path / f"{sent[name]}.gz").read_bytes()) == content
