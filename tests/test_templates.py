"""Templates can be read, and leave the choice of a sentence to the words modules."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

HOME = Path(__file__).resolve().parent.parent / "templates"
LONGEST = 160
TEMPLATES = sorted(path for path in HOME.rglob("*") if path.suffix in {".html", ".txt"})
# A branch of a chain of conditions that holds nothing but a sentence.
CHAIN = re.compile(r"\{% elif [^%]*%\}\s*\{% (?:translate|blocktranslate)\b")

each = pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: str(path.relative_to(HOME)))


@each
def test_no_line_is_long(template: Path) -> None:
    long = [number for number, line in enumerate(template.read_text().splitlines(), 1) if len(line) > LONGEST]

    assert long == []


@each
def test_no_chain_of_conditions_chooses_a_sentence(template: Path) -> None:
    assert CHAIN.findall(template.read_text()) == []


def test_a_chain_is_found() -> None:
    assert CHAIN.search('{% if a %}{% translate "One" %}{% elif b %} {% translate "Two" %}{% endif %}')
