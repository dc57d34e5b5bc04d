"""A small photo studio: a wall, a table, soft light from the left. Drawn at double size, so that edges come out smooth.

Coordinates are those of a picture 1000 wide and 1000 high.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PIL import Image, ImageDraw, ImageFilter

Colour = tuple[int, int, int]
Box = tuple[float, float, float, float]

PIXELS = 1600
SCALE = PIXELS / 1000
TABLE = 690  # where the wall meets the table


@dataclass(frozen=True, slots=True)
class Palette:
    """``wall`` and ``disc`` are behind, ``body`` is the thing, ``accent`` its cap and marks, ``paper`` its label."""

    wall: Colour
    disc: Colour
    body: Colour
    accent: Colour
    paper: Colour = (252, 249, 243)


PALETTES = {
    "sage": Palette((226, 232, 222), (238, 242, 234), (146, 168, 144), (84, 106, 88)),
    "sand": Palette((240, 231, 217), (249, 243, 233), (214, 178, 126), (150, 106, 62)),
    "rose": Palette((243, 226, 224), (251, 240, 238), (217, 160, 160), (158, 92, 98)),
    "sky": Palette((221, 231, 239), (237, 243, 248), (138, 172, 199), (70, 104, 136)),
    "lilac": Palette((232, 226, 240), (244, 240, 249), (170, 152, 199), (104, 86, 138)),
    "clay": Palette((242, 225, 214), (251, 239, 231), (206, 138, 108), (142, 80, 56)),
    "mint": Palette((219, 235, 230), (236, 246, 242), (132, 184, 170), (62, 116, 104)),
    "slate": Palette((226, 230, 235), (240, 243, 246), (138, 150, 166), (72, 84, 102)),
}


class Studio:
    def __init__(self, palette: Palette) -> None:
        self.palette = palette
        self._picture = Image.new("RGB", (PIXELS, PIXELS), palette.wall)
        self._wall()

    def shadow(self, box: Box, strength: float = 0.34, blur: float = 22) -> None:
        """What a thing casts on the table: a soft ellipse, a little to the right of it."""
        mask = Image.new("L", self._picture.size)
        ImageDraw.Draw(mask).ellipse(_scaled(box), fill=int(255 * strength))
        self._picture.paste(mixed(self.palette.accent, (40, 36, 34), 0.6), mask=_blurred(mask, box, blur))

    def round(self, box: Box, colour: Colour, radius: float, *, depth: float = 1.0) -> None:
        """A rounded body; ``depth`` is how strongly the light models it (0 flat, 1 a cylinder)."""
        self._solid(box, colour, depth, lambda draw: draw.rounded_rectangle(_scaled(box), radius * SCALE, fill=255))

    def polygon(
        self, points: list[tuple[float, float]], colour: Colour, *, depth: float = 1.0, soft: float = 0
    ) -> None:
        """``soft`` rounds the corners."""
        xs, ys = [x for x, _ in points], [y for _, y in points]
        box = (min(xs), min(ys), max(xs), max(ys))
        shape = [(x * SCALE, y * SCALE) for x, y in points]
        self._solid(box, colour, depth, lambda draw: draw.polygon(shape, fill=255), soft)

    def ellipse(self, box: Box, colour: Colour, *, depth: float = 0.0) -> None:
        self._solid(box, colour, depth, lambda draw: draw.ellipse(_scaled(box), fill=255))

    def gleam(self, box: Box, strength: float = 0.35) -> None:
        """A soft streak of light on glass or lacquer."""
        mask = Image.new("L", self._picture.size)
        radius = (box[2] - box[0]) / 2 * SCALE
        ImageDraw.Draw(mask).rounded_rectangle(_scaled(box), radius, fill=int(255 * strength))
        self._picture.paste((255, 255, 255), mask=_blurred(mask, box, 4))

    def label(self, box: Box, *, depth: float = 0.55) -> None:
        """Paper with a round mark and a few lines that stand for words."""
        left, top, right, bottom = box
        width, height, middle = right - left, bottom - top, (left + right) / 2
        self.round(box, self.palette.paper, 8, depth=depth)
        mark = min(width, height) * 0.13
        centre = top + height * 0.3
        self.ellipse((middle - mark, centre - mark, middle + mark, centre + mark), self.palette.body)
        self.ellipse((middle - mark * 0.1, centre - mark, middle + mark, centre + mark * 0.1), self.palette.paper)
        for share, at in ((0.52, 0.58), (0.36, 0.67), (0.2, 0.82)):
            half, y = width * share / 2, top + height * at
            thick = 4.5 if at < 0.6 else 3
            self.round((middle - half, y - thick, middle + half, y + thick), self.palette.accent, thick, depth=0)

    def photograph(self, size: int) -> Image.Image:
        return self._picture.resize((size, size), Image.Resampling.LANCZOS)

    def _wall(self) -> None:
        palette = self.palette
        self.ellipse((190, 130, 810, 750), palette.disc)
        table = mixed(palette.wall, palette.body, 0.16)
        edge = Image.new("L", self._picture.size)
        ImageDraw.Draw(edge).rectangle(_scaled((0, TABLE, 1000, 1000)), fill=255)
        near = Image.linear_gradient("L").resize(self._picture.size)
        floor = Image.composite(
            Image.new("RGB", near.size, mixed(table, (255, 255, 255), 0.35)), Image.new("RGB", near.size, table), near
        )
        self._picture.paste(floor, mask=edge)

    def _solid(
        self, box: Box, colour: Colour, depth: float, draw: Callable[[ImageDraw.ImageDraw], None], soft: float = 0
    ) -> None:
        mask = Image.new("L", self._picture.size)
        draw(ImageDraw.Draw(mask))
        if soft:
            # Blur and cut at half: corners become round, straight edges stay where they are.
            mask = _blurred(mask, box, soft).point(lambda value: max(0, min(255, (value - 124) * 40)))
        left, top, right, bottom = (int(edge) for edge in _scaled(box))
        area = (left, top, max(right, left + 1) + 1, max(bottom, top + 1) + 1)
        lit = _lit(colour, area[2] - area[0], depth).resize((area[2] - area[0], area[3] - area[1]))
        self._picture.paste(lit, area[:2], mask.crop(area))


def mixed(one: Colour, other: Colour, share: float) -> Colour:
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return red, green, blue


def _blurred(mask: Image.Image, box: Box, radius: float) -> Image.Image:
    """The mask with its shape in ``box`` softened; only there, as blurring all of it is slow."""
    reach = 3 * radius
    around = _scaled((box[0] - reach, box[1] - reach, box[2] + reach, box[3] + reach))
    left, top, right, bottom = (max(0, min(PIXELS, int(edge))) for edge in around)
    mask.paste(mask.crop((left, top, right, bottom)).filter(ImageFilter.GaussianBlur(radius * SCALE)), (left, top))
    return mask


def _lit(colour: Colour, width: int, depth: float) -> Image.Image:
    """One row of a cylinder under light from the left: dim at the left edge, bright at a third, dark at the right."""
    row = Image.new("RGB", (width, 1))
    for x in range(width):
        place = x / max(width - 1, 1)
        bright = 1 - abs(place - 0.3) / (0.3 if place < 0.3 else 0.7)
        smooth = bright * bright * (3 - 2 * bright)
        tone = mixed(mixed(colour, (30, 26, 34), 0.26), mixed(colour, (255, 255, 255), 0.22), smooth)
        row.putpixel((x, 0), mixed(colour, tone, depth))
    return row


def _scaled(box: Box) -> tuple[float, float, float, float]:
    left, top, right, bottom = box
    return left * SCALE, top * SCALE, right * SCALE, bottom * SCALE
