"""What an upstream cannot do is said by a capability that a page can ask, never by its name."""

from __future__ import annotations

from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
NAMES = ("careportals", "decoda", "elasticpath", "commerce_kind")
PAGES = {
    "views": sorted(path for app in ("checkout", "storefront") for path in (ROOT / app).rglob("views*/*.py")),
    "templates": sorted((ROOT / "templates").rglob("*.html")),
}


@pytest.mark.parametrize("kind", PAGES)
def test_no_page_asks_for_an_upstream_by_name(kind: str) -> None:
    assert PAGES[kind]
    for path in PAGES[kind]:
        for name in NAMES:
            assert name not in path.read_text().lower(), path
