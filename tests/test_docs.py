"""What the documents promise exists, and they can be read: short lines, no dead link, none of the retired words."""

from __future__ import annotations

import ast
import importlib.util
import re
from functools import cache
from pathlib import Path

import pytest
from django.core.management import get_commands

from storefront.onboarding.clinics_file import read_file

HOME = Path(__file__).resolve().parent.parent
DOCUMENTS = sorted([*HOME.glob("docs/**/*.md"), *HOME.glob("*.md")])
SAMPLES = sorted(HOME.glob("docs/clinics/*.toml"))
LONGEST = 120

FOLDERS = "storefront|checkout|sandbox|templates|static|tests|tools|deploy|docs|locale"
A_PATH = re.compile(rf"(?<![\w./*-])(?:{FOLDERS})/[\w./*-]*")
A_FILE = re.compile(r"(?<![\w./*<>-])\w+\.(?:py|html|css|js)(?![\w/])")
MADE_BY_THE_READER = {  # of a how-to
    "locale/de/LC_MESSAGES/django.po",
    "storefront/forms/province_names/de.toml",
    "templates/patients/visits.html",
}

# What the code said once, as a pattern, and what it says now. Words that are ordinary English too are named with what
# stands round them.
RETIRED = {
    r"\bfence[sd]?\b": "close the cart",
    r"sweep\w*|\bswept\b": "reconcile",
    r"settl(?:e|es|ed|ing)\b": "resolve",
    r"\bthe (?:hold|holds)\b|\bare held\b": "pause",
    r"\b(?:the|a|one|each|every|this|same) press\b": "submit",
    r"\b(?:a|an|the|each|every|fresh|first|last|this|no) looks?\b(?!-)": "look-up, or branding",
    r"\bways? to pay\b": "payment method",
    r"\bby hand\b": "by staff",
    r"\bgates?\b|\bshut\b|\bheld back\b": "circuit breaker, open, rejected",
    r"witness\w*|testif\w+": "observer",
    r"\bknobs?\b": "option",
    r"\bshelf\b|\bshelves\b": "catalogue",
    r"\btrail\b": "audit log",
    r"\bhouses?\b|\brooms?\b|\barrows?\b": "package, architecture, dependency",
    r"\b(?:im)?patiently\b|\bimpatient\b": "nothing but a patient is patient",
}


def named(path: Path) -> str:
    return str(path.relative_to(HOME))


each_document = pytest.mark.parametrize("document", DOCUMENTS, ids=named)


def code_of(document: Path) -> str:
    """What stands in fences and between backticks, a piece a line."""
    words = document.read_text()
    return "\n".join(re.findall(r"^\s*```.*?^\s*```|`[^`\n]+`", words, re.MULTILINE | re.DOTALL))


def prose_of(document: Path) -> str:
    """All but code and the targets of links."""
    words = re.sub(r"^\s*```.*?^\s*```|`[^`\n]+`", "", document.read_text(), flags=re.MULTILINE | re.DOTALL)
    return re.sub(r"\]\([^)]*\)|^\[\w+\]: .*$", "]", words, flags=re.MULTILINE)


@cache
def names_of_files() -> frozenset[str]:
    folders = (HOME / folder for folder in FOLDERS.split("|"))
    inside = (path for folder in folders for path in folder.rglob("*"))
    return frozenset(path.name for path in [*HOME.iterdir(), *inside] if path.is_file())


@cache
def names_of_tests() -> frozenset[str]:
    trees = (ast.parse(path.read_text()) for path in HOME.glob("tests/**/test_*.py"))
    nodes = (node for tree in trees for node in ast.walk(tree))
    return frozenset(node.name for node in nodes if isinstance(node, ast.FunctionDef))


