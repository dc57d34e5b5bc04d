"""Pictures from elsewhere on our own host: fetched where they are kept, checked, shrunk, and cached.

Patients' browsers meet no third party, and a page loads a few kilobytes a picture.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable
from functools import partial
from typing import Protocol

from django.conf import settings
from django.core.cache import cache
from PIL import Image, UnidentifiedImageError

from storefront.asked_once import AskedInVainError, asked_once
from storefront.upstream.errors import Unreachable, Unreadable
from storefront.upstream.pictures import fetch_picture

SIDE = 640
MOST_PIXELS = 40_000_000
QUALITY = 78
KEPT = 24 * 60 * 60
FORMATS = ("PNG", "JPEG", "WEBP", "GIF")


class Shop(Protocol):
    """Whose pictures they are, and which upstream keeps them."""

    @property
    def slug(self) -> str: ...

    @property
    def commerce_kind(self) -> str: ...


def shrunk(shop: Shop, url: str) -> bytes:
    """The picture as WebP, 640 square at most. Raises what ``fetch_picture`` raises; ``Unreadable`` for no picture."""
    key = f"picture:{shop.slug}:{hashlib.sha256(url.encode()).hexdigest()}"
    kept: Callable[[], bytes | None] = partial(cache.get, key)

    def ask() -> bytes:
        data, _ = fetch_picture(url, upstream=shop.commerce_kind, allow_loopback=settings.ALLOW_LOOPBACK_UPSTREAMS)
        small = shrink(data, shop.commerce_kind)
        cache.set(key, small, KEPT)
        return small

    try:
        return asked_once(key, kept, ask)
    except AskedInVainError:
        raise Unreachable(shop.commerce_kind, "a picture, for which another request asked") from None


def shrink(data: bytes, upstream: str) -> bytes:
    try:
        with Image.open(io.BytesIO(data), formats=FORMATS) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise Unreadable(upstream, "a picture with too many pixels")
            picture.thumbnail((SIDE, SIDE))
            out = io.BytesIO()
            picture.convert("RGBA" if "A" in picture.getbands() else "RGB").save(out, "WEBP", quality=QUALITY, method=4)
    except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError):
        raise Unreadable(upstream, "not a picture that we can read") from None
    return out.getvalue()
