"""Secrets from the environment or from files."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from storefront.web.secret_files import secret


def test_the_variable_counts_and_else_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    assert secret("TEA_KEY", "none") == "none"
    monkeypatch.setenv("TEA_KEY", "$green")
    assert secret("TEA_KEY", "none") == "$green"


def test_a_file_is_read_without_its_last_line_break(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "tea"
    file.write_text("green\n")
    monkeypatch.setenv("TEA_KEY_FILE", str(file))
    assert secret("TEA_KEY") == "green"

    monkeypatch.setenv("TEA_KEY", "black")
    with pytest.raises(ImproperlyConfigured, match="both set"):
        secret("TEA_KEY")


@pytest.mark.parametrize("content", [None, b"\xff\xfe\xfd"])
def test_a_file_that_cannot_be_read_is_named_by_its_variable(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: bytes | None
) -> None:
    file = tmp_path / "tea"
    if content:
        file.write_bytes(content)
    monkeypatch.setenv("TEA_KEY_FILE", str(file))

    with pytest.raises(ImproperlyConfigured, match="TEA_KEY_FILE names a file that cannot be read"):
        secret("TEA_KEY")
