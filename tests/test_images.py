"""A picture from elsewhere becomes a small WebP, or is refused."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from storefront.images import SIDE, shrink
from storefront.upstream.errors import Unreadable


def picture(width: int, height: int, mode: str = "RGB", kind: str = "PNG") -> bytes:
    out = io.BytesIO()
    Image.new(mode, (width, height)).save(out, kind)
    return out.getvalue()


def test_a_large_picture_is_shrunk_and_keeps_its_shape() -> None:
    with Image.open(io.BytesIO(shrink(picture(2000, 1000), "careportals"))) as small:
        assert (small.format, small.size) == ("WEBP", (SIDE, SIDE // 2))


def test_a_picture_that_is_small_already_keeps_its_size_and_what_shines_through() -> None:
    with Image.open(io.BytesIO(shrink(picture(30, 20, "RGBA"), "careportals"))) as small:
        assert small.size == (30, 20)


@pytest.mark.parametrize("data", [b"", b"<svg/>", b"GIF89a", picture(10, 10, kind="BMP")])
def test_what_is_no_picture_of_a_kind_that_we_take_is_refused(data: bytes) -> None:
    with pytest.raises(Unreadable):
        shrink(data, "careportals")


def test_a_picture_with_too_many_pixels_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("storefront.images.MOST_PIXELS", 99)

    with pytest.raises(Unreadable):
        shrink(picture(10, 10), "careportals")
