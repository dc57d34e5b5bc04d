"""Tests lie where their code lies: a module with something to decide has a test file of its name."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
STOREFRONT = (
    "backoffice",
    "catalogue",
    "clinics",
    "demo",
    "forms",
    "jobs",
    "language_choice",
    "limits",
    "local_accounts",
    "mail",
    "onboarding",
    "patients",
    "sessions",
    "staff",
    "statistics",
    "templatetags",
    "web",
)
MIRRORED = {  # tests: the code whose folders they have
    **{f"tests/{package}": f"storefront/{package}" for package in STOREFRONT},
    "tests/checkout": "checkout",
    "tests/upstream": "storefront/upstream",
}
WIRING = {"apps.py"}  # what a start of any test needs


def decides(module: Path) -> bool:
    """Has a function, other than the name of a row for people."""
    functions = [node.name for node in ast.walk(ast.parse(module.read_text())) if isinstance(node, ast.FunctionDef)]
    return module.name not in WIRING and any(name != "__str__" for name in functions)


def modules(package: Path) -> list[Path]:
    found = (path for path in package.rglob("*.py") if "migrations" not in path.parts)
    return sorted(path.relative_to(package) for path in found if decides(path))


@pytest.mark.parametrize(("tests", "code"), MIRRORED.items(), ids=MIRRORED.values())
def test_every_module_that_decides_something_has_tests_of_its_name(tests: str, code: str) -> None:
    found = modules(ROOT / code)
    assert found

    missing = [str(module) for module in found if not (ROOT / tests / module.parent / f"test_{module.name}").is_file()]
    assert missing == []


def test_every_module_beside_the_packages_has_tests_of_its_name() -> None:
    found = [path.name for path in sorted((ROOT / "storefront").glob("*.py")) if decides(path)]
    assert found

    assert [name for name in found if not (ROOT / "tests" / f"test_{name}").is_file()] == []
