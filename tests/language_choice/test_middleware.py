"""Which language a page is in."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.http import HttpResponse
from django.utils import translation
from pytest_django.asserts import assertNotContains

from storefront.clinics.models import Clinic
from tests.world import Shopper, World


@pytest.fixture
def harbour(make_clinic: Callable[..., Clinic]) -> Clinic:
    return make_clinic("harbour", languages=["en", "fr"])


def language_of(page: HttpResponse) -> str:
    return page.content.decode().partition('<html lang="')[2][:2]


@pytest.mark.parametrize(
    ("wanted", "given"),
    [
        ("fr-CA,fr;q=0.9,en;q=0.5", "fr"),
        ("FR", "fr"),
        ("fr_CA", "fr"),
        ("es,fr;q=0.8,en;q=0.1", "fr"),  # Spanish is not of this clinic
        ("en-GB", "en"),
        ("de", "en"),
        ("*", "en"),
        ("fr;q=0", "en"),
        ("", "en"),
        ("\x00;;q=,,", "en"),
        ("fr," * 5000, "fr"),
    ],
)
def test_a_first_visit_is_in_the_browsers_language_where_the_clinic_has_it(
    shopper: Shopper, wanted: str, given: str
) -> None:
    page = shopper.get("/login/", headers={"accept-language": wanted})

    assert language_of(page) == page["Content-Language"] == given


def test_a_clinics_first_language_is_its_default(make_clinic: Callable[..., Clinic], world: World) -> None:
    make_clinic("rivage", languages=["fr", "en"])

    assert language_of(Shopper("rivage.localhost").get("/login/", headers={"accept-language": "de"})) == "fr"


def test_staff_hosts_speak_english_and_no_thread_keeps_a_language(
    client: object, shopper: Shopper, harbour: Clinic
) -> None:
    shopper.get("/login/", headers={"accept-language": "fr"})
    assert translation.get_language() == "en"

    staff = Shopper("staff.localhost").get("/admin/login/", headers={"accept-language": "fr"})

    assert staff["Content-Language"] == "en-gb"
    assertNotContains(staff, "Mot de passe")


def test_a_page_says_what_its_language_depends_on_and_no_cache_keeps_it(shopper: Shopper) -> None:
    page = shopper.get("/")

    assert {"Accept-Language", "Cookie"} <= {name.strip() for name in page["Vary"].split(",")}
    assert page["Cache-Control"] == "no-store"
    assert "Accept-Language" not in shopper.get("/brand.css").get("Vary", "")
