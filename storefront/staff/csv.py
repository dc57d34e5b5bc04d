"""Files for spreadsheets: no cell of them is ever run as a formula."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from typing import Any

from django.http import StreamingHttpResponse

BOM = "\ufeff"  # without it Excel takes UTF-8 for something else
FORMULA = tuple("=+-@\t\r\n" + "＝＋－＠")


class Echo:
    """A file that ``csv`` writes into, and that gives each line back."""

    def write(self, text: str) -> str:
        return text


def lines(columns: Iterable[str], rows: Iterable[Iterable[Any]]) -> Iterator[str]:
    """The file, line by line, as ``rows`` come."""
    writer = csv.writer(Echo())
    yield BOM + str(writer.writerow(columns))
    for row in rows:
        yield str(writer.writerow([harmless(str(cell)) for cell in row]))


def harmless(text: str) -> str:
    """A cell that a spreadsheet would run as a formula gets a quote in front, which makes it text."""
    return f"'{text}" if text.lstrip(" ").startswith(FORMULA) else text


def as_download(content: Iterator[str], name: str) -> StreamingHttpResponse:
    """``name`` without its ending; plain letters, digits and hyphens."""
    response = StreamingHttpResponse(content, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response
