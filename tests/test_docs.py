"""What the documents promise exists."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

HOME = Path(__file__).resolve().parent.parent
DOCUMENTS = sorted([*HOME.glob("docs/*.md"), *HOME.glob("*.md")])


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_test_that_is_named_is_there(document: Path) -> None:
    words = document.read_text()
    tests = {path: path.read_text() for path in HOME.glob("tests/**/test_*.py")}

    files = set(re.findall(r"\b(test_\w+)\.py", words))
    named = set(re.findall(r"`(test_\w+)`", words))

    assert files - {path.stem for path in tests} == set()
    assert {name for name in named if not any(f"def {name}(" in text for text in tests.values())} == set()


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_command_of_make_that_is_named_is_there(document: Path) -> None:
    targets = re.findall(r"^([a-z-]+):.* ## ", (HOME / "Makefile").read_text(), re.MULTILINE)

    assert "help" in targets
    assert set(re.findall(r"`make ([a-z-]+)", document.read_text())) - set(targets) == set()
