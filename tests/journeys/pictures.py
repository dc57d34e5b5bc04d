"""Pictures of the pages, for somebody to look at: kept in ``screenshots/`` where SCREENSHOTS is set."""

from __future__ import annotations

import os

from django.conf import settings
from playwright.sync_api import Page

FOLDER = settings.BASE_DIR / "screenshots"
WANTED = bool(os.environ.get("SCREENSHOTS"))


def keep_picture(page: Page, name: str) -> None:
    """The whole page. Taking one costs more time than looking at the page does, so most runs take none."""
    if WANTED:
        page.screenshot(path=FOLDER / f"{name}.png", full_page=True)
