"""The measures see what they are there for: a page on which everything is wrong, and one on which nothing is."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.journeys import measures

BAD = """
<style>
  @keyframes fade { to { opacity: 0.9; } }
  .wide { width: 400px; } .cut { width: 4em; height: 1em; overflow: hidden; }
  .button { height: 30px; border: 0; transition: color 1s; animation: fade 1s infinite; }
</style>
<main>
  <p class="wide">wide</p>
  <p class="cut">words that do not fit into their box</p>
  <p><a href="#">17 pixels</a></p>
  <button class="button">low</button>
</main>
"""
GOOD = """<main><button class="button" style="height: 44px; border: 1px solid">right</button></main>"""


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    page = chromium.new_page(viewport={"width": 360, "height": 900}, forced_colors="active", reduced_motion="reduce")
    yield page
    page.close()


def test_a_bad_page_is_found_out(page: Page) -> None:
    page.set_content(BAD)

    assert len(measures.too_small(page)) == 2
    assert len(measures.unseen_in_forced_colours(page)) == 1
    assert len(measures.moving(page)) == 2
    assert [found for found in measures.cut_off_when_narrow_or_spaced(page) if found.startswith("narrow: 4")]
    assert [found for found in measures.cut_off_when_narrow_or_spaced(page) if found.startswith("spaced: cut off")]


def test_a_good_page_is_left_alone(page: Page) -> None:
    page.set_content(GOOD)

    assert measures.too_small(page) == []
    assert measures.unseen_in_forced_colours(page) == []
    assert measures.moving(page) == []
    assert measures.cut_off_when_narrow_or_spaced(page) == []
