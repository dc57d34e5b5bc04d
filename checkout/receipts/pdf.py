"""A receipt as PDF: one column, the PDF's own font, nothing that a printer could not print.

That font knows the letters of Western European languages. Other accents are left off a letter, and where a name has
letters of another script there is no PDF: ``can_be_written`` says so, and the page prints as well.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from io import BytesIO
from xml.sax.saxutils import escape

from django.utils.translation import gettext as _
from reportlab.lib import colors
from reportlab.lib.enums import TA_RIGHT
from reportlab.lib.pagesizes import A4, LETTER
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

from checkout.receipts.facts import Receipt

LETTER_COUNTRIES = {"CA", "US", "MX", "PH", "CL", "CO", "CR", "GT", "PA", "PR", "SV", "VE", "DO"}
FONT, BOLD = "Helvetica", "Helvetica-Bold"
PADDING = 6  # points on each side, which reportlab leaves round what it sets
CODEPAGE = "cp1252"  # what the PDF's own font has
LINE = colors.HexColor("#b8bec4")

PLAIN = ParagraphStyle("plain", fontName=FONT, fontSize=10, leading=14)
SMALL = ParagraphStyle("small", parent=PLAIN, fontSize=9, leading=12.5, textColor=colors.HexColor("#4a5158"))
STRONG = ParagraphStyle("strong", parent=PLAIN, fontName=BOLD)
TITLE = ParagraphStyle("title", parent=STRONG, fontSize=18, leading=23, spaceAfter=8)
AMOUNT = ParagraphStyle("amount", parent=PLAIN, alignment=TA_RIGHT)
STRONG_AMOUNT = ParagraphStyle("strong amount", parent=STRONG, alignment=TA_RIGHT)


def can_be_written(receipt: Receipt) -> bool:
    return all(_latin(text).count("?") == text.count("?") for text in _texts(receipt))


def pdf_of(receipt: Receipt, country: str, contact: str) -> bytes:
    """``contact`` is one line: whom to ask about it."""
    out = BytesIO()
    document = SimpleDocTemplate(
        out,
        pagesize=LETTER if country in LETTER_COUNTRIES else A4,
        leftMargin=20 * mm,
        rightMargin=20 * mm,
        topMargin=18 * mm,
        bottomMargin=18 * mm,
        title=f"{_latin(receipt.standing.title)} {receipt.numbers[0][1]}",
        author=_latin(receipt.seller_name),
        lang=receipt.language,
        invariant=True,
    )
    document.build(list(_story(receipt, document.width - 2 * PADDING, contact)))
    return out.getvalue()


def _story(receipt: Receipt, width: float, contact: str) -> Iterable[Flowable]:
    yield _p(receipt.seller_name, STRONG)
    for line in receipt.seller:
        yield _p(line, SMALL)
    yield Spacer(1, 9 * mm)
    yield _p(receipt.standing.title, TITLE)
    if receipt.standing.note:
        yield _p(receipt.standing.note, STRONG)
        yield Spacer(1, 3 * mm)
    yield _facts(receipt, width)
    yield Spacer(1, 7 * mm)
    yield _rows(receipt, width)
    yield Spacer(1, 3 * mm)
    yield _sums(receipt, width)
    yield Spacer(1, 9 * mm)
    yield _p(contact, SMALL)


def _facts(receipt: Receipt, width: float) -> Table:
    rows = [(_("Patient"), receipt.patient), *receipt.numbers]
    cells = [[_p(label, SMALL), _p(value, PLAIN)] for label, value in rows if value]
    return Table(
        cells,
        colWidths=[45 * mm, width - 45 * mm],
        hAlign="LEFT",
        style=_style(("TOPPADDING", 1), ("BOTTOMPADDING", 1)),
    )


def _rows(receipt: Receipt, width: float) -> Table:
    amounts = 34 * mm
    head = [_p(_("Item"), SMALL), _p(_("Quantity"), _right(SMALL))]
    head += [_p(_("Price each"), _right(SMALL)), _p(_("Amount"), _right(SMALL))]
    cells = [head] + [
        [_p(row.name, PLAIN), _p(str(row.quantity), AMOUNT), _p(row.unit, AMOUNT), _p(row.total, AMOUNT)]
        for row in receipt.rows
    ]
    widths = [width - 2 * amounts - 22 * mm, 22 * mm, amounts, amounts]
    style = _style(("TOPPADDING", 5), ("BOTTOMPADDING", 5))
    style.add("LINEBELOW", (0, 0), (-1, -1), 0.5, LINE)
    style.add("LINEABOVE", (0, 0), (-1, 0), 0.5, LINE)
    return Table(cells, colWidths=widths, hAlign="LEFT", style=style, repeatRows=1)


def _sums(receipt: Receipt, width: float) -> Table:
    cells = [
        [
            _p(row.label, _right(STRONG if row.strong else PLAIN)),
            _p(row.amount, STRONG_AMOUNT if row.strong else AMOUNT),
        ]
        for row in receipt.sums
    ]
    return Table(
        cells,
        colWidths=[width - 40 * mm, 40 * mm],
        hAlign="LEFT",
        style=_style(("TOPPADDING", 2), ("BOTTOMPADDING", 2)),
    )


def _style(*more: tuple[str, float]) -> TableStyle:
    whole = (0, 0), (-1, -1)
    commands = [("VALIGN", *whole, "TOP"), ("LEFTPADDING", *whole, 0), ("RIGHTPADDING", *whole, 0)]
    return TableStyle([*commands, *((name, *whole, value) for name, value in more)])


def _right(style: ParagraphStyle) -> ParagraphStyle:
    return ParagraphStyle(f"{style.name} right", parent=style, alignment=TA_RIGHT)


def _p(text: str, style: ParagraphStyle) -> Paragraph:
    return Paragraph(escape(_latin(text)), style)


def _texts(receipt: Receipt) -> list[str]:
    return [receipt.patient, receipt.seller_name, *receipt.seller, *(row.name for row in receipt.rows)]


def _latin(text: str) -> str:
    return "".join(_letter(char) for char in text.replace("−", "–"))


def _letter(char: str) -> str:
    try:
        char.encode(CODEPAGE)
    except UnicodeEncodeError:
        bare = "".join(part for part in unicodedata.normalize("NFKD", char) if not unicodedata.combining(part))
        return bare if bare != char and bare.isascii() else BARE.get(char, "?")
    return char


BARE = {"ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ħ": "h", "ı": "i", "\u202f": "\u00a0", "\u2212": "–"}
