from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.utils import translation

from storefront.forms.birth_date import BirthDateField


def typed(day: Any = "", month: Any = "", year: Any = "") -> Any:
    return {"day": day, "month": month, "year": year}


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with time_machine.travel("2026-03-15 12:00:00+00:00", tick=False):
        yield


@pytest.mark.parametrize(
    ("value", "born"),
    [
        (typed("7", "4", "1984"), date(1984, 4, 7)),
        (typed(" 07 ", "04", "1984"), date(1984, 4, 7)),
        (typed("29", "2", "2000"), date(2000, 2, 29)),
        (typed("７", "４", "１９８４"), date(1984, 4, 7)),
        (typed("14", "3", "2026"), date(2026, 3, 14)),
        (typed("7", "April", "1984"), date(1984, 4, 7)),
        (typed("7", "avr.", "1984"), date(1984, 4, 7)),
        (typed("\u200e7", "\u200e4\u200f", "1984\u200b"), date(1984, 4, 7)),
        (typed("15", "3", "1896"), date(1896, 3, 15)),
    ],
)
def test_a_birth_date_is_read_from_three_boxes(value: Any, born: Any) -> None:
    assert BirthDateField().clean(value) == born


@pytest.mark.parametrize(
    ("value", "wrong"),
    [
        (typed(), ["required"]),
        (typed("", "4", "1984"), ["day"]),
        (typed("7", "", "1984"), ["month"]),
        (typed("7", "4", ""), ["year"]),
        (typed("", "", "1984"), ["day", "month"]),
        (typed("32", "1", "1984"), ["day"]),
        (typed("0", "1", "1984"), ["day"]),
        (typed("-7", "1", "1984"), ["day"]),
        (typed("7", "13", "1984"), ["month"]),
        (typed("7", "Apx", "1984"), ["month"]),
        (typed("7", "4", "84"), ["year"]),
        (typed("7", "4", "0000"), ["year"]),
        (typed("7", "4", "19840"), ["year"]),
        (typed("", "13", "1984"), ["day", "month"]),
        (typed("31", "4", "1984"), ["day"]),
        (typed("29", "2", "1983"), ["day"]),
        (typed("15", "3", "2026"), ["year"]),
        (typed("1", "1", "2027"), ["year"]),
        (typed("14", "3", "1896"), ["year"]),
        (typed("1", "1", "1066"), ["year"]),
        (typed("9" * 10_000, "1", "1984"), ["day"]),
        (typed("7\x00", "1", "1984"), ["day"]),
    ],
)
def test_an_impossible_birth_date_names_the_wrong_box(value: Any, wrong: Any) -> None:
    with pytest.raises(ValidationError) as refused:
        BirthDateField().clean(value)

    assert [error.code for error in refused.value.error_list] == wrong


@pytest.mark.parametrize(
    ("language", "country", "order"),
    [
        ("en", "CA", ("day", "month", "year")),
        ("fr", "CA", ("day", "month", "year")),
        ("es", "US", ("day", "month", "year")),
        ("en", "US", ("month", "day", "year")),
    ],
)
def test_the_boxes_stand_in_the_order_of_the_place(language: str, country: str, order: Any) -> None:
    field = BirthDateField()
    with translation.override(language):
        field.follow(country)

    assert field.widget.order == order


@pytest.mark.parametrize(
    ("language", "country", "boxes"),
    [("en", "CA", ["day", "month"]), ("en", "US", ["month", "day"]), ("es", "US", ["day", "month"])],
)
def test_what_is_wrong_is_listed_in_the_order_of_the_boxes(language: str, country: str, boxes: Any) -> None:
    field = BirthDateField()
    with translation.override(language):
        field.follow(country)

    for mistyped in (typed("32", "", "1984"), typed("", "13", "1984")):
        with pytest.raises(ValidationError) as refused:
            field.clean(mistyped)
        assert [error.code for error in refused.value.error_list] == boxes


@pytest.mark.parametrize("pasted", ["1984-04-17", "17 April 1984", "17 avril 1984", "17/04/1984"])
def test_a_whole_date_pasted_into_one_box_fills_all_three(pasted: str) -> None:
    field = BirthDateField()
    typed = field.widget.value_from_datadict({"bday_day": pasted, "bday_month": "", "bday_year": ""}, {}, "bday")

    assert field.clean(typed) == date(1984, 4, 17)
