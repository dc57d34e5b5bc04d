"""A setting is read as it is meant, or the start is refused with what to write."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.exceptions import ImproperlyConfigured

from storefront import settings

READERS = [settings.seconds, settings.number, settings.days]


@pytest.mark.parametrize("read", READERS)
def test_a_number_that_is_not_set_is_its_default(read: Callable[[str, int], float]) -> None:
    assert read("NOT_SET_BY_ANYBODY", 7) == 7


@pytest.mark.parametrize("read", READERS)
@pytest.mark.parametrize("text", ["0", "-1", "soon", "nan"])
def test_a_number_that_is_none_above_zero_is_refused_by_name(
    read: Callable[[str, int], float], text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("A_LIMIT", text)

    with pytest.raises(ImproperlyConfigured, match=r"A_LIMIT must be a .* above zero, such as 7"):
        read("A_LIMIT", 7)


def test_words_are_separated_by_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("A_LIST", " One, two ,,")

    assert settings.words("A_LIST") == ["one", "two"]


@pytest.mark.parametrize(
    ("key", "strong"),
    [
        ("abcdefghij" * 5, True),
        ("abcdefghij" * 4, False),
        ("ab" * 30, False),
        ("django-insecure" + "abcdef" * 9, False),
    ],
)
def test_a_secret_key_is_long_and_mixed(key: str, strong: bool) -> None:
    assert settings.is_strong_secret_key(key) is strong
