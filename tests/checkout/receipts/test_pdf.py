"""The PDF of a receipt: accents, long names, and what it cannot write."""

from __future__ import annotations

import re
import zlib
from base64 import a85decode

from django.utils.translation import override

from checkout.receipts.facts import Receipt
from checkout.receipts.pdf import can_be_written, pdf_of
from storefront.upstream.types import Order, OrderLine
from tests.checkout.receipts.papers import ORDER, PAID, cad, receipt

CONTACT = "Questions? Harbour Health, help@harbour.example"


def words_of(pdf: bytes) -> str:
    """What stands on its pages."""
    streams = re.findall(rb"stream\r?\n(.*?)endstream", pdf, re.DOTALL)
    drawn = b"".join(zlib.decompress(a85decode(stream.strip(), adobe=True)) for stream in map(_whole, streams))
    shown = re.findall(rb"\(((?:\\.|[^\\)])*)\) Tj", drawn)
    texts = (re.sub(rb"\\([0-7]{3}|.)", _escaped, text).decode("cp1252") for text in shown)
    return " ".join(texts)


def _whole(stream: bytes) -> bytes:
    return b"<~" + stream.strip().removeprefix(b"<~")


def _escaped(found: re.Match[bytes]) -> bytes:
    code = found[1]
    return bytes([int(code, 8)]) if len(code) == 3 else code


def written(paper: Receipt) -> str:
    return words_of(pdf_of(paper, "CA", CONTACT))


def test_it_says_all_that_the_page_says() -> None:
    said = written(receipt(ORDER, PAID))

    for words in ("Receipt", "Harbour Health Services Inc.", "T2P 1A1", "GST/HST", "H7K2-9QXM", "$64.60 CAD", CONTACT):
        assert words in said


def test_accents_are_there_in_french_and_spanish() -> None:
    with override("fr"):
        said = written(receipt(ORDER, PAID))
        assert "Zoë Núñez" in said
        assert "Crème Apaisante" in said
        assert "64,60" in said
    with override("es"):
        assert "Zoë Núñez" in written(receipt(ORDER, PAID))


def test_a_name_with_other_accents_is_written_without_them() -> None:
    paper = receipt(ORDER, PAID, patient="Łukasz Nguyễn")

    assert can_be_written(paper)
    assert "Lukasz Nguyen" in written(paper)


def test_a_name_in_another_script_is_left_to_the_page() -> None:
    assert not can_be_written(receipt(ORDER, PAID, patient="李明"))
    assert can_be_written(receipt(ORDER, PAID, patient="Who? Me"))


def test_it_fits_on_one_sheet_however_long_a_name_is() -> None:
    lines = tuple(OrderLine("A very long name of a product " * 3, 1, cad("5.00")) for _ in range(6))
    pdf = pdf_of(receipt(Order("1", "1", cad("40.00"), lines=lines), PAID), "CA", CONTACT)

    assert pdf.count(b"/Type /Page\n") == 1
    assert b"612 792" in pdf  # letter paper
    assert b"595.2756" in pdf_of(receipt(), "FR", CONTACT)  # A4


def test_markup_in_a_name_is_text() -> None:
    said = written(receipt(ORDER, PAID, patient="<b>bold</b> & co"))

    assert "<b>bold</b>&co" in said.replace(" ", "")
