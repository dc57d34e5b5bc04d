"""Tags and filters of pages."""

from __future__ import annotations

import pytest
from django.utils import translation

from storefront.templatetags import shop


@pytest.mark.parametrize(
    ("number", "country", "shown"),
    [
        ("+14035550100", "CA", "(403) 555-0100"),
        ("+14035550100", "FR", "+1 403-555-0100"),
        ("ask at the desk", "CA", "ask at the desk"),
    ],
)
def test_a_phone_number_is_written_as_people_there_write_it(number: str, country: str, shown: str) -> None:
    assert shop.phone(number, country) == shown


def test_a_country_is_named_in_the_language_of_the_page() -> None:
    with translation.override("fr"):
        assert shop.country_name("US") == "États-Unis"
