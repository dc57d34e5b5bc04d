"""A small storm, for machines with PostgreSQL, and only when asked for: ``pytest -m storm``."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tests.storm.processes import ROOT

pytestmark = [pytest.mark.storm, pytest.mark.postgres]

SMALL = ("--seconds", "30", "--patients", "24")


@pytest.mark.parametrize("control", [(), ("--control",)], ids=["guarded", "control"])
def test_no_storm_makes_a_second_order_or_loses_one_and_without_the_guard_it_does(control: tuple[str, ...]) -> None:
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-m", "tests.storm.storm", "--port", "8730", *SMALL, *control],
        cwd=ROOT,
        env=os.environ,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
