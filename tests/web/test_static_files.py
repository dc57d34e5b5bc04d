"""What browsers get of styles and scripts: the same in fewer bytes."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.core.files.base import ContentFile

from storefront.web.static_files import SmallStaticFilesStorage, smaller


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


def test_the_store_of_a_release_holds_the_small_form(tmp_path: Path) -> None:
    store = SmallStaticFilesStorage(location=tmp_path, base_url="/static/")

    name = store.save("shop.css", ContentFile(b"a { color : red ; } /* why */"))

    assert (tmp_path / name).read_bytes() == b"a{color:red}"
