from __future__ import annotations

import base64
from typing import Any

import pytest
from pytest_django import Settings

from storefront.sealing import UnsealError, is_strong, seal, unseal

OLD, NEW = "the old key, which is still in the ring", base64.b64encode(bytes(range(32))).decode()


@pytest.fixture(autouse=True)
def _one_key(settings: Settings) -> None:
    settings.FIELD_KEYS = (OLD,)


def test_what_is_sealed_opens_in_its_place_and_shows_nothing() -> None:
    sealed = seal("Ünder oath", bound_to="row:1")

    assert unseal(sealed, bound_to="row:1") == "Ünder oath"
    assert sealed.startswith("v1.")
    assert b"oath" not in base64.b64decode(sealed.rsplit(".")[-1])


def test_the_same_text_never_looks_the_same() -> None:
    assert seal("text", bound_to="row:1") != seal("text", bound_to="row:1")


def test_elsewhere_it_does_not_open() -> None:
    sealed = seal("text", bound_to="row:1")

    with pytest.raises(UnsealError):
        unseal(sealed, bound_to="row:2")


@pytest.mark.parametrize(
    "broken", ["", "v1", "v1..", "v1.00000000.AAAA", "v2.{1}.{2}", "v1.{1}.AAAA{2}", "v1.{1}.é", "{0}.{1}"]
)
def test_what_was_tampered_with_does_not_open(broken: str) -> None:
    parts = seal("text", bound_to="row:1").split(".")

    with pytest.raises(UnsealError):
        unseal(broken.format(*parts), bound_to="row:1")


def test_every_changed_byte_is_noticed() -> None:
    version, key_id, payload = seal("text", bound_to="row:1").split(".")
    data = base64.b64decode(payload)

    for index in range(len(data)):
        changed = bytes(byte ^ (position == index) for position, byte in enumerate(data))
        with pytest.raises(UnsealError):
            unseal(f"{version}.{key_id}.{base64.b64encode(changed).decode()}", bound_to="row:1")


def test_a_new_key_seals_and_the_old_one_still_opens(settings: Settings) -> None:
    before = seal("before", bound_to="row:1")
    settings.FIELD_KEYS = (NEW, OLD)
    after = seal("after", bound_to="row:1")

    assert unseal(before, bound_to="row:1") == "before"
    settings.FIELD_KEYS = (NEW,)
    assert unseal(after, bound_to="row:1") == "after"
    with pytest.raises(UnsealError):
        unseal(before, bound_to="row:1")


@pytest.mark.parametrize(
    ("key", "strong"), [(NEW, True), (OLD, True), ("short", False), ("a" * 64, False), ("", False)]
)
def test_weak_keys_are_told_from_strong_ones(key: Any, strong: bool) -> None:
    assert is_strong(key) is strong
