"""The shop as it would look, in frames on the clinic's page."""

from __future__ import annotations

import pytest
from django.test import Client
from pytest_django.asserts import assertContains, assertNotContains

from storefront.clinics.models import Clinic, ClinicText
from tests.backoffice.clinics.case import page_of
from tests.staff.people import clinic_staff

pytestmark = pytest.mark.django_db


def test_the_contrast_of_a_colour_can_be_asked_before_it_is_saved(either: Client, clinic: Clinic) -> None:
    reply = either.get("/admin/clinics/clinic/contrast/", {"primary": "FFE000"})
    assertContains(reply, "1.3: too little")
    assertContains(reply, 'data-take="#857400"')
    assertNotContains(either.get("/admin/clinics/clinic/contrast/", {"primary": "0b6e4f"}), "data-take")
    assert either.get("/admin/clinics/clinic/contrast/", {"primary": "<script>"}).status_code == 204


# -- preview -----------------------------------------------------------------------------------------------------------


def frame(clinic: Clinic, **asked: str) -> str:
    return f"/admin/clinics/clinic/{clinic.pk}/preview/?" + "&".join(f"{name}={value}" for name, value in asked.items())


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("page", "shows"), [("catalogue", "Add to cart"), ("cart", "Checkout")])
def test_the_shops_own_pages_are_shown_with_the_typed_colour(
    either: Client, clinic: Clinic, page: str, shows: str, scheme: str
) -> None:
    reply = either.get(frame(clinic, page=page, scheme=scheme, primary="8a4b6b"))

    assertContains(reply, shows)
    assertContains(reply, "Product 1")
    assertContains(reply, f"/admin/clinics/clinic/preview.css?scheme={scheme}&amp;primary=8a4b6b")
    assertNotContains(reply, "<script")
    css = either.get(f"/admin/clinics/clinic/preview.css?scheme={scheme}&primary=8a4b6b")
    assert css["Content-Type"] == "text/css; charset=utf-8"
    assertNotContains(css, "prefers-color-scheme")
    assertContains(css, f"color-scheme:{scheme}")
    assertContains(css, "--brand:#8a4b6b")


def test_it_speaks_the_clinics_languages_and_its_words(either: Client, clinic: Clinic) -> None:
    ClinicText.objects.create(clinic=clinic, language="fr", welcome="Bonjour à tous")

    in_french = either.get(frame(clinic, page="catalogue", language="fr"))
    assertContains(in_french, '<html lang="fr">')
    assertContains(in_french, "Bonjour à tous")
    assertContains(either.get(frame(clinic, page="catalogue", language="es")), '<html lang="en">')


def test_only_the_staff_host_may_frame_it_and_it_frames_nothing_else(either: Client, clinic: Clinic) -> None:
    framed = either.get(frame(clinic, page="cart"))
    assert framed["X-Frame-Options"] == "SAMEORIGIN"
    assert "frame-ancestors 'self'" in framed["Content-Security-Policy"]
    assert "script-src" not in framed["Content-Security-Policy"]

    page = either.get(page_of(clinic))
    assert page["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in page["Content-Security-Policy"]
    assert "frame-src 'self'" in page["Content-Security-Policy"]


@pytest.mark.parametrize(
    "asked", ["?page=admin", "?page=catalogue&scheme=x", "?page=../../etc/passwd", "?page=catalogue&scheme="]
)
def test_nothing_else_is_shown(either: Client, clinic: Clinic, asked: str) -> None:
    assert either.get(f"/admin/clinics/clinic/{clinic.pk}/preview/{asked}").status_code == 404


@pytest.mark.parametrize("asked", ["", "?primary=red", "?primary=0b6e4f&scheme=sepia", "?primary=}body{x:y"])
def test_no_stylesheet_is_made_of_what_is_no_colour(either: Client, clinic: Clinic, asked: str) -> None:
    assert either.get(f"/admin/clinics/clinic/preview.css{asked}").status_code == 404


def test_nobody_sees_the_look_of_another_clinic(clinic: Clinic, summit: Clinic) -> None:
    outsider = clinic_staff(summit)

    for page in ("preview/", "logo.webp", "change/"):
        assert outsider.get(f"/admin/clinics/clinic/{clinic.pk}/{page}").status_code in {302, 404}
    outsider.post(page_of(clinic), {"brand_primary": "#8a4b6b"})
    clinic.refresh_from_db()
    assert clinic.brand_primary == "#0b6e4f"


def test_without_signing_in_there_is_no_preview(clinic: Clinic) -> None:
    visitor = Client(headers={"host": "staff.localhost"})

    for path in (
        frame(clinic, page="catalogue"),
        "/admin/clinics/clinic/contrast/",
        "/admin/clinics/clinic/preview.css",
    ):
        assert visitor.get(path).status_code == 302
