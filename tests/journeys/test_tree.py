"""What a screen reader is told of the cart, an error summary and the review: roles and names, whatever the markup."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import expect

from tests.journeys.window import Window
from tests.world import Shopper

CART = """
- region "Your cart":
  - heading "Your cart" [level=1]
  - list:
    - /children: equal
    - listitem:
      - heading "Calm Evening Magnesium" [level=2]:
        - link "Calm Evening Magnesium"
      - paragraph: $34.00 each instead of $39.50
      - paragraph: $34.00
      - 'textbox /^Quantity ?: Calm Evening Magnesium$/': "1"
      - 'button "Update quantity: Calm Evening Magnesium"'
      - 'button /^Remove ?: Calm Evening Magnesium$/'
  - complementary "Summary":
    - /children: equal
    - heading "Summary" [level=2]
    - term: Subtotal
    - definition: $34.00
    - term: Total
    - definition: CAD $34.00
    - group:
      - text: Have a coupon code?
    - link "Checkout"
    - paragraph: You will see everything once more before anything is charged.
"""
REFUSED_COUPON = """
- region "Your cart":
  - alert "There is a problem":
    - /children: equal
    - heading "There is a problem" [level=2]
    - list:
      - /children: equal
      - listitem:
        - link "This coupon has expired."
  - heading "Your cart" [level=1]
  - complementary "Summary":
    - group:
      - paragraph: "Error: This coupon has expired."
      - textbox "Coupon code" [invalid]: EXPIRED
      - button "Apply"
"""
REFUSED_SIGN_UP = """
- main:
  - alert "There is a problem":
    - /children: equal
    - heading "There is a problem" [level=2]
    - list:
      - /children: equal
      - listitem:
        - link "Enter your first name."
      - listitem:
        - link "Enter your last name."
      - listitem:
        - link "Enter your email address."
      - listitem:
        - link "Enter your phone number."
      - listitem:
        - link "Your birth date needs a day."
      - listitem:
        - link "The month of your birth date must be a number from 1 to 12, or a name such as March."
      - listitem:
        - link "Your birth date needs a year."
      - listitem:
        - link "Choose a gender."
      - listitem:
        - 'link "Province: choose one from the list."'
      - listitem:
        - link "Choose a password."
  - heading "Create your account" [level=1]
  - textbox "First name" [invalid]
  - textbox "Last name" [invalid]
  - textbox "Email address" [invalid]
  - textbox "Phone number" [invalid]
  - group "Birth date":
    - textbox "Day" [invalid]
    - textbox "Month" [invalid]: "13"
    - textbox "Year" [invalid]
  - radiogroup "Gender" [invalid]:
    - radio "Male"
    - radio "Female"
    - radio "Another gender"
  - combobox "Province" [invalid]
  - textbox "Password" [invalid]
  - paragraph:
    - button "Show password"
  - checkbox "Send me news and offers by email. I can stop this at any time."
  - button "Create account"
"""
REVIEW = """
- main:
  - navigation "Checkout steps":
    - list:
      - /children: equal
      - listitem:
        - text: "Done:"
        - link "Details"
      - listitem:
        - text: "Done:"
        - link "Payment"
      - listitem: 3 Review
  - 'region /^Step 3 of 3 ?: Check your order$/':
    - 'heading /^Step 3 of 3 ?: Check your order$/ [level=1]'
    - heading "Items" [level=2]
    - link "Change the items"
    - list:
      - /children: equal
      - listitem:
        - paragraph: Calm Evening Magnesium
        - paragraph: Quantity 1
        - paragraph: $34.00
    - heading "Delivery address" [level=2]
    - link "Change the address"
    - text: Ana Lindqvist 12 Quay Street Halifax NS B3H 4R2
    - heading "Payment" [level=2]
    - link "Change the payment method"
    - paragraph: Card ending in 4242, expires 08/2031
    - heading "Contact" [level=2]
    - paragraph: ana@harbour.example
    - complementary "Summary":
      - /children: equal
      - heading "Summary" [level=2]
      - term: Subtotal
      - definition: $34.00
      - term: Total
      - definition: CAD $34.00
      - button "Place order – $34.00"
      - paragraph: You are charged once, when you press this button.
"""


def test_the_cart_and_a_refused_coupon_in_it(window: Callable[..., Window], patient: Shopper) -> None:
    shop = window(as_=patient)
    page = shop.open("/cart/")
    expect(page.locator("main")).to_match_aria_snapshot(CART)

    page.get_by_text("Have a coupon code?").click()
    page.get_by_label("Coupon code").fill("EXPIRED")
    shop.press("Apply")

    expect(page.locator("main")).to_match_aria_snapshot(REFUSED_COUPON)


def test_the_summary_of_a_refused_sign_up_and_its_fields(window: Callable[..., Window]) -> None:
    shop = window()
    page = shop.open("/signup/")
    page.locator("[name=bday_month]").fill("13")
    shop.press("Create account")

    expect(page.locator("body")).to_match_aria_snapshot(REFUSED_SIGN_UP)


def test_the_review(window: Callable[..., Window], ready: Shopper) -> None:
    shop = window(as_=ready)
    page = shop.open("/checkout/review/")

    expect(page.locator("body")).to_match_aria_snapshot(REVIEW)