def anchors_of(document: Path) -> set[str]:
    """As a page of GitHub has them."""
    headings = re.findall(r"^#+ (.+)$", document.read_text(), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


# -- what is named is there --------------------------------------------------------------------------------------------


@each_document
def test_every_test_that_is_named_is_there(document: Path) -> None:
    tests = set(re.findall(r"`(test_\w+)`", document.read_text()))

    assert tests - names_of_tests() == set()


@each_document
def test_every_file_that_is_named_is_there(document: Path) -> None:
    code = code_of(document)
    paths = {path.rstrip("/.") for path in A_PATH.findall(code)}
    missing = {path for path in paths - MADE_BY_THE_READER if not any(HOME.glob(path))}

    assert missing == set()
    assert set(A_FILE.findall(code)) - names_of_files() == set()


@each_document
def test_every_link_leads_somewhere(document: Path) -> None:
    words = document.read_text()
    targets = re.findall(r"\]\(([^)\s]+)\)", words) + re.findall(r"^\[\w+\]: (\S+)$", words, re.MULTILINE)

    for target in targets:
        if target.startswith("https://"):
            continue
        file, _, anchor = target.partition("#")
        found = (document.parent / file).resolve() if file else document
        assert found.is_file(), target
        assert not anchor or anchor in anchors_of(found), target


@each_document
def test_every_command_that_is_named_is_there(document: Path) -> None:
    targets = re.findall(r"^([a-z-]+):.* ## ", (HOME / "Makefile").read_text(), re.MULTILINE)
    code = code_of(document)

    assert "help" in targets
    assert set(re.findall(r"\bmake ([a-z-]+)", code)) - set(targets) == set()
    assert set(re.findall(r"manage\.py ([a-z_]+)", code)) - set(get_commands()) == set()
    modules = set(re.findall(r"python -m ((?:storefront|sandbox|tests|tools)[\w.]*)", code))
    assert {name for name in modules if importlib.util.find_spec(name) is None} == set()


def test_every_variable_is_explained() -> None:
    known = set(re.findall(r"^#?([A-Z_]+)=", (HOME / ".env.example").read_text(), re.MULTILINE))
    of_the_server = set(re.findall(r"\$\{([A-Z_]+):-", (HOME / "deploy" / "serve").read_text()))
    rows = re.findall(r"^\| ((?:`[A-Z_]+`(?:, )?)+) \|", (HOME / "docs" / "settings.md").read_text(), re.MULTILINE)
    explained = {name for row in rows for name in re.findall(r"[A-Z_]+", row)}

    assert {"SECRET_KEY", "EMAIL_URL"} <= known
    assert {"PORT", "STOP_TIMEOUT"} <= of_the_server
    assert explained == known | of_the_server


@pytest.mark.parametrize("sample", SAMPLES, ids=named)
def test_a_sample_of_the_clinics_file_can_be_loaded(sample: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in re.findall(r"env:([A-Z_]+)", sample.read_text()):
        monkeypatch.setenv(name, "a-secret-that-is-made-up")

    (clinic,) = read_file(sample)

    assert clinic.commerce.kind == sample.stem


def test_each_upstream_has_a_sample() -> None:
    adapters = [path.parent.name for path in HOME.glob("storefront/upstream/*/adapter.py")]

    assert sorted(adapters) == [sample.stem for sample in SAMPLES]


# -- they can be read --------------------------------------------------------------------------------------------------


@each_document
def test_no_line_is_long(document: Path) -> None:
    long = [number for number, line in enumerate(document.read_text().splitlines(), 1) if len(line) > LONGEST]

    assert long == []


@each_document
def test_no_retired_word_is_used(document: Path) -> None:
    prose = prose_of(document)
    found = {hit: now for word, now in RETIRED.items() for hit in re.findall(word, prose, re.IGNORECASE)}

    assert found == {}


@pytest.mark.parametrize("retired", RETIRED)
def test_a_retired_word_is_found(retired: str) -> None:
    """Each pattern finds something, and nothing in the word that took its place."""
    examples = "fenced sweeps settled the hold a press the look way to pay by hand gate witness knob shelf trail house"

    assert re.search(retired, f"{examples} impatient")
    assert not re.search(retired, RETIRED[retired]) or "patient" in retired


def test_readme_names_three_documents_at_each_entrance() -> None:
    readme = (HOME / "README.md").read_text()
    for entrance in ("I run it", "I work at a clinic", "I change the code"):
        section = readme.partition(f"\n## {entrance}\n")[2].partition("\n## ")[0]
        assert 1 <= len(re.findall(r"^- \[", section, re.MULTILINE)) <= 3, entrance
