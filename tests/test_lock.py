"""The lock: each package that is installed has one exact version and its hashes; no file asks a host of its own."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

HOME = Path(__file__).resolve().parent.parent
NAMES = ("requirements", "requirements-demo", "requirements-dev")
RUN_MAKE_LOCK = "run make lock and commit what it writes"


def requirements(name: str) -> list[str]:
    """The lines of a file, without comments and with continued lines joined."""
    text = (HOME / name).read_text().replace("\\\n", " ")
    return [line for raw in text.splitlines() if (line := raw.split("#")[0].strip())]


def pins(name: str) -> dict[str, str]:
    """Version by normalised name, of all lines that name a package."""
    found = [re.match(r"([\w.-]+)(?:\[[\w,-]+\])?==([\w.+!-]+)", line) for line in requirements(name)]
    return {re.sub(r"[-_.]+", "-", each[1]).lower(): each[2] for each in found if each}


@pytest.mark.parametrize("name", NAMES)
def test_every_locked_package_has_a_version_and_hashes(name: str) -> None:
    options, packages = [], []  # type: ignore[var-annotated]
    for line in requirements(f"{name}.txt"):
        (options if line.startswith("-") else packages).append(line)

    assert options == ["--only-binary :all:"]  # no index, no links: which registry is asked is the machine's affair
    assert packages
    for package in packages:
        assert re.match(r"[\w.-]+==[\w.+!-]+ ", package), package
        assert re.search(r" --hash=sha256:[0-9a-f]{64}\b", package), package


@pytest.mark.parametrize("name", NAMES)
def test_the_lock_was_written_after_the_last_change_of_what_it_locks(name: str) -> None:
    wanted, locked = pins(f"{name}.in"), pins(f"{name}.txt")

    assert wanted.items() - locked.items() == set(), RUN_MAKE_LOCK


def test_the_demo_and_the_tests_run_what_production_runs() -> None:
    production, demo, development = (pins(f"{name}.txt").items() for name in NAMES)

    assert production < demo < development, RUN_MAKE_LOCK


def test_production_has_nothing_that_only_the_demo_needs() -> None:
    assert "werkzeug" in pins("requirements-demo.txt")
    assert "werkzeug" not in pins("requirements.txt")
