from typing import Any

import pytest

from storefront.text import comparable, exact, first_not_text, readable


@pytest.mark.parametrize("unseen", ["\u200b", "\u2060", "\u00ad", "\u200e", "\u200f", "\ufeff", "\u034f", "\u3164"])
@pytest.mark.parametrize("form", [readable, exact, comparable])
def test_what_nobody_sees_is_in_no_form(form: Any, unseen: str) -> None:
    assert form(f"{unseen}an{unseen}na{unseen}") == "anna"


@pytest.mark.parametrize("pair", ["\u202a\u202c", "\u202d\u202c", "\u2066\u2069", "\u2068\u2069"])
def test_turns_of_the_reading_direction_go_at_the_ends_only(pair: str) -> None:
    assert readable(f"{pair[0]}Anna{pair[1]}") == "Anna"

    inside = readable(f"An{pair[0]}na")
    assert first_not_text(inside)[0] == pair[0]  # type: ignore[index]


def test_joiners_stay_where_a_script_needs_them() -> None:
    assert readable("کیان\u200cفر") == "کیان\u200cفر"
    assert readable("क्\u200dष") == "क्\u200dष"
    assert readable("Zo\u200de\u200c") == "Zoe"
    assert exact("کیان\u200cفر") == "کیانفر"


def test_a_name_keeps_the_chosen_form_of_its_letters() -> None:
    assert readable("葛\U000e0100城") == "葛\U000e0100城"
    assert readable("Zoe\u0308") == "Zoë"


@pytest.mark.parametrize(
    ("pasted", "same"),
    [
        ("ＡＢ１２", "AB12"),
        ("A\u2011B\u2013C", "A-B-C"),
        ("o’b", "o'b"),
        ("“a”", '"a"'),
        (" a\u00a0b ", "a b"),
        ("e\u0301", "é"),
    ],
)
def test_two_texts_that_look_alike_are_one(pasted: str, same: str) -> None:
    assert exact(pasted) == same


@pytest.mark.parametrize(
    ("typed", "product"), [("creme barriere", "Crème Barrière"), ("women's", "Women’s"), ("SÉRUM", "serum")]
)
def test_words_are_compared_without_case_accents_and_typography(typed: str, product: str) -> None:
    assert comparable(typed) == comparable(product)


@pytest.mark.parametrize("text", ["Anna", "李小龍", "محمد", "a-b'c"])
def test_ordinary_text_holds_nothing_to_refuse(text: str) -> None:
    assert first_not_text(text) is None
