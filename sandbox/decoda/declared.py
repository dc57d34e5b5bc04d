"""What the vendor declares of its answers (``declared.json``), and an answer made to hold exactly that.

The file has one line for each call and field. ``string``, ``integer``, ``number``, ``boolean``, ``object``, ``date``,
``date-time`` and names of other shapes are what a field holds; ``[x]`` is a list of it, ``a|b`` one of two, ``?`` says
that it may be null, ``!`` that it is always there.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

_FILE: dict[str, Any] = json.loads(Path(__file__).with_name("declared.json").read_text())
SHAPES: dict[str, dict[str, str]] = _FILE["shapes"]
ENUMS: dict[str, list[str]] = _FILE["enums"]
OPERATIONS: dict[str, dict[str, Any]] = _FILE["operations"]
EMPTY: dict[str, Any] = {"boolean": False, "integer": 0, "number": 0.0, "string": "", "object": {}}


class UndeclaredError(Exception):
    """The sandbox would answer what the vendor's declaration rules out: a mistake in the sandbox."""


def exact(method: str, template: str, answer: Any) -> Any:
    """The answer with all fields that are declared and no other. Of a call that is not declared it stays as it is."""
    operation = _BY_TEMPLATE.get(_nameless(f"{method} {template}"))
    return _exact(operation["answer"], answer, template) if operation else answer


def _nameless(operation: str) -> str:
    """What a parameter of a path is called differs from page to page."""
    return re.sub(r"\{\w+\}", "{}", operation)


_BY_TEMPLATE = {_nameless(operation): said for operation, said in OPERATIONS.items()}


def _exact(kind: str, value: Any, at: str) -> Any:
    kind = kind.removesuffix("!")
    if value is None:
        if not kind.endswith("?") and kind != "any":
            raise UndeclaredError(f"{at}: null")
        return None
    kind = kind.removesuffix("?")
    if kind.startswith("["):
        return [_exact(kind[1:-1], each, at) for each in value]
    if kind not in SHAPES:
        return value
    return {
        name: _exact(said, value[name], f"{at}.{name}") if name in value else _left_out(said, f"{at}.{name}")
        for name, said in SHAPES[kind].items()
    }


def _left_out(kind: str, at: str) -> Any:
    """What stands there of a field that nobody set."""
    if kind.endswith("!"):
        raise UndeclaredError(f"{at}: missing")
    if kind.endswith("?"):
        return None
    return [] if kind.startswith("[") else ENUMS[kind][0] if kind in ENUMS else EMPTY[kind]
