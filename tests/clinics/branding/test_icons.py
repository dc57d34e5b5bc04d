"""Icons and the card are drawn from any name."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
from PIL import Image

from storefront.clinics.branding import icons
from storefront.clinics.models import Clinic
from tests.world import Shopper, World

pytestmark = pytest.mark.django_db
PICTURES = {
    "/favicon.ico": ("image/x-icon", (32, 32)),
    "/apple-touch-icon.png": ("image/png", (180, 180)),
    "/social.png": ("image/png", (1200, 630)),
}


def opened(reply: Any) -> Image.Image:
    return Image.open(io.BytesIO(reply.content))


@pytest.mark.parametrize("name", ["&", "健康", "Clinique Santé – Œuvre, Ñandú", "x" * 120, "A " * 60, "😀", "ا"])
def test_any_name_has_icons_and_a_card(make_clinic: Callable[..., Clinic], world: World, name: str) -> None:
    make_clinic("odd", name=name)
    shopper = Shopper("odd.localhost")

    for path, (_type, size) in PICTURES.items():
        assert opened(shopper.get(path)).size == size
    assert "<text" in shopper.get("/favicon.svg").content.decode()


@pytest.mark.parametrize(
    ("name", "letter"), [("Harbour", "H"), ("éclat", "É"), ("« Voilà »", "V"), ("4u", "4"), ("& !", "S"), ("", "S")]
)
def test_the_initial_is_the_first_letter_or_digit_else_that_of_the_slug(name: str, letter: str) -> None:
    assert icons.initial(Clinic(name=name, slug="spa")) == letter


@pytest.mark.parametrize(
    ("words", "letters"),
    [
        ("Spa", [("S", ""), ("p", ""), ("a", "")]),
        ("é", [("e", "\u0301")]),
        ("œ", [("o", ""), ("e", "")]),
        ("Ñ", [("N", "\u0303")]),
        ("ç", [("c", "\u0327")]),
        ("a–b", [("a", ""), ("-", ""), ("b", "")]),
        ("", []),
        ("健康", []),
        ("Spa 健", []),
        ("é\u0300\u0301", []),  # two marks on one letter
        ("đ", []),
        ("a\tb", []),
    ],
)
def test_a_name_is_drawn_whole_or_not_at_all(words: str, letters: list[tuple[str, str]]) -> None:
    assert icons.drawable(words) == letters


def test_the_marks_are_drawn_where_the_font_lacks_them() -> None:
    def pixels(name: str) -> bytes:
        return icons.png(Clinic(name=name, slug="spa", brand_primary="#0b6e4f"), 32)

    drawn = [pixels(name) for name in ("E", "É", "È", "Ê", "Ë")]
    assert len(set(drawn)) == len(drawn)
    assert pixels("健") == pixels("康"), "a plain square where we cannot draw it"


def test_the_svg_is_text_in_the_clinics_colours_and_nothing_of_the_name_is_markup() -> None:
    svg = icons.svg(Clinic(name="Harbour", slug="spa", brand_primary="#ffe000"))

    assert ">H</text>" in svg
    assert svg.count('fill="#') == 2
    assert "style=" not in svg
