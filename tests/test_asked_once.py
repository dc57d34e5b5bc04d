"""Of many requests that need the same, one asks."""

from __future__ import annotations

import pytest
from django.core.cache import cache

from storefront import asked_once
from storefront.asked_once import AskedInVainError, asked_in_vain, may_ask


def never() -> str:
    raise AssertionError("nobody should be asked")


def test_what_is_kept_is_not_asked_for() -> None:
    assert asked_once.asked_once("key", lambda: "kept", never) == "kept"


def test_who_comes_first_asks_and_frees_the_way() -> None:
    assert asked_once.asked_once("key", lambda: None, lambda: "asked") == "asked"
    assert may_ask("key")


def test_the_others_get_what_it_was_told(monkeypatch: pytest.MonkeyPatch) -> None:
    assert may_ask("key")
    monkeypatch.setattr(asked_once, "about_to_wait", lambda: cache.set("answer", "theirs"))

    assert asked_once.asked_once("key", lambda: cache.get("answer"), never) == "theirs"


def test_the_others_learn_that_there_was_no_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    assert may_ask("key")
    monkeypatch.setattr(asked_once, "about_to_wait", lambda: cache.set("key:trouble", True))

    with pytest.raises(AskedInVainError):
        asked_once.asked_once("key", lambda: None, never)


def test_one_of_them_asks_when_the_first_died(monkeypatch: pytest.MonkeyPatch) -> None:
    assert may_ask("key")
    monkeypatch.setattr(asked_once, "about_to_wait", lambda: cache.delete("key:asking"))

    assert asked_once.asked_once("key", lambda: None, lambda: "asked") == "asked"


def test_an_error_is_told_to_who_asked_and_the_next_one_may_ask() -> None:
    def fails() -> str:
        raise ValueError

    with pytest.raises(ValueError):
        asked_once.asked_once("key", lambda: None, fails)

    assert may_ask("key")
    asked_in_vain("key")
