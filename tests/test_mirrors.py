"""Tests lie where their code lies: a module with something to decide has a test file of its name."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
MIRRORED = ("backoffice", "clinics", "language_choice", "limits", "onboarding", "staff", "statistics")  # of storefront
WIRING = {"apps.py"}  # what a start of any test needs


def decides(module: Path) -> bool:
    """Has a function, other than the name of a row for people."""
    functions = [node.name for node in ast.walk(ast.parse(module.read_text())) if isinstance(node, ast.FunctionDef)]
    return module.name not in WIRING and any(name != "__str__" for name in functions)


def modules(package: str) -> list[Path]:
    found = (ROOT / "storefront" / package).rglob("*.py")
    return sorted(path.relative_to(ROOT / "storefront") for path in found if "migrations" not in path.parts)


@pytest.mark.parametrize("package", MIRRORED)
def test_every_module_that_decides_something_has_tests_of_its_name(package: str) -> None:
    found = [module for module in modules(package) if decides(ROOT / "storefront" / module)]
    assert found

    missing = [
        str(module) for module in found if not (ROOT / "tests" / module.parent / f"test_{module.name}").is_file()
    ]
    assert missing == []
