"""What is counted in units is said in units."""

from __future__ import annotations

import pytest

from storefront.catalogue.units import how_many, in_units
from storefront.upstream.types import OrderLine


@pytest.mark.parametrize(
    ("unit", "quantity", "words"),
    [
        ("WRINKLE_UNITS", 20, "20 units"),
        ("UNITS", 1, "1 unit"),
        ("SESSIONS", 3, "3 sessions"),
        ("ML", 5, "5 ml"),
        ("BOTTLES", 2, "2 ×"),
        ("", 2, "2 ×"),
        ("PARSECS", 2, "2 ×"),
    ],
)
def test_how_many_there_are_is_said_in_the_unit_where_it_has_words(unit: str, quantity: int, words: str) -> None:
    line = OrderLine("Botanical Relaxer", quantity, unit=unit)

    assert how_many(line) == words
    assert bool(in_units(line)) is not words.endswith("×")
