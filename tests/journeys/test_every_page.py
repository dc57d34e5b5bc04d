"""Every page in every state, at each kind of clinic.

For eyes and for screen readers, by day and by night, on a phone and a desk, at 400 %, with more room between letters,
in the colours of the browser, and without motion.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from storefront.clinics.models import Clinic
from tests.journeys import measures, scenes, scenes_of_meadow, scenes_of_summit
from tests.journeys.measures import NARROWEST
from tests.journeys.pictures import keep_picture
from tests.journeys.stage import SCENES, Stage
from tests.journeys.window import Window
from tests.world import Shopper, World

__all__ = [
    "AXE",
    "NARROWEST",
    "RULES",
    "SCHEMES",
    "WIDTHS",
    "scenes",
    "scenes_of_meadow",
    "scenes_of_summit",
]

WIDTHS = (360, 1280)
SCHEMES = ("light", "dark")
ALL_PICTURES = "Promise.all([...document.images].map((each) => { each.loading = 'eager'; return each.decode(); }))"
AXE = Axe()
RULES = {
    "light": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "dark": ["color-contrast", "link-in-text-block"],  # nothing but colours changes by night
}


@pytest.fixture(params=SCENES)
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def page(name: str, request: pytest.FixtureRequest, window: Callable[..., Window], world: World) -> Iterator[Page]:
    """The page at the end of its scene, on a phone."""
    slug, play = SCENES[name]
    clinic: Clinic = request.getfixturevalue(slug)
    shop = window(at=slug, width=WIDTHS[0], expected={403, 404, 410, 503})
    play(Stage(shop, Shopper(f"{slug}.localhost"), world, clinic))
    shop.page.evaluate(ALL_PICTURES)
    return shop.page  # type: ignore[return-value]


def test_a_page_is_for_everybody(page: Page, name: str) -> None:
    page.evaluate(AXE.axe_script)
    found = measures.too_small(page)

    for width in WIDTHS:
        for scheme in SCHEMES:
            found += violations_at(page, name, width, scheme)
    page.emulate_media(color_scheme="light", forced_colors="active", reduced_motion="reduce")
    keep_picture(page, f"{name}-1280-forced")
    found += measures.unseen_in_forced_colours(page) + measures.moving(page)
    page.emulate_media(forced_colors="none", reduced_motion="no-preference")
    found += measures.cut_off_when_narrow_or_spaced(page)

    assert found == []


def violations_at(page: Page, name: str, width: int, scheme: str) -> list[str]:
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    keep_picture(page, f"{name}-{width}-{scheme}")
    found = page.evaluate("(rules) => axe.run({runOnly: rules}).then((found) => found.violations)", RULES[scheme])
    return [
        f"{width} {scheme}: {each['id']}: {node['html']} ({node['failureSummary']})"
        for each in found
        for node in each["nodes"]
    ]
