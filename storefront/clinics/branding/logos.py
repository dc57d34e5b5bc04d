"""A logo that staff upload: looked at, made anew, and kept without anything that came with it.

What is stored is only pixels that we wrote ourselves, so neither scripts nor metadata nor a second file inside survive.
"""

from __future__ import annotations

import hashlib
import io
import warnings
from dataclasses import dataclass

from PIL import Image, ImageOps, UnidentifiedImageError

from storefront.clinics.models import Clinic, Logo

FORMATS = ("PNG", "JPEG", "WEBP", "GIF")
WIDEST, HIGHEST = 800, 320  # twice the largest it is shown at
MOST_PIXELS = 16_000_000
LARGEST = 60_000  # bytes without loss; beyond that it is a photograph, and is kept as one
FRUITLESS = (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError)


class BadLogo(Exception):
    """The message is for the person who uploaded it, and says what to do."""


@dataclass(frozen=True, slots=True)
class LogoImage:
    data: bytes  # WebP
    width: int
    height: int

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.data).hexdigest()[:16]


def keep(clinic: Clinic, drawn: LogoImage) -> None:
    made = {"data": drawn.data, "digest": drawn.digest, "width": drawn.width, "height": drawn.height}
    Logo.objects.update_or_create(clinic=clinic, defaults=made)


def redraw(data: bytes) -> LogoImage:
    """The first frame, upright, in WebP. Raises ``BadLogo``."""
    if is_markup(data):
        raise BadLogo("This is SVG or HTML, which can hold scripts: save the logo as PNG and upload that.")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of odd metadata, which is left behind
            return _redraw(data)
    except Image.DecompressionBombError:
        raise BadLogo(TOO_MANY) from None
    except FRUITLESS:
        raise BadLogo("This is not a picture that we can read: upload a PNG, JPEG, WebP or GIF file.") from None


TOO_MANY = f"This picture has more than {MOST_PIXELS // 1_000_000} million pixels: save it smaller, 800 wide is enough."


def _redraw(data: bytes) -> LogoImage:
    with Image.open(io.BytesIO(data), formats=FORMATS) as picture:
        if picture.width * picture.height > MOST_PIXELS:  # known before a pixel is unpacked
            raise BadLogo(TOO_MANY)
        picture.seek(0)
        upright = ImageOps.exif_transpose(picture).convert("RGBA")
    upright.thumbnail((WIDEST, HIGHEST))
    if upright.getchannel("A").getextrema() == (0, 0):
        raise BadLogo("This picture is wholly transparent: nothing of it would be seen.")
    clean = Image.new("RGBA", upright.size)
    clean.paste(upright)
    small = _webp(clean, lossless=True)
    if len(small) > LARGEST:
        small = _webp(clean, lossless=False)
    return LogoImage(small, *clean.size)


def _webp(picture: Image.Image, *, lossless: bool) -> bytes:
    out = io.BytesIO()
    picture.save(out, "WEBP", lossless=lossless, quality=90, method=4)
    return out.getvalue()


def is_markup(data: bytes) -> bool:
    start = data[:1024].lstrip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n")
    return start.startswith(b"<") or b"<svg" in data[:4096].lower()
