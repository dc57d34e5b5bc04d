"""A clinic's one colour: how staff may write it, the contrast that WCAG 2.2 asks, and what the pages make of it."""

from __future__ import annotations

import re
from colorsys import hls_to_rgb, rgb_to_hls
from dataclasses import dataclass
from typing import Literal

Colour = tuple[float, float, float]  # red, green and blue between 0 and 1

LIGHT_PAGE: Colour = (1.0, 1.0, 1.0)
DARK_PAGE: Colour = (0.08, 0.09, 0.10)
BLACK: Colour = (0.0, 0.0, 0.0)
TEXT = 4.5
CONTROL = 3.0
SPARE = 0.1  # a hair more than is asked survives rounding to eight bits


@dataclass(frozen=True, slots=True)
class Palette:
    """What a page uses: the button, the text on it, and text and lines in the clinic's colour."""

    fill: Colour
    on_fill: Colour
    strong: Colour


@dataclass(frozen=True, slots=True)
class Check:
    """One requirement, how the colour as it was typed meets it, and what the pages use."""

    what: str
    scheme: Literal["light", "dark"]
    needed: float
    found: float
    used: str

    @property
    def passes(self) -> bool:
        return self.found >= self.needed


def normal(typed: str) -> str:
    """``#0b6e4f`` for ``0B6E4F``, ``#0B6E4F`` and the like, ``#00bb66`` for ``#0b6``. Raises ``ValueError``."""
    digits = typed.strip().removeprefix("#").lower()
    if not re.fullmatch(r"[0-9a-f]{3}|[0-9a-f]{6}", digits, re.ASCII):
        raise ValueError("expected a colour such as #0b6e4f")
    return "#" + (digits if len(digits) == 6 else "".join(digit * 2 for digit in digits))


def palette(brand: Colour, page: Colour) -> Palette:
    """The nearest colours of the same hue with which a button stands out from the page and all texts can be read."""
    fill = readable_on(brand, page, CONTROL)
    on_fill = best_on(fill)
    if contrast(fill, on_fill) < TEXT + SPARE:
        fill = readable_on(fill, on_fill, TEXT + SPARE)
    return Palette(fill, on_fill, readable_on(brand, page, TEXT + SPARE))


def checks(typed: str) -> list[Check]:
    brand = parse(typed)
    light, dark = palette(brand, LIGHT_PAGE), palette(brand, DARK_PAGE)
    return [
        Check("Text and links on a light page", "light", TEXT, contrast(brand, LIGHT_PAGE), text(light.strong)),
        Check(
            "Buttons and focus rings on a light page", "light", CONTROL, contrast(brand, LIGHT_PAGE), text(light.fill)
        ),
        Check("Text on the button", "light", TEXT, contrast(brand, best_on(brand)), text(light.fill)),
        Check("Text and links on a dark page", "dark", TEXT, contrast(brand, DARK_PAGE), text(dark.strong)),
        Check("Buttons and focus rings on a dark page", "dark", CONTROL, contrast(brand, DARK_PAGE), text(dark.fill)),
    ]


def nearest(typed: str) -> str:
    """The nearest colour that light pages can use as it is. None suits light and dark pages both."""
    return text(readable_on(parse(typed), LIGHT_PAGE, TEXT))


def best_on(fill: Colour) -> Colour:
    """White or black: one of the two can always be read."""
    return max(LIGHT_PAGE, BLACK, key=lambda ink: contrast(fill, ink))


def readable_on(colour: Colour, background: Colour, wanted: float) -> Colour:
    """The nearest lightness of the same hue that has the wanted contrast on the background, in eight bits too."""
    hue, lightness, saturation = rgb_to_hls(*colour)
    step = -0.01 if luminance(background) > 0.5 else 0.01
    end = 0.0 if step < 0 else 1.0
    while contrast(parse(text(colour)), background) < wanted and lightness != end:
        lightness = min(max(lightness + step, 0.0), 1.0)
        colour = hls_to_rgb(hue, lightness, saturation)
    return colour


def contrast(one: Colour, other: Colour) -> float:
    """WCAG 2.2 contrast ratio, 1 to 21."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: Colour) -> float:
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def parse(hex_colour: str) -> Colour:
    """``#0b6e4f`` to red, green and blue between 0 and 1."""
    red, green, blue = (int(hex_colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    return red, green, blue


def text(colour: Colour) -> str:
    return "#" + "".join(f"{round(c * 255):02x}" for c in colour)
