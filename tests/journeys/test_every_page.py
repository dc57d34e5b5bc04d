"""Every page in every state, on a phone and a desk, by day and by night: no accessibility violation, nothing cut off.

A picture of each is kept in ``screenshots/``.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from playwright.sync_api import Page

from storefront.clinics.models import Clinic
from tests.journeys.scenes import SCENES, Stage
from tests.journeys.window import Window
from tests.world import Shopper, World

NARROWEST = 320
WIDTHS = (360, 1280)
SCHEMES = ("light", "dark")
PICTURES = settings.BASE_DIR / "screenshots"
ALL_PICTURES = "Promise.all([...document.images].map((each) => { each.loading = 'eager'; return each.decode(); }))"
AXE = Axe()
RULES = {
    "light": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "dark": ["color-contrast", "link-in-text-block"],  # nothing but colours changes by night
}


@pytest.mark.parametrize("name", SCENES)
def test_a_page_is_for_everybody(
    window: Callable[..., Window], shopper: Shopper, world: World, harbour: Clinic, name: str
) -> None:
    shop = window(width=WIDTHS[0], expected={403, 404, 503})
    SCENES[name](Stage(shop, shopper, world, harbour))
    page = shop.page
    page.evaluate(ALL_PICTURES)

    page.evaluate(AXE.axe_script)

    violations = [found for width in WIDTHS for scheme in SCHEMES for found in violations_at(page, name, width, scheme)]

    assert violations == []
    page.set_viewport_size({"width": NARROWEST, "height": 700})
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROWEST


def violations_at(page: Page, name: str, width: int, scheme: str) -> list[str]:
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    page.screenshot(path=PICTURES / f"{name}-{width}-{scheme}.png", full_page=True)
    found = page.evaluate("(rules) => axe.run({runOnly: rules}).then((found) => found.violations)", RULES[scheme])
    return [
        f"{width} {scheme}: {each['id']}: {node['html']} ({node['failureSummary']})"
        for each in found
        for node in each["nodes"]
    ]
