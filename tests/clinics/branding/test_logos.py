"""A logo that is uploaded: made anew from its pixels, or refused with a sentence."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from storefront.clinics.branding import logos
from tests.clinics.pictures import HTML, SVG, bomb, picture


def opened(drawn: logos.LogoImage) -> Image.Image:
    made = Image.open(io.BytesIO(drawn.data))
    assert made.format == "WEBP"
    return made


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF"])
def test_pictures_of_each_kind_become_webp(kind: str) -> None:
    made = opened(logos.redraw(picture(kind)))

    assert made.size == (300, 80)


def test_a_large_one_is_shrunk_and_keeps_its_shape() -> None:
    drawn = logos.redraw(picture(size=(3000, 1000)))

    assert (drawn.width, drawn.height) == (800, 267)


def test_of_a_moving_picture_the_first_frame_stays() -> None:
    out = io.BytesIO()
    frames = [Image.new("RGB", (10, 10), colour) for colour in ("#ff0000", "#00ff00")]
    frames[0].save(out, "GIF", save_all=True, append_images=frames[1:])

    made = opened(logos.redraw(out.getvalue()))

    assert getattr(made, "n_frames", 1) == 1
    assert made.convert("RGB").getpixel((5, 5)) == (255, 0, 0)


def test_what_else_was_in_the_file_is_left_behind() -> None:
    exif = Image.Exif()
    exif[0x010E] = "taken at 12 Quay Street"
    trailing = b"<?php evil ?>" + HTML
    drawn = logos.redraw(picture("JPEG", exif=exif) + trailing)

    for secret in (b"Quay Street", b"<?php", b"<script", b"EXIF"):
        assert secret not in drawn.data


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (SVG, "SVG or HTML, which can hold scripts: save the logo as PNG"),
        (b"\xef\xbb\xbf  <?xml version='1.0'?>" + SVG, "SVG or HTML"),
        (HTML, "SVG or HTML"),
        (b"GIF89a/*<svg onload=alert(1)>*/=1;", "SVG or HTML"),
        (b"%PDF-1.7 not a picture", "not a picture that we can read: upload a PNG"),
        (b"\x89PNG\r\n\x1a\n", "not a picture that we can read"),
        (picture()[:60], "not a picture that we can read"),
        (picture("TIFF"), "not a picture that we can read"),
        (picture("BMP"), "not a picture that we can read"),
        (b"PK\x03\x04" + b"\0" * 200, "not a picture that we can read"),
        (bomb(), "million pixels: save it smaller"),
        (bomb(6_000), "more than 16 million pixels: save it smaller"),
        (picture(mode="RGBA", colour=(0, 0, 0, 0)), "wholly transparent"),
    ],
)
def test_what_is_no_logo_is_refused_with_what_to_do(data: bytes, says: str) -> None:
    with pytest.raises(logos.BadLogo, match=says):
        logos.redraw(data)
