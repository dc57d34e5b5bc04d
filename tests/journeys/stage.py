"""Where a scene is played: a window at one clinic, somebody in it, and the upstreams behind."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Page, expect

from storefront.clinics.models import Clinic
from tests.journeys.window import Window
from tests.world import Shopper, World


@dataclass
class Stage:
    shop: Window
    shopper: Shopper
    world: World
    clinic: Clinic

    @property
    def page(self) -> Page:
        return self.shop.page

    def open(self, path: str) -> None:
        """With everything that the shopper has done so far."""
        self.shop.become(self.shopper)
        self.shop.open(path)

    def ordered(self) -> None:
        self.open(self.shopper.place_order()["Location"])

    def refused(self) -> None:
        """The page says what is wrong, before anything is looked at."""
        expect(self.page.locator("#error-summary")).to_be_focused()


Scene = Callable[[Stage], None]
SCENES: dict[str, tuple[str, Scene]] = {}


def scene_at(slug: str) -> Callable[[Scene], Scene]:
    """Keeps a scene, played at this clinic, under its own name with hyphens."""

    def keep(play: Scene) -> Scene:
        SCENES[play.__name__.replace("_", "-")] = (slug, play)
        return play

    return keep
