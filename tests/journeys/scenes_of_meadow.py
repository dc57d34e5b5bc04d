"""Pages of a Decoda clinic that look unlike those of others: accounts of our own, quotes, credit, the hosted form."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.contrib.auth.hashers import make_password
from django.utils import timezone

from sandbox.decoda import demo
from sandbox.decoda.store import Charge
from storefront.local_accounts import tokens
from storefront.local_accounts.models import LocalAccount
from storefront.upstream.types import NewPatient
from tests.houses import US_ADDRESS
from tests.journeys.stage import Stage, scene_at

SUNSCREEN = "Mineral Sunscreen SPF 50"
SERUM = "Sérum Éclat Vitamin C"
PASSWORD = "Meadow-2026!"
QUOTE = f"/quotes/{demo.DANA_QUOTE}/"

scene = scene_at("meadow")


def dana(stage: Stage) -> LocalAccount:
    return stage.clinic.local_accounts.get(patient_ref=demo.DANA.id)


def signed_in(stage: Stage) -> None:
    stage.shopper.add(SUNSCREEN, 2)
    stage.shopper.add(SERUM)
    stage.shopper.sign_in(demo.DANA.email, PASSWORD)
    stage.shopper.get("/cart/")


def reviewed(stage: Stage, method: str) -> None:
    signed_in(stage)
    stage.shopper.choose(method, US_ADDRESS)


def ana_signed_in(stage: Stage, **account: object) -> None:
    """She has a chart and nothing else."""
    ana = LocalAccount(clinic=stage.clinic, password=make_password(PASSWORD), patient_ref=demo.ANA.id, **account)
    ana.seal_person(NewPatient(demo.ANA.first_name, demo.ANA.last_name, demo.ANA.email, password=""))
    ana.save()
    stage.shopper.sign_in(demo.ANA.email, PASSWORD)


@scene
def meadow_shelf(stage: Stage) -> None:
    stage.open("/")


@scene
def meadow_cart(stage: Stage) -> None:
    signed_in(stage)
    stage.shopper.post("/cart/coupon/", {"code": "WELCOME10"})
    stage.open("/cart/")


def billed(stage: Stage) -> None:
    """Reception billed Dana for a visit."""
    made = Charge("charge-desk", demo.DANA.id, 17500, 0, Decimal(0), [], [], stage.world.clock.now())
    made.items = [{"itemId": None, "name": "Visit", "quantity": 1, "price": 17500, "item": None}]
    upstream: Any = stage.world.upstreams["decoda"]
    upstream._state.tenants[demo.TENANT].charges[made.id] = made
    signed_in(stage)


@scene
def meadow_bills(stage: Stage) -> None:
    billed(stage)
    stage.open("/bills/")


@scene
def meadow_bills_none(stage: Stage) -> None:
    signed_in(stage)
    stage.open("/bills/")


@scene
def meadow_bill(stage: Stage) -> None:
    billed(stage)
    stage.open("/bills/charge-desk/")


@scene
def meadow_bill_to_pay(stage: Stage) -> None:
    meadow_bill(stage)
    stage.shop.press("Go on to pay")
    stage.shop.sees("Pay this bill")


@scene
def meadow_cart_that_lay_ready(stage: Stage) -> None:
    signed_in(stage)
    stage.shopper.post("/logout/")
    stage.shopper.add(SERUM)
    stage.shopper.sign_in(demo.DANA.email, PASSWORD)
    stage.open("/cart/")
    stage.shop.sees("You have another cart at the clinic")


@scene
def meadow_signup_refused(stage: Stage) -> None:
    """Month first: the boxes stand as people there write a date."""
    stage.open("/signup/")
    stage.page.locator("[name=bday_day]").fill("32")
    stage.shop.press("Create account")
    stage.refused()


@scene
def meadow_payment(stage: Stage) -> None:
    reviewed(stage, "Visa")
    stage.open("/checkout/payment/")
    stage.page.get_by_label("Use the credit on your account first").check()


@scene
def meadow_review(stage: Stage) -> None:
    reviewed(stage, "Visa")
    stage.open("/checkout/review/")


@scene
def meadow_order_hosted(stage: Stage) -> None:
    reviewed(stage, "Card or bank")
    stage.ordered()
    stage.page.frame_locator("iframe").get_by_role("button").first.wait_for()


@scene
def meadow_order_unpaid(stage: Stage) -> None:
    reviewed(stage, "0002")
    stage.ordered()
    stage.shop.sees("waiting for its payment")


@scene
def meadow_order_unpaid_refused(stage: Stage) -> None:
    reviewed(stage, "Card or bank")
    stage.shopper.place_order()
    stage.shopper.post(f"{stage.shopper.attempt().get_absolute_url()}pay/another-way/")
    stage.open(stage.shopper.attempt().get_absolute_url())
    stage.page.evaluate(
        "document.querySelectorAll('[name=payment_method]').forEach((each) => { each.checked = false; })"
    )
    stage.shop.press("Pay")
    stage.refused()


@scene
def meadow_order_placed(stage: Stage) -> None:
    reviewed(stage, "Mountain Credit Union")
    stage.ordered()
    stage.shop.order_is("placed")


@scene
def meadow_account(stage: Stage) -> None:
    signed_in(stage)
    stage.open("/account/")


@scene
def meadow_quotes(stage: Stage) -> None:
    signed_in(stage)
    stage.open("/quotes/")


@scene
def meadow_quotes_none(stage: Stage) -> None:
    ana_signed_in(stage)
    stage.open("/quotes/")


@scene
def meadow_quote(stage: Stage) -> None:
    signed_in(stage)
    stage.open(QUOTE)


@scene
def meadow_quote_changed(stage: Stage) -> None:
    meadow_quote(stage)
    stage.page.evaluate("document.querySelectorAll('[name=shown]').forEach((each) => { each.value = 'another'; })")
    stage.shop.press("Accept")
    stage.refused()


@scene
def meadow_quote_accepted(stage: Stage) -> None:
    meadow_quote(stage)
    stage.shop.press("Accept")
    stage.shop.sees("Order and pay")


@scene
def meadow_quote_declined(stage: Stage) -> None:
    meadow_quote(stage)
    stage.shop.press("Decline")
    stage.shop.sees("You declined this quote")


@scene
def meadow_verify(stage: Stage) -> None:
    account = dana(stage)
    LocalAccount.objects.update(email_verified_at=None)
    account.refresh_from_db()
    stage.open(f"/verify/{tokens.make(tokens.VERIFY, account)}/")


@scene
def meadow_verify_gone(stage: Stage) -> None:
    stage.open("/verify/nothing/")


@scene
def meadow_reset(stage: Stage) -> None:
    stage.open(f"/password/{tokens.make(tokens.RESET, dana(stage))}/")


@scene
def meadow_reset_refused(stage: Stage) -> None:
    meadow_reset(stage)
    stage.page.locator("[name=password]").fill("short")
    stage.shop.press("Save the new password")
    stage.refused()


@scene
def meadow_reset_gone(stage: Stage) -> None:
    stage.open("/password/nothing/")


@scene
def meadow_link_unconfirmed(stage: Stage) -> None:
    ana_signed_in(stage)
    stage.open("/account/link/")


@scene
def meadow_link_refused(stage: Stage) -> None:
    ana_signed_in(stage, email_verified_at=timezone.now())
    stage.open("/account/link/")
    stage.shop.press("Find my chart")
    stage.refused()


@scene
def meadow_link_code_refused(stage: Stage) -> None:
    ana_signed_in(stage, email_verified_at=timezone.now())
    stage.open("/account/link/code/")
    stage.page.get_by_role("textbox").first.fill("12")
    stage.shop.press("Link my chart")
    stage.refused()


@scene
def meadow_linked(stage: Stage) -> None:
    ana_signed_in(stage, email_verified_at=timezone.now(), linked_at=timezone.now())
    stage.open("/account/link/")
