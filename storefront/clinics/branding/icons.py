"""Pictures made from a clinic's name and colour: icons of tabs and home screens, and the card of shared links."""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Callable

from django.utils.html import format_html
from PIL import Image, ImageDraw, ImageFont

from storefront.clinics.branding.colours import LIGHT_PAGE, palette, parse, text
from storefront.clinics.models import Clinic, Logo

CARD = (1200, 630)  # what shared links are shown at
MARGIN = 96
Points = list[tuple[float, float]]


def initial(clinic: Clinic) -> str:
    return next((char for char in clinic.name if char.isalnum()), clinic.slug[0]).upper()


def svg(clinic: Clinic) -> str:
    colours = palette(parse(clinic.brand_primary), LIGHT_PAGE)
    return format_html(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64"><rect width="64" height="64" rx="14" fill="{}"/>'
        '<text x="32" y="45" text-anchor="middle" font-family="Georgia,serif" font-size="38" fill="{}">{}</text></svg>',
        text(colours.fill),
        text(colours.on_fill),
        initial(clinic),
    )


def png(clinic: Clinic, side: int, kind: str = "PNG") -> bytes:
    """The initial on the clinic's colour; a plain square where we cannot draw it."""
    colours = palette(parse(clinic.brand_primary), LIGHT_PAGE)
    big = side * 4
    picture = Image.new("RGB", (big, big), text(colours.fill))
    if letters := drawable(initial(clinic)):
        font = ImageFont.load_default(big * 0.62)
        left, top, right, bottom = font.getbbox(letters[0][0])
        at = ((big - right - left) / 2, (big - bottom - top) / 2)
        Pen(picture, text(colours.on_fill), text(colours.fill), big * 0.62).write(letters, *at)
    return _saved(picture.resize((side, side), Image.Resampling.LANCZOS), kind)


