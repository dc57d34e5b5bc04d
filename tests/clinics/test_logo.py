"""A logo that is uploaded: made anew from its pixels, or refused with a sentence."""

from __future__ import annotations

import io
import struct
import zlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from pytest_django.asserts import assertContains, assertNotContains

from storefront.backoffice.clinics.fields import LogoField
from storefront.clinics.branding import logos
from storefront.clinics.models import Logo
from tests.world import Shopper

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!doctype html><script>alert(1)</script>"


def picture(kind="PNG", size=(300, 80), mode="RGB", **saving):
    out = io.BytesIO()
    Image.new(mode, size, saving.pop("colour", (11, 110, 79))).save(out, kind, **saving)
    return out.getvalue()


def bomb(side=60_000):
    """A PNG of a few bytes that says it is 3,600 million pixels."""

    def chunk(name, data):
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")


def opened(drawn):
    made = Image.open(io.BytesIO(drawn.data))
    assert made.format == "WEBP"
    return made


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF"])
def test_pictures_of_each_kind_become_webp(kind):
    made = opened(logos.redraw(picture(kind)))

    assert made.size == (300, 80)


def test_a_large_one_is_shrunk_and_keeps_its_shape():
    drawn = logos.redraw(picture(size=(3000, 1000)))

    assert (drawn.width, drawn.height) == (800, 267)


def test_of_a_moving_picture_the_first_frame_stays():
    out = io.BytesIO()
    frames = [Image.new("RGB", (10, 10), colour) for colour in ("#ff0000", "#00ff00")]
    frames[0].save(out, "GIF", save_all=True, append_images=frames[1:])

    made = opened(logos.redraw(out.getvalue()))

    assert getattr(made, "n_frames", 1) == 1
    assert made.convert("RGB").getpixel((5, 5)) == (255, 0, 0)


def test_what_else_was_in_the_file_is_left_behind():
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
def test_what_is_no_logo_is_refused_with_what_to_do(data, says):
    with pytest.raises(logos.BadLogo, match=says):
        logos.redraw(data)


def test_the_name_and_the_type_that_a_file_claims_count_for_nothing():
    field = LogoField()

    with pytest.raises(Exception, match="SVG or HTML"):
        field.clean(SimpleUploadedFile("logo.png", SVG, "image/png"))
    assert isinstance(field.clean(SimpleUploadedFile("x.exe", picture(), "text/html")), logos.LogoImage)


# -- on the shop's pages -----------------------------------------------------------------------------------------------


def test_the_logo_is_served_from_the_shops_own_host_and_kept_until_it_changes(shopper: Shopper, harbour):
    logos.keep(harbour, logos.redraw(picture()))
    first = Logo.objects.get()

    page = shopper.get("/")
    assertContains(page, f'src="/logo.webp?v={first.digest}" alt="Harbour Health" width="300" height="80"')
    reply = shopper.get(f"/logo.webp?v={first.digest}")
    assert (reply["Content-Type"], reply["X-Content-Type-Options"]) == ("image/webp", "nosniff")
    assert "immutable" in reply["Cache-Control"]
    assert reply.content == bytes(first.data)

    logos.keep(harbour, logos.redraw(picture(size=(10, 10))))
    assertNotContains(shopper.get("/"), first.digest)
    assert shopper.get("/logo.webp").content != bytes(first.data)


def test_the_card_of_a_shared_link_shows_the_logo(shopper: Shopper, harbour):
    without = shopper.get("/social.png").content
    logos.keep(harbour, logos.redraw(picture()))

    with_logo = shopper.get("/social.png").content

    assert with_logo != without
    assert Image.open(io.BytesIO(with_logo)).convert("RGB").getpixel((600, 315)) == (11, 110, 79)


def test_a_logo_is_the_clinics_own(shopper: Shopper, harbour, summit):
    logos.keep(harbour, logos.redraw(picture()))

    assert Shopper("summit.localhost").get("/logo.webp").status_code == 404
    assertNotContains(Shopper("summit.localhost").get("/"), "logo.webp")


def test_pages_do_not_read_the_picture(shopper: Shopper, harbour, django_assert_num_queries):
    logos.keep(harbour, logos.redraw(picture()))
    shopper.get("/login/")

    with django_assert_num_queries(0):
        shopper.get("/login/")
