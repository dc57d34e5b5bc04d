"""Where the marks of a chart lie: shares across, pixels down, and nothing outside the drawing."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storefront.backoffice.statistics.drawing import (
    BAR,
    COLUMNS_HIGH,
    ROW,
    columns_drawing,
    day_drawing,
    funnel_drawing,
)
from storefront.backoffice.statistics.funnel import Day, Stage

KINDS = ("whole", "part")


def test_a_funnel_has_a_bar_for_each_step_below_its_text() -> None:
    drawing = funnel_drawing([Stage("Cart", 200, 200, 200), Stage("Signed in", 50, 200, 200)])

    assert drawing.height == 2 * ROW
    first, second = drawing.bars
    assert (first.label, first.note, first.width, first.before) == ("Cart", "200", "100.00%", "100.00%")
    assert (second.label, second.note, second.width, second.before) == ("Signed in", "50 · 25%", "25.00%", "100.00%")
    assert second.text_y - first.text_y == second.y - first.y == ROW
    assert all(bar.text_y < bar.y < bar.y + BAR <= drawing.height for bar in drawing.bars)


def test_a_column_stands_on_the_lower_edge_with_its_part_in_front() -> None:
    drawing = columns_drawing([(10, 4), (5, 5), (0, 0)], KINDS, 100)

    assert [(column.kind, column.y, column.height) for column in drawing.columns] == [
        ("whole", 0, 100),
        ("part", 60, 40),
        ("whole", 50, 50),
        ("part", 50, 50),
    ]
    assert [column.x for column in drawing.columns] == ["3.33%", "3.33%", "36.67%", "36.67%"]
    assert {column.width for column in drawing.columns} == {"26.67%"}


@pytest.mark.parametrize("pairs", [[], [(0, 0)], [(0, 0), (0, 0)]])
def test_where_nothing_was_counted_nothing_is_drawn(pairs: list[tuple[int, int]]) -> None:
    assert columns_drawing(pairs, KINDS, 100).columns == ()
    assert funnel_drawing([]).bars == ()


@given(st.lists(st.tuples(st.integers(0, 10**9), st.integers(0, 10**9)), max_size=400))
def test_no_mark_leaves_the_drawing(pairs: list[tuple[int, int]]) -> None:
    """Also where the part is larger than the whole: an order may be counted on another day than its cart."""
    for column in columns_drawing(pairs, KINDS, COLUMNS_HIGH).columns:
        assert 0 <= column.y <= COLUMNS_HIGH
        assert 0 <= column.height <= COLUMNS_HIGH
        assert column.y + column.height == pytest.approx(COLUMNS_HIGH, abs=0.2)
        assert 0 <= float(column.x[:-1]) <= float(column.x[:-1]) + float(column.width[:-1]) <= 100.1


def test_days_are_carts_with_the_orders_in_front() -> None:
    drawing = day_drawing([Day(date(2026, 11, 2), carts=4, placed=1)])

    assert [(column.kind, column.height) for column in drawing.columns] == [
        ("figure-cart", COLUMNS_HIGH),
        ("figure-placed", COLUMNS_HIGH / 4),
    ]
