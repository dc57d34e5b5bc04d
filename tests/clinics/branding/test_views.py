"""What a clinic's host serves of its branding: colours, logo, icons and the card of shared links."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.test import Client
from PIL import Image
from pytest_django import DjangoAssertNumQueries
from pytest_django.asserts import assertContains, assertNotContains

from storefront.clinics.branding import logos
from storefront.clinics.branding.views import stylesheet
from storefront.clinics.models import Clinic, Logo
from tests.clinics.pictures import picture
from tests.patterns import first
from tests.world import Shopper

pytestmark = pytest.mark.django_db
PICTURES = {
    "/favicon.ico": ("image/x-icon", (32, 32)),
    "/apple-touch-icon.png": ("image/png", (180, 180)),
    "/social.png": ("image/png", (1200, 630)),
}


def address(page: Any, pattern: str) -> str:
    return first(pattern, page.content.decode())


def opened(reply: Any) -> Image.Image:
    return Image.open(io.BytesIO(reply.content))


def test_the_colours_are_a_stylesheet_that_is_kept_for_good_and_has_a_new_address_after_a_change(
    shopper: Shopper, harbour: Clinic
) -> None:
    before = address(shopper.get("/"), r'href="(/brand\.css[^"]+)"')
    assert shopper.get(before).content.decode() == stylesheet(harbour)
    assert "immutable" in shopper.get(before)["Cache-Control"]

    harbour.brand_primary = "#8a4b6b"
    harbour.save()

    after = address(shopper.get("/"), r'href="(/brand\.css[^"]+)"')
    assert after != before
    assert "#8a4b6b" in shopper.get(after).content.decode()


def test_what_another_process_still_has_is_not_kept_under_the_address_of_what_is_new(
    shopper: Shopper, harbour: Clinic
) -> None:
    logos.keep(harbour, logos.redraw(shopper.get("/social.png").content))
    for path in ("/brand.css", "/favicon.svg", "/social.png", "/logo.webp"):
        assert shopper.get(f"{path}?v=0123456789ab")["Cache-Control"] == "public, max-age=10"
        assert shopper.get(path)["Cache-Control"] == "public, max-age=10"


@pytest.mark.parametrize("path", PICTURES)
def test_icons_and_the_card_are_pictures_in_the_clinics_colour(shopper: Shopper, harbour: Clinic, path: str) -> None:
    content_type, size = PICTURES[path]
    reply = shopper.get(path)

    assert (reply["Content-Type"], opened(reply).size) == (content_type, size)
    assert "public" in reply["Cache-Control"]
    assert not reply.cookies
    corner = opened(reply).convert("RGB").crop((0, size[1] - 1, 1, size[1]))
    assert "#" + corner.tobytes().hex() == first(r"--brand:(#\w+)", stylesheet(harbour))


def test_the_icon_of_a_tab_is_drawn_from_initial_and_colour_and_changes_its_address_with_them(
    shopper: Shopper, harbour: Clinic
) -> None:
    before = address(shopper.get("/"), r'href="(/favicon\.svg[^"]+)"')
    reply = shopper.get(before)
    assert reply["Content-Type"] == "image/svg+xml"
    assert "immutable" in reply["Cache-Control"]
    assertContains(reply, ">H</text>")
    assertNotContains(reply, "style=")

    harbour.name = "<script>alert(1)</script>"
    harbour.save()

    after = address(shopper.get("/"), r'href="(/favicon\.svg[^"]+)"')
    assert after != before
    assertContains(shopper.get(after), ">S</text>")


def test_a_shared_link_shows_the_clinic_and_nothing_of_what_it_sells(shopper: Shopper, harbour: Clinic) -> None:
    shelf = shopper.get("/")

    assertContains(shelf, '<meta property="og:title" content="Harbour Health">')
    card = address(shelf, r'og:image" content="([^"]+)"')
    assert "immutable" in shopper.get(card.removeprefix("http://harbour.localhost"))["Cache-Control"]
    assert card.startswith("http://harbour.localhost/social.png?v=")
    ref = next(iter(shopper.product_refs().values()))
    for path in (f"/products/{ref}/", "/cart/", "/login/"):
        assertNotContains(shopper.get(path), "og:")


def test_what_browsers_ask_for_unasked_is_there_on_staff_hosts_too(client: Client) -> None:
    reply = client.get("/favicon.ico", headers={"host": "staff.localhost"}, follow=False)

    assert reply["Location"] == "/static/favicon.svg"


def test_a_closed_shop_keeps_its_look(shopper: Shopper, harbour: Clinic) -> None:
    harbour.is_open = False
    harbour.save()

    for path in ("/brand.css", "/favicon.svg", *PICTURES):
        assert shopper.get(path).status_code == 200


def test_a_sandbox_says_on_every_page_that_it_is_one(shopper: Shopper, harbour: Clinic) -> None:
    assertNotContains(shopper.get("/"), "Test shop")
    harbour.is_sandbox = True
    harbour.save()

    for path in ("/", "/cart/", "/login/"):
        assertContains(shopper.get(path), "Test shop: orders placed here are for trying out.")


def test_the_logo_is_served_from_the_shops_own_host_and_kept_until_it_changes(
    shopper: Shopper, harbour: Clinic
) -> None:
    logos.keep(harbour, logos.redraw(picture()))
    kept = Logo.objects.get()

    page = shopper.get("/")
    assertContains(page, f'src="/logo.webp?v={kept.digest}" alt="Harbour Health" width="300" height="80"')
    reply = shopper.get(f"/logo.webp?v={kept.digest}")
    assert (reply["Content-Type"], reply["X-Content-Type-Options"]) == ("image/webp", "nosniff")
    assert "immutable" in reply["Cache-Control"]
    assert reply.content == bytes(kept.data)

    logos.keep(harbour, logos.redraw(picture(size=(10, 10))))
    assertNotContains(shopper.get("/"), kept.digest)
    assert shopper.get("/logo.webp").content != bytes(kept.data)


def test_the_card_of_a_shared_link_shows_the_logo(shopper: Shopper, harbour: Clinic) -> None:
    without = shopper.get("/social.png").content
    logos.keep(harbour, logos.redraw(picture()))

    with_logo = shopper.get("/social.png").content

    assert with_logo != without
    assert Image.open(io.BytesIO(with_logo)).convert("RGB").getpixel((600, 315)) == (11, 110, 79)


def test_a_logo_is_the_clinics_own(shopper: Shopper, harbour: Clinic, summit: Clinic) -> None:
    logos.keep(harbour, logos.redraw(picture()))

    assert Shopper("summit.localhost").get("/logo.webp").status_code == 404
    assertNotContains(Shopper("summit.localhost").get("/"), "logo.webp")


def test_pages_do_not_read_the_picture(
    shopper: Shopper, harbour: Clinic, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    logos.keep(harbour, logos.redraw(picture()))
    shopper.get("/login/")

    with django_assert_num_queries(0):
        shopper.get("/login/")
