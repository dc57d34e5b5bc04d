"""Money, dates, addresses and phone numbers, as the page's language writes them in the clinic's country."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.http import HttpResponse
from django.template import engines
from django.utils import translation
from pytest_django.asserts import assertContains, assertNotContains

from checkout.steps.forms import AddressForm
from storefront.clinics.models import Clinic
from storefront.forms import places
from storefront.forms.fields import PhoneField
from storefront.money import Money
from storefront.patients.forms import SignUpForm
from tests.forms.page import CANADA, STATES, Place
from tests.languages.reading import Reader
from tests.world import ADDRESS, Shopper, World

TEA = "Calm Evening Magnesium"


@pytest.fixture
def harbour(make_clinic: Callable[..., Clinic]) -> Clinic:
    return make_clinic("harbour", languages=["en", "fr", "es"])


def plain(page: HttpResponse) -> str:
    """Any space is a space."""
    return unicodedata.normalize("NFKC", page.content.decode())


@pytest.mark.parametrize(
    ("language", "country", "text"),
    [
        ("en", "CA", "$1,290.00"),
        ("fr", "CA", "1 290,00 $"),
        ("es", "CA", "$1,290.00"),  # CLDR knows no Spanish of Canada: that of the Americas
        ("es", "US", "$1,290.00"),
        ("fr", "US", "1 290,00 $"),
        ("es", "ES", "1.290,00 $"),
    ],
)
def test_money_is_written_by_language_and_country(language: str, country: str, text: str) -> None:
    assert unicodedata.normalize("NFKC", Money.of(1290, "CAD").display(language, country)) == text


@pytest.mark.parametrize(("language", "total"), [("en", "$34.00"), ("fr", "34,00 $"), ("es", "$34.00")])
def test_the_button_says_the_amount_in_the_pages_language(
    harbour: Clinic, world: World, language: str, total: str
) -> None:
    reader = Reader("harbour.localhost", language)
    reader.add(TEA)
    reader.sign_in()
    reader.choose("4242")

    words = {"en": "Place order", "fr": "Passer la commande", "es": "Realizar el pedido"}[language]
    assert f"{words} – {total}" in plain(reader.get("/checkout/review/"))


@pytest.mark.parametrize(
    ("language", "day"), [("en", "Nov. 21, 2026"), ("fr", "21 novembre 2026"), ("es", "21 de noviembre de 2026")]
)
def test_a_day_is_written_in_the_pages_language(language: str, day: str) -> None:
    when = datetime(2026, 11, 21, tzinfo=UTC)
    with translation.override(language):
        assert engines["django"].from_string("{{ when|date }}").render({"when": when}) == day


@pytest.mark.parametrize(
    ("language", "place", "labels"),
    [
        ("en", CANADA, {"city": "City", "province": "Province", "postal_code": "Postal code"}),
        ("fr", CANADA, {"city": "Ville", "province": "Province", "postal_code": "Code postal"}),
        ("es", CANADA, {"city": "Ciudad", "province": "Provincia", "postal_code": "Código postal"}),
        ("en", STATES, {"city": "City", "province": "State", "postal_code": "ZIP code"}),
        ("fr", STATES, {"city": "Ville", "province": "État", "postal_code": "Code ZIP"}),
        ("es", STATES, {"city": "Ciudad", "province": "Estado", "postal_code": "Código ZIP"}),
        ("fr", Place("GB"), {"city": "Ville ou localité", "postal_code": "Code postal"}),
    ],
)
def test_an_address_is_asked_for_by_country_in_the_pages_language(
    language: str, place: Place, labels: dict[str, str]
) -> None:
    with translation.override(language):
        form = AddressForm(clinic=place)
        assert {name: str(form[name].label) for name in labels} == labels


@pytest.mark.parametrize(
    ("language", "country", "code", "name"),
    [
        ("en", "CA", "BC", "British Columbia"),
        ("fr", "CA", "BC", "Colombie-Britannique"),
        ("es", "CA", "BC", "Columbia Británica"),
        ("fr", "US", "PA", "Pennsylvanie"),
        ("es", "US", "NY", "Nueva York"),
        ("es", "US", "TX", "Texas"),
    ],
)
def test_provinces_and_states_have_names_in_the_pages_language(
    language: str, country: str, code: str, name: str
) -> None:
    with translation.override(language):
        listed = places.provinces(country)
        names = [unicodedata.normalize("NFKD", name.casefold()).encode("ascii", "ignore") for _code, name in listed]

        assert dict(listed)[code] == name
        assert names == sorted(names)
        assert places.province_code(country, name) == code
    assert places.province_code(country, name) == code or language not in ("en", "fr")


def test_countries_have_names_in_the_pages_language() -> None:
    for language, name in (("en", "United States"), ("fr", "États-Unis"), ("es", "Estados Unidos")):
        with translation.override(language):
            assert dict(places.countries())["US"] == places.country_name("US") == name
    assert places.country_name("??") == "??"


def test_an_address_abroad_names_its_country_in_the_pages_language(harbour: Clinic, world: World) -> None:
    reader = Reader("harbour.localhost", "fr")
    reader.add(TEA)
    reader.sign_in()
    reader.choose("4242", ADDRESS | {"country": "US", "province": "CO", "city": "Boulder", "postal_code": "80302"})

    assertContains(reader.get("/checkout/review/"), "États-Unis")


@pytest.mark.parametrize(
    ("language", "region", "words"),
    [("en", "CA", "such as (506) 234-5678."), ("fr", "CA", "comme (506) 234-5678."), ("es", "US", "(201) 555-0123.")],
)
def test_a_number_that_cannot_be_read_is_refused_with_an_example_of_the_country(
    language: str, region: str, words: str
) -> None:
    with translation.override(language):
        form = SignUpForm({"phone": "no number"}, clinic=Place(region), asks={"phone"})
        assert isinstance(form.fields["phone"], PhoneField)
        assert str(form.errors["phone"][0]).endswith(words)


def test_the_clinics_own_words_say_their_language_where_it_is_not_the_pages(harbour: Clinic, world: World) -> None:
    shopper = Shopper("harbour.localhost")
    path = f"/products/{shopper.product_refs()[TEA]}/"

    assertContains(Reader("harbour.localhost", "fr").get(path), f'<h1 lang="en">{TEA}</h1>')
    assertContains(shopper.get(path), f"<h1>{TEA}</h1>")
    assertNotContains(shopper.get("/"), '<h2 lang="')


@pytest.mark.parametrize(("language", "title"), [("fr", "Erreur\u00a0: "), ("es", "Error: "), ("en", "Error: ")])
def test_a_refused_form_says_so_in_its_title(harbour: Clinic, world: World, language: str, title: str) -> None:
    page = Reader("harbour.localhost", language).post("/login/", {})

    assertContains(page, f"<title>{title}", status_code=422)


def test_even_what_cannot_be_understood_is_answered_in_the_pages_language(harbour: Clinic, world: World) -> None:
    reader = Reader("harbour.localhost", "fr")

    page = reader.post("/login/", {f"field{n}": "x" for n in range(2000)})

    assertContains(page, "pas pu être compris", status_code=400)


def test_a_page_that_broke_speaks_the_pages_language(
    harbour: Clinic, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader = Reader("harbour.localhost", "fr")
    reader.browser.raise_request_exception = False
    monkeypatch.setattr("storefront.catalogue.shelf.products", lambda clinic: 1 / 0)

    page = reader.get("/")

    assertContains(page, "Un problème est survenu de notre côté", status_code=500)
    assertContains(page, '<html lang="fr">', status_code=500)


def test_an_unknown_host_says_so_in_every_language(db: None) -> None:
    page = Shopper("nowhere.localhost").get("/")

    for words in (
        '<html lang="en">',
        "<h1>There is no shop at this address</h1><p>Please check the link, or ask your clinic for it.</p>",
        '<p lang="fr">Il n’y a pas de boutique à cette adresse. Vérifiez le lien ou demandez-le à votre clinique.</p>',
        '<p lang="es">No hay ninguna tienda en esta dirección. Revise el enlace o pídalo a su clínica.</p>',
    ):
        assertContains(page, words, status_code=400)


def test_staff_pages_stay_english(db: None) -> None:
    page = Shopper("staff.localhost").get("/admin/login/", headers={"accept-language": "fr"})

    assertContains(page, '<html lang="en')
