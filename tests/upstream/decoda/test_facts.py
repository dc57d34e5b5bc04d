"""``docs/upstreams/decoda-facts.md`` says of each declared field whether it is used, and that is true."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from sandbox.decoda.declared import OPERATIONS, SHAPES
from tests.upstream.decoda import test_cards, test_carts, test_charges, test_coupons, test_orders, test_paying
from tests.upstream.decoda.facts import CALLED, READERS, SENT, read

HOME = Path(__file__).parents[3]
TABLE = HOME / "docs/upstreams/decoda-facts.md"
ADAPTER = HOME / "storefront/upstream/decoda"
TABLES_OF_CALLS = (test_cards, test_carts, test_charges, test_coupons, test_orders, test_paying)
ROW = re.compile(r"^\| (?P<names>`[^|]+`) \| (?P<says>[^|]+) \|$", re.M)


def tables() -> dict[str, dict[str, str]]:
    """What is said of each field (or call), by the heading of its table."""
    found = {}
    for section in re.split(r"^##+ ", TABLE.read_text(), flags=re.M)[1:]:
        heading, _newline, body = section.partition("\n")
        said = [(name, row["says"]) for row in ROW.finditer(body) for name in re.findall(r"`([^`]+)`", row["names"])]
        assert len(said) == len(dict(said)), f"{heading}: a field is named twice"
        found[heading] = dict(said)
    return found


TABLES = tables()


def test_every_declared_call_is_in_the_table() -> None:
    assert TABLES["Calls"].keys() == OPERATIONS.keys()
    assert {call for call, says in TABLES["Calls"].items() if says == "yes"} == CALLED


@pytest.mark.parametrize("shape", [*SENT, *READERS])
def test_of_every_field_it_is_said_whether_it_is_used_or_why_not(shape: str) -> None:
    used = SENT[shape] if shape in SENT else read(shape, set(SHAPES[shape]))

    assert TABLES[shape].keys() == SHAPES[shape].keys()
    assert {field for field, says in TABLES[shape].items() if says == "yes"} == used
    assert all(says == "yes" or re.fullmatch(r"no: \S.{9,}", says) for says in TABLES[shape].values())


def test_no_shape_that_we_meet_is_left_out() -> None:
    met = [kind for call in CALLED for kind in (OPERATIONS[call]["answer"], OPERATIONS[call].get("body", ""))]
    for shape in [*SENT, *READERS]:
        met += [SHAPES[shape][field] for field, says in TABLES[shape].items() if says == "yes"]
    named = {name for kind in met for name in re.findall(r"[A-Za-z_][\w-]*", kind)} & SHAPES.keys()

    assert named <= SENT.keys() | READERS.keys()


def test_the_adapter_calls_nothing_that_is_not_in_the_table() -> None:
    paths = [[re.sub(r"\{\w+\}", "{}", part) for part in call.split(" ")[1].split("/")] for call in CALLED]
    text = "\n".join(file.read_text() for file in ADAPTER.rglob("*.py"))
    for literal in re.findall(r'"(/(?:billing|user|inventory|admin|tenant)/[^"]*)"', text):
        parts = [re.sub(r"\{\w+\}", "{}", part) for part in literal.split("/")]
        assert any(path[: len(parts)] == parts for path in paths), literal


def test_what_is_said_to_be_sent_stands_in_the_adapter() -> None:
    text = "\n".join(file.read_text() for file in ADAPTER.rglob("*.py"))
    unsent = {f"{shape}.{field}" for shape, fields in SENT.items() for field in fields if f'"{field}"' not in text}

    assert unsent == set()


def test_the_bodies_that_are_tested_hold_no_other_field() -> None:
    known = set().union(*SENT.values())
    cases = [case for module in TABLES_OF_CALLS for case in module.CALLS.values()]
    sent = [body for _do, _answers, calls in cases for _call, body in calls if body is not None]

    def fields(value: object) -> set[str]:
        if isinstance(value, list):
            return set().union(*map(fields, value)) if value else set()
        if not isinstance(value, dict):
            return set()
        return {str(name) for name in value} | set().union(*map(fields, value.values()), set())

    assert fields(sent) <= known
