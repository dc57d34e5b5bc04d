"""The sandbox checks our readers, so it must not share a line with them."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

import pytest

import sandbox

PACKAGES = {"requests", "urllib3", "werkzeug"}
MODULES = sorted(Path(sandbox.__file__).parent.rglob("*.py"))


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.stem)
def test_a_module_imports_only_itself_the_standard_library_and_what_it_needs(module):
    for name in imported(module):
        root = name.split(".")[0]
        assert root in sys.stdlib_module_names or root in {"sandbox", *PACKAGES}


def test_only_the_transport_knows_the_http_client():
    assert [path.name for path in MODULES if {"requests", "urllib3"} & set(imported(path))] == ["transport.py"]


def imported(module: Path) -> list[str]:
    names: list[str] = []
    for node in ast.walk(ast.parse(module.read_text())):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names.append(node.module or "")
    return names
