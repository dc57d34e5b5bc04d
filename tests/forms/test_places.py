import pytest
from django.utils import translation

from storefront import places


@pytest.mark.parametrize(
    ("country", "typed", "written"),
    [
        ("CA", "h2x1y4", "H2X 1Y4"),
        ("CA", "H2X-1Y4", "H2X 1Y4"),
        ("CA", " h 2 x 1 y 4 ", "H2X 1Y4"),
        ("US", "90210", "90210"),
        ("US", "100011234", "10001-1234"),
        ("US", "10001 1234", "10001-1234"),
        ("GB", "sw1a1aa", "SW1A 1AA"),
        ("GB", "m25bq", "M2 5BQ"),
        ("GB", "bfpo61", "BFPO 61"),
        ("IE", "a65f4e2", "A65 F4E2"),
        ("JP", "1540023", "154-0023"),
        ("FR", "75 011", "75011"),
        ("HK", "anything", "ANYTHING"),
    ],
)
def test_a_postal_code_is_written_as_its_country_does(country, typed, written):
    assert places.postal_code(country, typed) == written


@pytest.mark.parametrize(
    ("country", "typed"),
    [("CA", "90210"), ("CA", "D2X 1Y4"), ("CA", "H2X"), ("US", "H2X 1Y4"), ("US", "9021"), ("US", "é")],
)
def test_a_postal_code_of_another_country_is_none(country, typed):
    assert places.postal_code(country, typed) is None


@pytest.mark.parametrize(
    ("country", "typed", "code"),
    [
        ("CA", "AB", "AB"),
        ("CA", "quebec", "QC"),
        ("CA", "Québec", "QC"),
        ("US", "new york", "NY"),
        ("CA", "Texas", None),
    ],
)
def test_a_province_is_known_by_code_and_name(country, typed, code):
    assert places.province_code(country, typed) == code


def test_names_come_in_the_active_language():
    with translation.override("fr"):
        assert dict(places.provinces("CA"))["BC"] == "Colombie-Britannique"
        assert dict(places.countries())["US"] == "États-Unis"
    with translation.override("es"):
        assert dict(places.provinces("CA"))["BC"] == "Columbia Británica"
        assert dict(places.countries())["US"] == "Estados Unidos"


def test_every_country_can_be_asked_for_an_address():
    codes = [code for code, _ in places.countries()]

    assert len(codes) > 240
    assert len(set(codes)) == len(codes)
    assert all(places.address_rules(code).order for code in codes)
    assert all(len(dict(places.provinces(code))) == len(places.provinces(code)) for code in codes)
