"""What is kept when two requests of one session changed it."""

from __future__ import annotations

import pytest

from storefront.sessions import merging
from storefront.sessions.merging import merged


def test_what_only_one_request_changed_is_kept_from_both() -> None:
    assert merged({"a": 1, "b": 1}, {"a": 2, "b": 1}, {"a": 1, "b": 2, "c": 3}) == {"a": 2, "b": 2, "c": 3}


def test_what_this_request_removed_stays_removed() -> None:
    assert merged({"a": 1, "b": 1}, {"b": 1}, {"a": 1, "b": 1}) == {"b": 1}


def test_what_another_request_removed_is_not_brought_back() -> None:
    assert merged({"a": 1}, {"a": 1, "b": 2}, {}) == {"b": 2}


def test_without_a_rule_the_last_one_decides() -> None:
    assert merged({"a": 1}, {"a": 2}, {"a": 3}) == {"a": 2}


def test_a_rule_decides_where_both_changed_the_value(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(merging._rules, "a", lambda base, mine, theirs: mine["a"] + theirs["a"] - base["a"])

    assert merged({"a": 1}, {"a": 2}, {"a": 4}) == {"a": 5}
    assert merged({"a": 1}, {"a": 2}, {"a": 1}) == {"a": 2}


ANSWERS = merging.by_parts("answers", of_one="owner", together=[("card", "once")])


def answers(**parts: object) -> dict[str, object]:
    return {"answers": {"owner": "ana", "address": "", "card": "", "once": None} | parts}


def test_answers_to_different_questions_are_all_kept() -> None:
    kept = ANSWERS(answers(), answers(address="12 Quay Street"), answers(card="visa"))

    assert kept == answers(address="12 Quay Street", card="visa")["answers"]


def test_parts_that_belong_together_come_from_one_request() -> None:
    kept = ANSWERS(answers(), answers(card="visa"), answers(card="new", once={"token": "t"}))

    assert kept == answers(card="visa")["answers"]


def test_answers_of_two_people_are_never_mixed() -> None:
    mine = answers(owner="ben", address="1 Elm Street")

    assert ANSWERS(answers(), mine, answers(card="visa")) == mine["answers"]


def test_a_part_that_this_request_removed_stays_removed() -> None:
    by_path = merging.by_parts("typed")

    assert by_path({"typed": {"/a": 1, "/b": 1}}, {"typed": {"/b": 1}}, {"typed": {"/a": 1, "/b": 1, "/c": 1}}) == {
        "/b": 1,
        "/c": 1,
    }
