"""An email about an order, in the clinic's look."""

from __future__ import annotations

from checkout.mail.letter import Letter, content_of
from checkout.words.mail import Words
from storefront.clinics.models import Clinic

WORDS = Words("Subject", "Heading", ["One paragraph & more."], "Open it")


def test_both_forms_say_the_same(harbour: Clinic) -> None:
    letter = Letter(WORDS, "https://shop.example/orders/1/", [("Total", "$5.00")], ["2 × Tea <strong>"])

    content = content_of(harbour, "zoe@patients.example", letter)

    for words in ("Heading", "Open it", "https://shop.example/orders/1/", "Total", "$5.00", "help@harbour.example"):
        assert words in content.text
        assert words in content.html
    assert "One paragraph & more." in content.text
    assert "2 × Tea &lt;strong&gt;" in content.html
    assert "\n\n\n" not in content.text


def test_nothing_is_loaded_from_anywhere(harbour: Clinic) -> None:
    html = content_of(harbour, "zoe@patients.example", Letter(WORDS, "https://shop.example/")).html

    for loads in ("<img", "src=", "url(", "<link", "<script", "@import"):
        assert loads not in html


def test_a_test_shop_says_so(harbour: Clinic) -> None:
    harbour.is_sandbox = True

    content = content_of(harbour, "zoe@patients.example", Letter(WORDS, ""))

    assert "Test shop" in content.text
    assert "Test shop" in content.html


def test_an_email_to_the_clinic_does_not_send_it_to_itself(harbour: Clinic) -> None:
    assert "Tell the clinic" not in content_of(harbour, "help@harbour.example", Letter(WORDS, ""), to_clinic=True).text
