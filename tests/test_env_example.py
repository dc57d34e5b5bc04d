"""``.env.example`` names what the settings read from the environment: nothing is missing, and nothing is left over."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import environ
import pytest

HOME = Path(__file__).resolve().parent.parent
EXAMPLE = (HOME / ".env.example").read_text()
ASSIGNED = r"^#?([A-Z_]+)=(.*)$"
READERS = {"words", "seconds", "secret", "days", "number"}  # of the settings; the first argument is the variable


def variables_of_settings() -> set[str]:
    tree = ast.parse((HOME / "storefront" / "settings.py").read_text())
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and reads_a_variable(node.func)]
    names = [call.args[0] for call in calls]
    return {str(name.value) for name in names if isinstance(name, ast.Constant)}  # the helpers pass a name on


def reads_a_variable(function: ast.expr) -> bool:
    if isinstance(function, ast.Name):
        return function.id in READERS
    return isinstance(function, ast.Attribute) and ast.unparse(function.value) in {"env", "os.environ"}


def test_the_example_names_exactly_the_variables_of_the_settings() -> None:
    named = [match[0] for match in re.findall(ASSIGNED, EXAMPLE, re.MULTILINE)]

    assert sorted(named) == sorted(variables_of_settings())
    assert {"SECRET_KEY", "DEBUG", "STAFF_HOSTS", "UPSTREAM_READ_TIMEOUT"} <= set(named)  # one of each way to read


def test_each_variable_has_a_sentence_above_it() -> None:
    lines = EXAMPLE.splitlines()
    for number, line in enumerate(lines):
        if re.match(ASSIGNED, line):
            assert re.match(r"# +\w+", lines[number - 1]), line


def test_a_copy_changes_nothing_until_something_is_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    copy = tmp_path / ".env"
    copy.write_text(EXAMPLE)
    before: dict[str, str] = {}
    monkeypatch.setattr(environ.Env, "ENVIRON", before)

    environ.Env.read_env(copy)

    assert before == {"SECRET_KEY": "", "FIELD_KEYS": ""}
