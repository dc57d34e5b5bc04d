"""Files that come in stay in memory, and little of them."""

from __future__ import annotations

import tempfile
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory
from pytest_django import Settings

from storefront.web.uploads import LIMIT, SmallUploads


def received(content: bytes) -> Any:
    request = RequestFactory().post("/", {"logo": SimpleUploadedFile("logo.png", content, "image/png")})
    return request.FILES["logo"]


@pytest.mark.parametrize("size", [0, 1, LIMIT - 1, LIMIT, LIMIT + 1, 10 * LIMIT])
def test_at_most_the_limit_is_kept_and_all_of_it_is_counted(size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "NamedTemporaryFile", lambda *args, **kwargs: pytest.fail("a file was written"))

    upload = received(b"x" * size)

    assert upload.size == size
    assert len(upload.read()) == min(size, LIMIT)


def test_every_page_takes_files_this_way(settings: Settings) -> None:
    assert [f"{SmallUploads.__module__}.{SmallUploads.__name__}"] == settings.FILE_UPLOAD_HANDLERS
