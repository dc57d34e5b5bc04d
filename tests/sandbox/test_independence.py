"""The sandbox checks our readers, so it must not share a line with them."""

from __future__ import annotations

import ast
import sys
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any

import pytest

import sandbox

PACKAGES = {"requests", "urllib3", "werkzeug"}
ROOT = Path(sandbox.__file__).parent
MODULES = sorted(ROOT.rglob("*.py"))


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.stem)
def test_a_module_imports_only_itself_the_standard_library_and_what_it_needs(module: Any) -> None:
    for name in imported(module):
        root = name.split(".")[0]
        assert root in sys.stdlib_module_names or root in {"sandbox", *PACKAGES}


def test_only_the_transport_knows_the_http_client() -> None:
    assert [path.name for path in MODULES if {"requests", "urllib3"} & set(imported(path))] == ["transport.py"]


def test_no_two_files_need_each_other() -> None:
    """Also not for their types only. A vendor's folder counts as one file: what happens inside is its own affair."""
    needs: dict[str, set[str]] = {}
    for module in MODULES:
        if module.parent != ROOT or module.name != "__init__.py":
            unit = module.relative_to(ROOT).with_suffix("").parts[0]
            others = {name.split(".")[1] for name in imported(module) if name.startswith("sandbox.")} - {unit}
            needs.setdefault(unit, set()).update(others)

    order = list(TopologicalSorter(needs).static_order())

    assert set(order) == set(needs)
    assert order.index("http") < order.index("careportals") < order.index("app")


def imported(module: Path) -> list[str]:
    names: list[str] = []
    for node in ast.walk(ast.parse(module.read_text())):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            module_name = node.module or ""
            names += [f"sandbox.{alias.name}" for alias in node.names] if module_name == "sandbox" else [module_name]
    return names
