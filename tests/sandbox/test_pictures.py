"""Product pictures."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
import requests
from PIL import Image

from sandbox.app import Sandbox
from sandbox.pictures import FILES

PICTURES = "https://sandbox.test/pictures"


@pytest.mark.parametrize("name", sorted(FILES))
def test_every_picture_is_small_and_800_pixels_wide_and_high(http: requests.Session, name: Any) -> None:
    reply = http.get(f"{PICTURES}/{name}")

    assert reply.headers["Content-Type"] == "image/webp"
    assert Image.open(BytesIO(reply.content)).size == (800, 800)
    assert len(reply.content) < 12 * 1024


def test_a_picture_is_there_for_every_product_and_none_is_left_over(sandbox: Sandbox) -> None:
    shops = sandbox.upstreams["careportals"].organizations, sandbox.upstreams["elasticpath"].platform.stores  # type: ignore[attr-defined]
    named = {product.picture for sort in shops for shop in sort.values() for product in shop.products.values()}

    assert {f"{name}.webp" for name in named} == set(FILES)


@pytest.mark.parametrize(
    "name", ["nothing.webp", "jar-pink.webp", "jar-lilac.png", "jar-lilac", "x/jar-lilac.webp", "__init__.py", ""]
)
def test_there_are_no_other_pictures(http: requests.Session, name: str) -> None:
    assert http.get(f"{PICTURES}/{name}").status_code == 404