def social(clinic: Clinic, logo: Logo | None) -> bytes:
    """The logo where staff uploaded one, else the name, else the initial. Nothing of what is sold."""
    colours = palette(parse(clinic.brand_primary), LIGHT_PAGE)
    fill, ink = text(colours.fill), text(colours.on_fill)
    width, height = (2 * side for side in CARD)
    picture = Image.new("RGB", (width, height), "#ffffff" if logo else fill)
    if logo:
        _place_logo(picture, bytes(logo.data), fill)
    elif lines := _lines(clinic.name, width - 4 * MARGIN):
        size, written = lines
        pen = Pen(picture, ink, fill, size)
        top = (height - len(written) * size * 1.15) / 2
        for number, line in enumerate(written):
            pen.write(line, (width - pen.width(line)) / 2, top + number * size * 1.15)
    else:
        with Image.open(io.BytesIO(png(clinic, 640))) as letter:
            picture.paste(letter, ((width - 640) // 2, (height - 640) // 2))
    return _saved(picture.resize(CARD, Image.Resampling.LANCZOS), "PNG")


def _place_logo(picture: Image.Image, data: bytes, stripe: str) -> None:
    width, height = picture.size
    with Image.open(io.BytesIO(data)) as kept:
        logo = kept.convert("RGBA")
    scale = min((width - 4 * MARGIN) / logo.width, (height - 6 * MARGIN) / logo.height)
    logo = logo.resize((round(logo.width * scale), round(logo.height * scale)), Image.Resampling.LANCZOS)
    picture.paste(logo, ((width - logo.width) // 2, (height - logo.height) // 2), logo)
    ImageDraw.Draw(picture).rectangle((0, height - MARGIN // 2, width, height), fill=stripe)


Letters = list[tuple[str, str]]  # a letter that the font has, and the mark that stands at it or ""

SPELT = {"œ": "oe", "Œ": "OE", "æ": "ae", "Æ": "AE", "ß": "ss", "’": "'", "‘": "'", "–": "-", "—": "-", "\xa0": " "}


def drawable(words: str) -> Letters:
    """Letters and their marks; empty where there is one that the font lacks and the pen cannot add."""
    found: Letters = []
    for char in unicodedata.normalize("NFD", "".join(SPELT.get(each, each) for each in words)):
        if unicodedata.combining(char) and char in MARKS and found and not found[-1][1]:
            found[-1] = (found[-1][0], char)
        elif char.isascii() and char.isprintable():
            found.append((char, ""))
        else:
            return []
    return found


def _lines(name: str, width: float) -> tuple[float, list[Letters]] | None:
    """The largest size at which the name fits in three lines, and the lines."""
    words = [drawable(word) for word in name.split()]
    if not words or not all(words):
        return None
    for size in (240, 200, 168, 140, 116, 96):
        measure = Pen(Image.new("RGB", (1, 1)), "#000", "#fff", size).width
        lines: list[Letters] = []
        for word in words:
            longer = [*lines[-1], (" ", ""), *word] if lines else word
            if lines and measure(longer) <= width:
                lines[-1] = longer
            else:
                lines.append(word)
        if len(lines) <= 3 and all(measure(line) <= width for line in lines):
            return float(size), lines
    return None


class Pen:
    """Writes with the font that comes with Pillow, and adds the accents that it lacks."""

    def __init__(self, picture: Image.Image, ink: str, ground: str, size: float) -> None:
        self.draw, self.ink, self.ground, self.size = ImageDraw.Draw(picture), ink, ground, size
        self.font = ImageFont.load_default(size)
        self.baseline = self.font.getbbox("H")[3]

    def width(self, letters: Letters) -> float:
        return sum(self.font.getlength(letter) for letter, _ in letters)

    def write(self, letters: Letters, x: float, y: float) -> None:
        for letter, mark in letters:
            self.draw.text((x, y), letter, font=self.font, fill=self.ink)
            if mark:
                self._add(mark, letter, x + self.font.getlength(letter) / 2, y)
            x += self.font.getlength(letter)

    def _add(self, mark: str, letter: str, middle: float, y: float) -> None:
        top = y + self.font.getbbox("x" if letter in "ij" else letter)[1]
        if letter in "ij":  # its dot gives way to the mark
            reach = self.size * 0.15
            self.draw.rectangle((middle - reach, top - self.size * 0.4, middle + reach, top - 1), fill=self.ground)
        if mark == CEDILLA:
            top = y + self.baseline
        for stroke in MARKS[mark]:
            points = [(middle + dx * self.size, top + dy * self.size) for dx, dy in stroke]
            thick = self.size * 0.075
            self.draw.line(points, fill=self.ink, width=round(thick), joint="curve")
            for px, py in (points[0], points[-1]):
                self.draw.ellipse((px - thick / 2, py - thick / 2, px + thick / 2, py + thick / 2), fill=self.ink)


CEDILLA = "\u0327"
# Strokes in parts of the size of the font, from the middle and the top of the letter, or its baseline for the cedilla.
MARKS: dict[str, list[Points]] = {
    "\u0301": [[(-0.05, -0.09), (0.07, -0.19)]],
    "\u0300": [[(0.05, -0.09), (-0.07, -0.19)]],
    "\u0302": [[(-0.12, -0.09), (0.0, -0.18), (0.12, -0.09)]],
    "\u030c": [[(-0.12, -0.18), (0.0, -0.09), (0.12, -0.18)]],
    "\u0308": [[(-0.11, -0.13), (-0.1, -0.13)], [(0.1, -0.13), (0.11, -0.13)]],
    "\u0303": [[(-0.15, -0.1), (-0.07, -0.15), (0.07, -0.1), (0.15, -0.15)]],
    CEDILLA: [[(0.0, 0.01), (0.05, 0.08), (0.04, 0.14), (-0.07, 0.15)]],
}


def _saved(picture: Image.Image, kind: str) -> bytes:
    out = io.BytesIO()
    save: Callable[..., None] = picture.save
    save(out, kind, **({"sizes": [picture.size]} if kind == "ICO" else {"optimize": True}))
    return out.getvalue()
