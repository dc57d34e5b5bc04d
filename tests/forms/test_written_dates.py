from typing import Any

import pytest

from storefront.forms.written_dates import month_number, whole_date

DAY_FIRST = ("day", "month", "year")
MONTH_FIRST = ("month", "day", "year")


def in_one_box(text: Any, order: Any = DAY_FIRST) -> Any:
    found = whole_date({"day": text, "month": "", "year": ""}, order)
    return found and (found["year"], found["month"], found["day"])


@pytest.mark.parametrize(
    ("written", "number"),
    [("March", "3"), ("mars", "3"), ("MARZO", "3"), ("août", "8"), ("Sept.", "9"), ("déc", "12"), ("ene", "1")],
)
def test_a_month_may_be_named_in_any_language_of_the_shop(written: str, number: str) -> None:
    assert month_number(written) == number


@pytest.mark.parametrize("written", ["", "3", "Monday", "Marchx"])
def test_what_names_no_month_has_no_number(written: str) -> None:
    assert month_number(written) == ""


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("1984-03-07", ("1984", "03", "07")),
        ("7 March 1984", ("1984", "3", "7")),
        ("March 7, 1984", ("1984", "3", "7")),
        ("7th of March 1984", ("1984", "3", "7")),
        ("1er mars 1984", ("1984", "3", "1")),
        ("7 de marzo de 1984", ("1984", "3", "7")),
        ("17.03.1984", ("1984", "03", "17")),
        ("07/07/1984", ("1984", "07", "07")),
    ],
)
def test_a_whole_date_is_read_from_one_box(text: str, found: Any) -> None:
    assert in_one_box(text) == found


def test_numbers_are_read_in_the_order_of_the_boxes() -> None:
    assert in_one_box("17/03/1984", DAY_FIRST) == in_one_box("03/17/1984", MONTH_FIRST) == ("1984", "03", "17")


@pytest.mark.parametrize("text", ["03/07/1984", "7.3.84", "19840307", "March 1984", "7", "x" * 1000, "1 2 3 4"])
def test_a_date_that_could_be_another_is_left_to_the_person(text: Any) -> None:
    assert in_one_box(text) is None


def test_boxes_that_are_filled_are_left_alone() -> None:
    assert whole_date({"day": "1984-03-07", "month": "3", "year": ""}, DAY_FIRST) is None
