"""One colour from the clinic, and what pages make of it."""

from __future__ import annotations

import pytest

from storefront.clinics.branding import colours
from storefront.clinics.branding.colours import DARK_PAGE, LIGHT_PAGE, contrast, nearest, normal, palette, parse, text

STEPS = range(0, 256, 51)
ALL_OVER = [f"#{red:02x}{green:02x}{blue:02x}" for red in STEPS for green in STEPS for blue in STEPS]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("#0b6e4f", "#0b6e4f"),
        ("0B6E4F", "#0b6e4f"),
        (" #0B6E4F\n", "#0b6e4f"),
        ("#0b6", "#00bb66"),
        ("FFF", "#ffffff"),
    ],
)
def test_what_can_mean_one_colour_only_is_that_colour(typed: str, meant: str) -> None:
    assert normal(typed) == meant


@pytest.mark.parametrize(
    "typed",
    ["", "green", "#0b6e4", "#0b6e4f00", "rgb(1,2,3)", "##0b6e4f", "#0b6e4g", "red;}body{x:url(//a)", "#٠b6e4f"],
)
def test_what_is_not_a_colour_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match="expected a colour such as #0b6e4f"):
        normal(typed)


@pytest.mark.parametrize("page", [LIGHT_PAGE, DARK_PAGE], ids=["light", "dark"])
def test_whatever_the_colour_buttons_stand_out_and_texts_can_be_read(page: colours.Colour) -> None:
    for colour in ALL_OVER:
        made = palette(parse(colour), page)
        fill, ink, strong = (parse(text(each)) for each in (made.fill, made.on_fill, made.strong))
        assert contrast(fill, page) >= 3, colour
        assert contrast(fill, ink) >= 4.5, colour
        assert contrast(strong, page) >= 4.5, colour


def test_the_nearest_colour_passes_is_the_same_hue_and_is_left_alone_where_it_passes_already() -> None:
    for colour in ALL_OVER:
        offered = nearest(colour)
        assert contrast(parse(offered), LIGHT_PAGE) >= 4.5, colour
        assert nearest(offered) == offered
    assert nearest("#0b6e4f") == "#0b6e4f"
    red, green, blue = parse(nearest("#ffe000"))
    assert red > green > blue


def test_each_requirement_is_judged_on_the_colour_as_it_was_typed() -> None:
    failing = {check.what for check in colours.checks("#ffe000") if not check.passes}

    assert failing == {"Text and links on a light page", "Buttons and focus rings on a light page"}
    assert all(check.used == "#ffe000" for check in colours.checks("#ffe000") if check.scheme == "dark")
