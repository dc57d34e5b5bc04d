"""The page of components is for development, and shows what the pages show."""

from __future__ import annotations

from typing import Any

import pytest
from pytest_django.asserts import assertContains

from tests.world import Shopper, World


@pytest.mark.parametrize("demo", [False, True])
def test_nobody_sees_it_in_production_or_in_the_demo(shopper: Shopper, settings: Any, demo: bool) -> None:
    settings.DEBUG, settings.DEMO = False, demo

    assert shopper.get("/components/").status_code == 404


@pytest.mark.parametrize("slug", ["harbour", "meadow", "summit"])
def test_in_development_it_shows_every_outcome(
    request: pytest.FixtureRequest, world: World, settings: Any, slug: str
) -> None:
    request.getfixturevalue(slug)
    settings.DEBUG = True

    page = Shopper(f"{slug}.localhost").get("/components/")

    for state in ("placed", "unknown", "review", "refused", "payment"):
        assertContains(page, f'data-state="{state}"')
    for words in ("There is a problem", "This coupon has expired.", "Use the credit on your account first"):
        assertContains(page, words)
