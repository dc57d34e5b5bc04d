"""Another language in the middle of things: nothing that was typed is lost."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from storefront.clinics.models import Clinic
from tests.journeys.window import Window
from tests.world import ADDRESS, Shopper

TEA = "Calm Evening Magnesium"
Open = Callable[..., Window]

with_and_without_scripts = pytest.mark.parametrize("javascript", [True, False], ids=["scripts", "no scripts"])


@pytest.fixture
def harbour(harbour: Clinic) -> Clinic:
    harbour.languages = ["en", "fr"]
    harbour.save()
    return harbour


@with_and_without_scripts
def test_a_half_filled_sign_up_survives_the_switch(harbour: Clinic, window: Open, javascript: bool) -> None:
    shop = window(javascript=javascript)
    shop.open("/signup/?next=/cart/")
    shop.page.locator("[name=given_name]").fill("Zoë")
    shop.page.locator("[name=bday_day]").fill("7")
    shop.page.locator("[name=province]").select_option("NS")
    shop.page.locator("[name=gender][value=female]").check()
    shop.page.locator("[name=accept_marketing]").check()
    shop.page.locator("[name=password]").fill("Brave-Kelp-77!")
    shop.press("Français")

    expect(shop.page.locator("html")).to_have_attribute("lang", "fr")
    expect(shop.page.locator("h1")).to_have_text("Créez votre compte")
    expect(shop.page.locator("[name=given_name]")).to_have_value("Zoë")
    expect(shop.page.locator("[name=bday_day]")).to_have_value("7")
    expect(shop.page.locator("[name=province]")).to_have_value("NS")
    expect(shop.page.locator("[name=gender][value=female]")).to_be_checked()
    expect(shop.page.locator("[name=accept_marketing]")).to_be_checked()
    expect(shop.page.locator("[name=password]")).to_have_value("")
    assert shop.page.url.endswith("/signup/?next=/cart/")


@with_and_without_scripts
def test_enter_in_a_field_sends_the_form_and_never_switches(harbour: Clinic, window: Open, javascript: bool) -> None:
    shop = window(javascript=javascript)
    shop.open("/login/")
    shop.page.locator("[name=email]").fill("nobody")
    shop.page.locator("[name=email]").press("Enter")

    expect(shop.page.locator("#error-summary")).to_be_visible()
    expect(shop.page.locator("html")).to_have_attribute("lang", "en")


@with_and_without_scripts
def test_from_a_refused_form_the_switch_leads_back_to_it(harbour: Clinic, window: Open, javascript: bool) -> None:
    shop = window(javascript=javascript)
    shop.open("/login/")
    shop.page.locator("[name=email]").fill("ana@harbour.example")
    shop.page.locator("[name=email]").press("Enter")
    expect(shop.page.locator("#error-summary")).to_be_visible()
    shop.press("Français")

    expect(shop.page.locator("h1")).to_have_text("Se connecter")
    expect(shop.page.locator("[name=email]")).to_have_value("ana@harbour.example")
    shop.press("English")
    expect(shop.page.locator("h1")).to_have_text("Log in")
    expect(shop.page.locator("[name=email]")).to_have_value("ana@harbour.example")


def test_what_is_typed_into_the_cart_survives_the_switch(harbour: Clinic, patient: Shopper, window: Open) -> None:
    shop = window(as_=patient)
    shop.open("/cart/")
    shop.page.get_by_label(f"Quantity: {TEA}").fill("7")
    shop.page.get_by_text("Have a coupon code?").click()
    shop.page.get_by_label("Coupon code").fill("NEW20")
    shop.press("Français")

    expect(shop.page.locator("h1")).to_have_text("Votre panier")
    expect(shop.page.get_by_label(f"Quantité: {TEA}")).to_have_value("7")
    expect(shop.page.get_by_label("Code promo")).to_have_value("NEW20")
    expect(shop.page.locator("#cart-total")).to_contain_text("34,00")


def test_neither_the_cards_script_nor_a_country_in_a_swap_takes_the_press(
    harbour: Clinic, patient: Shopper, window: Open
) -> None:
    patient.post("/checkout/details/", ADDRESS)
    shop = window(as_=patient)
    shop.open("/checkout/payment/")
    shop.page.get_by_label("A new card").check()
    shop.press("Français")
    expect(shop.page.get_by_label("Une nouvelle carte")).to_be_checked()

    shop.open("/checkout/details/")
    shop.page.locator("[name=city]").fill("Boulder")
    shop.page.locator("[name=country]").select_option("US")
    expect(shop.page.get_by_label("Code ZIP")).to_be_visible()
    shop.press("English")
    expect(shop.page.get_by_label("ZIP code")).to_be_visible()
    expect(shop.page.locator("[name=city]")).to_have_value("Boulder")
