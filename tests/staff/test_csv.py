"""Files for spreadsheets: every line as it was, and no cell that is run as a formula."""

from __future__ import annotations

import csv as standard
import io
from collections.abc import Iterator

import pytest

from storefront.staff import csv


@pytest.mark.parametrize(
    "cell",
    ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "  =1+1", "＝1+1", "＋1", "－1", "＠SUM(A1)"],
)
def test_a_cell_that_would_be_run_becomes_text(cell: str) -> None:
    assert csv.harmless(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["", "harbour", "1", "2026-11-21", "a=b", "H7K2-9QXM", "'=1"])
def test_any_other_cell_stays_as_it_is(cell: str) -> None:
    assert csv.harmless(cell) == cell


def test_a_spreadsheet_reads_back_what_was_written() -> None:
    rows = [("harbour", 3, 'a "quoted", word'), ("=cmd", None, "two\nlines")]

    text = "".join(csv.lines(("clinic", "count", "words"), rows))

    assert text.startswith("\ufeffclinic,count,words\r\n")  # without the mark Excel does not take it for UTF-8
    assert list(standard.reader(io.StringIO(text.removeprefix("\ufeff")))) == [
        ["clinic", "count", "words"],
        ["harbour", "3", 'a "quoted", word'],
        ["'=cmd", "None", "two\nlines"],
    ]


def test_lines_are_made_as_the_rows_come() -> None:
    read: list[int] = []

    def rows() -> Iterator[tuple[int]]:
        for number in range(3):
            read.append(number)
            yield (number,)

    lines = csv.lines(["n"], rows())
    assert (next(lines), read) == ("\ufeffn\r\n", [])
    assert (next(lines), read) == ("0\r\n", [0])


def test_a_download_is_named_and_says_what_it_is() -> None:
    response = csv.as_download(iter(["a\r\n", "b\r\n"]), "orders-2026-11-21")

    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Content-Disposition"] == 'attachment; filename="orders-2026-11-21.csv"'
    assert b"".join(iter(response)) == b"a\r\nb\r\n"
