"""Product pictures."""

from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image

from sandbox.still_life import FORMS

PICTURES = "https://sandbox.test/pictures"


@pytest.mark.parametrize("form", FORMS)
def test_every_form_is_an_800_pixel_picture(http, form):
    reply = http.get(f"{PICTURES}/{form}-sage.webp")

    assert reply.headers["Content-Type"] == "image/webp"
    assert Image.open(BytesIO(reply.content)).size == (800, 800)


def test_pictures_differ_by_form_and_colour(http):
    names = ("jar-sage", "jar-rose", "box-sage")

    assert len({http.get(f"{PICTURES}/{name}.webp").content for name in names}) == 3


@pytest.mark.parametrize("name", ["nothing.webp", "jar-pink.webp", "jar-sage.png", "jar-sage", "x/jar-sage.webp", ""])
def test_there_are_no_other_pictures(http, name):
    assert http.get(f"{PICTURES}/{name}").status_code == 404
