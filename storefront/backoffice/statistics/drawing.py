"""Where the marks of a chart lie. Widths and places across are shares of the drawing, so it fits any screen with its
text as large as it is elsewhere; heights are pixels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from storefront.backoffice.statistics.funnel import Day, Stage

ROW, BAR, BAR_BELOW = 52, 16, 24
COLUMNS_HIGH = 120
GAP = 0.2  # of a column


@dataclass(frozen=True, slots=True)
class Bar:
    """``width`` and ``before`` (how far the step before it went) in percent of the drawing."""

    label: str
    note: str
    text_y: int
    y: int
    width: str
    before: str


@dataclass(frozen=True, slots=True)
class Column:
    """A part of a column that stands on the lower edge, from ``y`` down."""

    kind: str
    x: str
    width: str
    y: float
    height: float


@dataclass(frozen=True, slots=True)
class Drawing:
    height: int
    bars: tuple[Bar, ...] = ()
    columns: tuple[Column, ...] = ()


def funnel_drawing(stages: Sequence[Stage]) -> Drawing:
    bars = [
        Bar(
            label=stage.label,
            note=f"{stage.count}" if not i else f"{stage.count} · {stage.kept:.0f}%",
            text_y=i * ROW + BAR,
            y=i * ROW + BAR_BELOW,
            width=f"{stage.share:.2f}%",
            before=f"{stage.share_before:.2f}%",
        )
        for i, stage in enumerate(stages)
    ]
    return Drawing(ROW * len(bars), bars=tuple(bars))


def day_drawing(days: Sequence[Day]) -> Drawing:
    return columns_drawing([(day.carts, day.placed) for day in days], ("figure-cart", "figure-placed"), COLUMNS_HIGH)


def columns_drawing(pairs: Sequence[tuple[int, int]], kinds: tuple[str, str], height: int) -> Drawing:
    """One column for each pair: the whole, and the part of it in front."""
    most = max((whole for whole, _part in pairs), default=0)
    step = 100 / max(len(pairs), 1)
    columns = [
        Column(
            kind,
            f"{(i + GAP / 2) * step:.2f}%",
            f"{(1 - GAP) * step:.2f}%",
            round(height - high, 1),
            round(high, 1),
        )
        for i, pair in enumerate(pairs)
        for kind, value in zip(kinds, pair, strict=True)
        if (high := min(value / most, 1) * height if most else 0)
    ]
    return Drawing(height, columns=tuple(columns))
