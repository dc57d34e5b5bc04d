"""The look and the words of a clinic on its page in the admin."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django.asserts import assertContains, assertNotContains

from storefront.clinics.models import Banner, Clinic, ClinicText, Logo
from storefront.web.uploads import LIMIT
from tests.clinics.pictures import SVG, bomb, picture
from tests.staff.people import clinic_staff, platform_staff

pytestmark = pytest.mark.slow

pytestmark = pytest.mark.django_db
PAGE = "/admin/clinics/clinic/{}/change/"
WORDS = {"welcome": "Hello", "terms_url": "https://h.example/t", "privacy_url": "https://h.example/p"}


@pytest.fixture
def clinic(make_clinic) -> Clinic:
    return make_clinic("harbour", languages=["en", "fr"], brand_primary="#0b6e4f")


@pytest.fixture(params=["platform", "clinic"])
def staff(request, clinic) -> Client:
    return platform_staff() if request.param == "platform" else clinic_staff(clinic)


def fields_of(browser, clinic):
    """What the page would send as it is."""
    page = browser.get(PAGE.format(clinic.pk)).content.decode()
    sent = {}
    for tag in re.findall(r"<input[^>]*>", page):
        name, value = re.search(r'\bname="([^"]+)"', tag), re.search(r'\bvalue="([^"]*)"', tag)
        if name and "__prefix__" not in name[1] and not re.search(r'type="(checkbox|submit|file|color)"', tag):
            sent[name[1]] = value[1] if value else ""
        elif name and "checked" in tag:
            sent.setdefault(name[1], []).append(value[1] if value else "on")
    for name, inside in re.findall(r'<select name="([^"]+)"[^>]*>(.*?)</select>', page, re.S):
        sent[name] = (re.findall(r'<option value="([^"]*)" selected', inside) or [""])[0]
    for name, inside in re.findall(r'<textarea name="([^"]+)"[^>]*>(.*?)</textarea>', page, re.S):
        sent[name] = inside.strip()
    return {name: value for name, value in sent.items() if "__prefix__" not in name}


def save(browser, clinic, **changes):
    return browser.post(PAGE.format(clinic.pk), fields_of(browser, clinic) | changes)


def test_the_page_as_it_is_can_be_saved_and_changes_nothing(staff, clinic):
    before = Clinic.objects.values().get()
    assert save(staff, clinic).status_code == 302

    assert Clinic.objects.values().get() | {"updated_at": 0} == before | {"updated_at": 0}
    assert not ClinicText.objects.exists()


# -- colour ------------------------------------------------------------------------------------------------------------


def test_a_colour_is_taken_however_it_is_written(staff, clinic):
    assert save(staff, clinic, brand_primary=" 8A4B6B ").status_code == 302

    clinic.refresh_from_db()
    assert clinic.brand_primary == "#8a4b6b"


def test_what_is_no_colour_is_refused_with_an_example(staff, clinic):
    assertContains(save(staff, clinic, brand_primary="tomato"), "six digits from 0 to f, such as #0b6e4f")


def test_a_colour_that_cannot_be_read_is_kept_told_and_answered_with_the_nearest_that_can(staff, clinic):
    reply = save(staff, clinic, brand_primary="#ffe000", _continue="1")

    page = staff.get(reply["Location"])
    assertContains(page, "#ffe000 is kept, but it is too light for text on a white page.")
    assertContains(page, 'data-take="#857400"')


def test_the_contrast_of_a_colour_can_be_asked_before_it_is_saved(staff, clinic):
    reply = staff.get("/admin/clinics/clinic/contrast/", {"primary": "FFE000"})
    assertContains(reply, "1.3: too little")
    assertContains(reply, 'data-take="#857400"')
    assertNotContains(staff.get("/admin/clinics/clinic/contrast/", {"primary": "0b6e4f"}), "data-take")
    assert staff.get("/admin/clinics/clinic/contrast/", {"primary": "<script>"}).status_code == 204


# -- logo --------------------------------------------------------------------------------------------------------------


def upload(data, name="logo.png"):
    return {"logo_upload": SimpleUploadedFile(name, data, "image/png")}


def test_a_logo_is_uploaded_shown_and_taken_away(staff, clinic):
    assert save(staff, clinic, **upload(picture())).status_code == 302
    logo = Logo.objects.get()
    assertContains(staff.get(PAGE.format(clinic.pk)), f'/logo.webp?v={logo.digest}"')
    shown = staff.get(f"/admin/clinics/clinic/{clinic.pk}/logo.webp")
    assert (shown["Content-Type"], shown.content) == ("image/webp", bytes(logo.data))

    assert save(staff, clinic).status_code == 302
    assert Logo.objects.get().digest == logo.digest
    assert save(staff, clinic, **{"logo_upload-clear": "on"}).status_code == 302
    assert not Logo.objects.exists()


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (SVG, "This is SVG or HTML, which can hold scripts"),
        (b"not a picture", "This is not a picture that we can read"),
        (bomb(), "million pixels: save it smaller"),
        (b"\x89PNG" + b"\0" * LIMIT, "This file has 2.0 MB, a logo may have 2 MB: save it smaller"),
        (b"\x89PNG" + b"\0" * 50 * 1024 * 1024, "This file has 50.0 MB, a logo may have 2 MB: save it smaller"),
    ],
    ids=["svg", "text", "bomb", "a byte too much", "50 MB"],
)
def test_what_is_no_logo_is_refused_beside_the_field(clinic, data, says):
    assertContains(save(clinic_staff(clinic), clinic, **upload(data)), says)
    assert not Logo.objects.exists()


def test_a_second_file_is_more_than_any_page_takes(clinic):
    files = upload(picture()) | {"another": SimpleUploadedFile("b.png", picture())}

    assert save(clinic_staff(clinic), clinic, **files).status_code == 400


# -- texts and banners -------------------------------------------------------------------------------------------------


def test_there_is_a_form_for_each_language_and_it_says_what_is_missing(staff, clinic):
    ClinicText.objects.create(clinic=clinic, language="fr", **WORDS)
    ClinicText.objects.create(clinic=clinic, language="es", welcome="¡Hola!")

    page = staff.get(PAGE.format(clinic.pk)).content.decode()
    english, french = page.index("<b>English</b>"), page.index("<b>French</b>")
    assert "<b>Spanish</b>" not in page
    assert "Missing: Welcome line, Terms, Privacy, After an order" in page[min(english, french) :]
    assert "Missing: After an order" in page[french:]


def test_texts_are_written_and_changed_in_each_language(staff, clinic):
    english = {"texts-0-welcome": "Hello", "texts-0-terms_url": "https://h.example/t"}
    assert save(staff, clinic, **english, **{"texts-1-welcome": "Bonjour"}).status_code == 302
    assert dict(ClinicText.objects.values_list("language", "welcome")) == {"en": "Hello", "fr": "Bonjour"}

    first = fields_of(staff, clinic)["texts-0-language"]
    assert save(staff, clinic, **{"texts-0-welcome": "Changed"}).status_code == 302
    assert ClinicText.objects.get(language=first).welcome == "Changed"
    assert ClinicText.objects.count() == 2


def test_a_script_behind_a_link_is_refused_beside_it(staff, clinic):
    reply = save(staff, clinic, **{"texts-0-terms_url": "javascript:alert(1)"})

    assertContains(reply, "Give a whole https URL, such as https://clinic.example/terms.")


def test_all_that_is_wrong_is_listed_at_the_top_with_a_way_to_its_field(staff, clinic):
    """The page is long, and a field may be far below what is seen of it."""
    reply = save(staff, clinic, brand_primary="tomato", **{"texts-1-terms_url": "clinic.example/terms"})

    assertContains(reply, '<a href="#id_brand_primary">Colour</a>: This is not a colour')
    assertContains(reply, '<a href="#id_texts-1-terms_url">Terms</a>: Give a whole https URL')


def test_a_language_that_the_clinic_has_not_is_refused(staff, clinic):
    reply = save(staff, clinic, **{"texts-0-language": "es", "texts-0-welcome": "¡Hola!"})

    assertContains(reply, "in a language that the clinic does not have")
    assert not ClinicText.objects.exists()


def banner(**changes):
    rows = {
        "TOTAL_FORMS": "1",
        "INITIAL_FORMS": "0",
        "0-words_en": "Closed on Monday",
        "0-words_fr": "Fermé lundi",
        "0-starts_at_0": "2026-11-30",
        "0-starts_at_1": "00:00",
        "0-ends_at_0": "2026-12-01",
        "0-ends_at_1": "00:00",
    }
    return {f"banners-{name}": value for name, value in (rows | changes).items()}


def test_a_banner_is_planned_in_all_languages_and_taken_away(staff, clinic):
    assert save(staff, clinic, **banner()).status_code == 302
    planned = Banner.objects.get()
    assert planned.words == {"en": "Closed on Monday", "fr": "Fermé lundi"}
    assert planned.starts_at == datetime(2026, 11, 30, tzinfo=UTC)

    assert save(staff, clinic, **{"banners-0-words_fr": "Fermé"}).status_code == 302
    planned.refresh_from_db()
    assert planned.words["fr"] == "Fermé"
    assert save(staff, clinic, **{"banners-0-DELETE": "on"}).status_code == 302
    assert not Banner.objects.exists()


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"0-words_en": "", "0-words_fr": " "}, "Say something in at least one language."),
        ({"0-ends_at_0": "2026-11-29"}, "The banner ends before it starts: give a later moment."),
        ({"0-words_en": "x" * 201}, "Give 200 characters at most."),
    ],
)
def test_a_banner_that_cannot_be_shown_is_refused(staff, clinic, changes, says):
    assertContains(save(staff, clinic, **banner(**changes)), says)
    assert not Banner.objects.exists()


# -- languages, country, currency --------------------------------------------------------------------------------------


def test_languages_are_ticked_and_the_default_comes_first(clinic):
    staff = platform_staff()
    sent = {"languages_0": ["en", "fr", "es"], "languages_1": "es", "country": "MX", "currency": "MXN"}
    assert save(staff, clinic, **sent).status_code == 302

    clinic.refresh_from_db()
    assert (clinic.languages, clinic.country, clinic.currency) == (["es", "en", "fr"], "MX", "MXN")


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"languages_0": ["en"], "languages_1": "fr"}, "French is the default: tick it too, or choose another."),
        ({"languages_0": [], "languages_1": "fr"}, "Tick at least one language, and choose the default."),
        ({"languages_0": ["de"], "languages_1": "en"}, "de is not one of the available choices"),
        ({"country": "XX"}, "Give a country as two capital letters"),
        ({"currency": "XXQ"}, "Give a currency as three capital letters"),
    ],
)
def test_what_cannot_be_is_said_beside_the_field(clinic, changes, says):
    assertContains(save(platform_staff(), clinic, **changes), says)


# -- preview -----------------------------------------------------------------------------------------------------------


def frame(clinic, **asked):
    return f"/admin/clinics/clinic/{clinic.pk}/preview/?" + "&".join(f"{name}={value}" for name, value in asked.items())


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("page", "shows"), [("catalogue", "Add to cart"), ("cart", "Checkout")])
def test_the_shops_own_pages_are_shown_with_the_typed_colour(staff, clinic, page, shows, scheme):
    reply = staff.get(frame(clinic, page=page, scheme=scheme, primary="8a4b6b"))

    assertContains(reply, shows)
    assertContains(reply, "Product 1")
    assertContains(reply, f"/admin/clinics/clinic/preview.css?scheme={scheme}&amp;primary=8a4b6b")
    assertNotContains(reply, "<script")
    css = staff.get(f"/admin/clinics/clinic/preview.css?scheme={scheme}&primary=8a4b6b")
    assert css["Content-Type"] == "text/css; charset=utf-8"
    assertNotContains(css, "prefers-color-scheme")
    assertContains(css, f"color-scheme:{scheme}")
    assertContains(css, "--brand:#8a4b6b")


def test_it_speaks_the_clinics_languages_and_its_words(staff, clinic):
    ClinicText.objects.create(clinic=clinic, language="fr", welcome="Bonjour à tous")

    french = staff.get(frame(clinic, page="catalogue", language="fr"))
    assertContains(french, '<html lang="fr">')
    assertContains(french, "Bonjour à tous")
    assertContains(staff.get(frame(clinic, page="catalogue", language="es")), '<html lang="en">')


def test_only_the_staff_host_may_frame_it_and_it_frames_nothing_else(staff, clinic):
    framed = staff.get(frame(clinic, page="cart"))
    assert framed["X-Frame-Options"] == "SAMEORIGIN"
    assert "frame-ancestors 'self'" in framed["Content-Security-Policy"]
    assert "script-src" not in framed["Content-Security-Policy"]

    page = staff.get(PAGE.format(clinic.pk))
    assert page["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in page["Content-Security-Policy"]
    assert "frame-src 'self'" in page["Content-Security-Policy"]


@pytest.mark.parametrize(
    "asked", ["?page=admin", "?page=catalogue&scheme=x", "?page=../../etc/passwd", "?page=catalogue&scheme="]
)
def test_nothing_else_is_shown(staff, clinic, asked):
    assert staff.get(f"/admin/clinics/clinic/{clinic.pk}/preview/{asked}").status_code == 404


@pytest.mark.parametrize("asked", ["", "?primary=red", "?primary=0b6e4f&scheme=sepia", "?primary=}body{x:y"])
def test_no_stylesheet_is_made_of_what_is_no_colour(staff, clinic, asked):
    assert staff.get(f"/admin/clinics/clinic/preview.css{asked}").status_code == 404


def test_nobody_sees_the_look_of_another_clinic(clinic, summit):
    outsider = clinic_staff(summit)

    for page in ("preview/", "logo.webp", "change/"):
        assert outsider.get(f"/admin/clinics/clinic/{clinic.pk}/{page}").status_code in {302, 404}
    outsider.post(PAGE.format(clinic.pk), {"brand_primary": "#8a4b6b"})
    clinic.refresh_from_db()
    assert clinic.brand_primary == "#0b6e4f"


def test_without_signing_in_there_is_no_preview(clinic):
    visitor = Client(headers={"host": "staff.localhost"})

    for path in (
        frame(clinic, page="catalogue"),
        "/admin/clinics/clinic/contrast/",
        "/admin/clinics/clinic/preview.css",
    ):
        assert visitor.get(path).status_code == 302
