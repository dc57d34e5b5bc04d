"""Arrows point one way: checkout, storefront, storefront/upstream. The sandbox knows none of our code."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
OURS = ("checkout", "storefront")


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def modules(folder: str) -> list[Path]:
    return sorted(path for path in (ROOT / folder).rglob("*.py") if "migrations" not in path.parts)


def within(name: str, package: str) -> bool:
    return name == package or name.startswith(f"{package}.")


def named(paths: list[Path]) -> dict[str, Path]:
    return {str(path.relative_to(ROOT)): path for path in paths}


STOREFRONT = named(modules("storefront"))
UPSTREAM = named(modules("storefront/upstream"))
SANDBOX = named(modules("sandbox"))
ADAPTERS = ("careportals", "decoda", "elasticpath")


@pytest.mark.parametrize("name", sorted(STOREFRONT))
def test_the_storefront_does_not_know_the_checkout(name: str) -> None:
    if name == "storefront/urls.py":
        return  # where a site's pages are put together
    assert [i for i in imports(STOREFRONT[name]) if within(i, "checkout")] == []


@pytest.mark.parametrize("name", sorted(UPSTREAM))
def test_upstream_knows_money_itself_and_no_django(name: str) -> None:
    def allowed(module: str) -> bool:
        ours = any(within(module, package) for package in OURS)
        return within(module, "storefront.upstream") or within(module, "storefront.money") if ours else True

    found = list(imports(UPSTREAM[name]))
    assert [i for i in found if not allowed(i) or within(i, "django")] == []


@pytest.mark.parametrize("name", sorted(SANDBOX))
def test_the_sandbox_imports_none_of_our_code(name: str) -> None:
    def foreign(module: str) -> bool:
        return any(within(module, package) for package in OURS)

    assert [i for i in imports(SANDBOX[name]) if foreign(i) or within(i, "django")] == []


@pytest.mark.parametrize("path", [*modules("checkout"), *STOREFRONT.values()], ids=lambda path: str(path.name))
def test_only_commerce_meets_an_adapter(path: Path) -> None:
    relative = path.relative_to(ROOT)
    if str(relative) == "storefront/commerce.py" or "upstream" in relative.parts:
        return
    adapters = [f"storefront.upstream.{name}" for name in ADAPTERS]
    assert [i for i in imports(path) if any(within(i, adapter) for adapter in adapters)] == []


def test_the_environment_is_read_by_the_settings_and_for_the_clinics_file() -> None:
    """By subscript, ``get`` and the like; ``wsgi.py`` only says which settings there are."""
    readers = {"storefront/settings.py", "storefront/onboarding/clinics_file.py", "storefront/wsgi.py"}
    found = {name for name, path in STOREFRONT.items() if re.search(r"\benviron\b|\bgetenv\b", path.read_text())}

    assert found == readers
    assert not [path for path in modules("checkout") if re.search(r"\benviron\b|\bgetenv\b", path.read_text())]


@pytest.mark.parametrize("name", ["views", "templates"])
def test_no_page_asks_for_an_upstream_by_name(name: str) -> None:
    folder = ROOT / "templates" if name == "templates" else ROOT
    pattern = "*.html" if name == "templates" else "*/views*/*.py"
    texts = [path for path in folder.rglob(pattern) if ".venv" not in path.parts]
    assert texts
    for path in texts:
        for word in (*ADAPTERS, "commerce_kind"):
            assert word not in path.read_text().lower(), path
