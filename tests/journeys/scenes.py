"""Every page of the shop in every state that a patient can meet. A scene leaves its page in ``stage.page``."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.utils import timezone
from playwright.sync_api import expect

from checkout.models import OrderAttempt, State
from storefront.clinics.models import Banner, ClinicText
from tests.catalogue.shelves import fill
from tests.journeys.stage import Stage, scene_at
from tests.world import ADDRESS, NEW_PATIENT

TEA = "Calm Evening Magnesium"
PLAN = "Clear Skin Treatment Plan"


scene = scene_at("harbour")


def fill_cart(stage: Stage) -> None:
    refs = stage.shopper.product_refs()
    for name, quantity in ((TEA, "2"), (PLAN, "1")):
        stage.shopper.post("/cart/add/", {"product": refs[name], "quantity": quantity})


def signed_in(stage: Stage, email: str = "ana@harbour.example") -> None:
    fill_cart(stage)
    stage.shopper.sign_in(email)
    stage.shopper.get("/cart/")


def reviewed(stage: Stage, card: str = "4242") -> None:
    signed_in(stage)
    stage.shopper.choose(card)


@scene
def shelf(stage: Stage) -> None:
    stage.open("/")


@scene
def shelf_added(stage: Stage) -> None:
    stage.open("/")
    stage.shop.press(f"Add to cart: {TEA}")
    stage.shop.sees("was added to your cart")


@scene
def shelf_large(stage: Stage) -> None:
    fill(stage.world, 60)
    stage.open("/?page=2")


@scene
def shelf_nothing_found(stage: Stage) -> None:
    fill(stage.world, 20)
    stage.open("/")
    stage.page.get_by_label("Search").fill("nothing like this")
    stage.shop.press("Search")
    stage.shop.sees("Nothing found for")


@scene
def product(stage: Stage) -> None:
    stage.open(f"/products/{stage.shopper.product_refs()[PLAN]}/")


@scene
def product_error(stage: Stage) -> None:
    stage.open(f"/products/{stage.shopper.product_refs()[TEA]}/")
    stage.page.get_by_label("Quantity").fill("many")
    stage.shop.press("Add to cart")
    stage.refused()


@scene
def buy(stage: Stage) -> None:
    stage.open(f"/buy/?product={stage.shopper.product_refs()[TEA]}&quantity=2&coupon=NEW20")


@scene
def cart_empty(stage: Stage) -> None:
    stage.open("/cart/")


@scene
def cart(stage: Stage) -> None:
    signed_in(stage)
    stage.shopper.post("/cart/coupon/", {"code": "NEW20"})
    stage.open("/cart/")


@scene
def cart_coupon_refused(stage: Stage) -> None:
    signed_in(stage)
    stage.open("/cart/")
    stage.page.get_by_text("Have a coupon code?").click()
    stage.page.get_by_label("Coupon code").fill("EXPIRED")
    stage.shop.press("Apply")
    stage.refused()


@scene
def cart_quantity_refused(stage: Stage) -> None:
    signed_in(stage)
    stage.open("/cart/")
    stage.page.get_by_label(f"Quantity: {TEA}").fill("0")
    stage.shop.press(f"Update quantity: {TEA}")
    stage.refused()


@scene
def cart_trouble(stage: Stage) -> None:
    signed_in(stage)
    stage.open("/cart/")
    stage.world.down(upstream="careportals")
    stage.shop.press(f"Remove: {TEA}")
    stage.shop.sees("Your cart is safe.")


@scene
def cart_locked(stage: Stage) -> None:
    order_unknown(stage)
    stage.open("/cart/")


@scene
def login(stage: Stage) -> None:
    fill_cart(stage)
    stage.open("/login/?next=/checkout/")


@scene
def login_refused(stage: Stage) -> None:
    stage.open("/login/")
    stage.page.get_by_label("Email").fill("ana@harbour.example")
    stage.page.get_by_label("Password", exact=True).fill("not this one")
    stage.page.locator("#main").get_by_role("button", name="Log in").click()
    stage.refused()


@scene
def signup(stage: Stage) -> None:
    stage.open("/signup/")


@scene
def signup_refused(stage: Stage) -> None:
    stage.open("/signup/")
    stage.page.locator("[name=given_name]").fill(NEW_PATIENT["given_name"])
    stage.page.locator("[name=bday_day]").fill("41")
    stage.shop.press("Create account")
    stage.refused()


@scene
def password(stage: Stage) -> None:
    stage.open("/password/")


@scene
def password_sent(stage: Stage) -> None:
    stage.open("/password/")
    stage.page.get_by_label("Email").fill("ana@harbour.example")
    stage.shop.press("Send the link")
    stage.shop.sees("Look in your mail")


@scene
def details(stage: Stage) -> None:
    signed_in(stage)
    stage.open("/checkout/details/")


@scene
def details_refused(stage: Stage) -> None:
    signed_in(stage, "cy@harbour.example")
    stage.open("/checkout/details/")
    stage.shop.press("Continue")
    stage.refused()


@scene
def payment(stage: Stage) -> None:
    reviewed(stage)
    stage.open("/checkout/payment/")


@scene
def payment_new_card(stage: Stage) -> None:
    reviewed(stage)
    stage.open("/checkout/payment/")
    stage.page.get_by_label("A new card").check()
    expect(stage.page.get_by_label("Test card")).to_be_visible()


@scene
def payment_first_card(stage: Stage) -> None:
    signed_in(stage, "cy@harbour.example")
    stage.shopper.post("/checkout/details/", ADDRESS)
    stage.open("/checkout/payment/")
    expect(stage.page.get_by_label("Test card")).to_be_visible()


@scene
def payment_card_refused(stage: Stage) -> None:
    payment_new_card(stage)
    stage.shop.press("Continue")
    expect(stage.page.locator("#card-error")).not_to_be_empty()


@scene
def review(stage: Stage) -> None:
    signed_in(stage)
    stage.shopper.post("/cart/coupon/", {"code": "NEW20"})
    stage.shopper.choose("4242")
    stage.open("/checkout/review/")


@scene
def review_price_went_up(stage: Stage) -> None:
    reviewed(stage)
    stage.open("/checkout/review/")
    stage.world.set_option("careportals", "price", product="HH-MAG-120", price="40.00")
    stage.shop.press("Place order")
    stage.refused()


@scene
def order_placed(stage: Stage) -> None:
    reviewed(stage)
    stage.ordered()


@scene
def order_to_do(stage: Stage) -> None:
    """Its clinic has a portal."""
    stage.clinic.portal_url = "https://aurora.portals.care"
    stage.clinic.save()
    order_placed(stage)
    stage.shop.sees("Open the patient portal")


def became(stage: Stage, status: str) -> None:
    reviewed(stage)
    stage.shopper.place_order()
    ref = stage.shopper.attempt().order_ref
    stage.world.set_option("careportals", "order-status", order=ref, status=status)
    stage.open(f"/orders/{stage.shopper.attempt().pk}/")


@scene
def order_shipped(stage: Stage) -> None:
    became(stage, "shipped")
    stage.shop.sees("Your order is on its way")


@scene
def order_cancelled(stage: Stage) -> None:
    became(stage, "cancelled")
    stage.shop.sees("Your order is cancelled")


@scene
def order_nobody_knows(stage: Stage) -> None:
    became(stage, "on the moon")
    stage.shop.sees("Please ask the clinic")


@scene
def order_cancel(stage: Stage) -> None:
    order_placed(stage)
    stage.shop.press("Cancel this order")
    stage.shop.sees("Cancel this order?")


@scene
def order_asked_to_cancel(stage: Stage) -> None:
    order_cancel(stage)
    stage.shop.press("Ask the clinic to cancel it")
    stage.shop.sees("You asked the clinic to cancel it.")


@scene
def subscriptions(stage: Stage) -> None:
    order_placed(stage)
    stage.open("/subscriptions/")


@scene
def subscriptions_none(stage: Stage) -> None:
    signed_in(stage)
    stage.open("/subscriptions/")


@scene
def subscription(stage: Stage) -> None:
    stage.world.set_option("careportals", "subscriptions-as-events")
    subscriptions(stage)
    stage.shop.follow(PLAN)
    stage.shop.sees("Your subscription")


@scene
def subscription_wrong_date(stage: Stage) -> None:
    subscription(stage)
    stage.page.get_by_label("Next renewal on").fill("2020-01-01")
    stage.shop.press("Move the date")
    stage.refused()


@scene
def subscription_pause(stage: Stage) -> None:
    subscription(stage)
    stage.shop.press("Pause")
    stage.shop.sees("Pause this subscription?")


@scene
def subscription_refused(stage: Stage) -> None:
    stage.world.set_option("careportals", "subscription-changes", how="refused")
    subscription_pause(stage)
    stage.shop.press("Pause it")
    stage.refused()


@scene
def order_unknown(stage: Stage) -> None:
    reviewed(stage)
    form = stage.shopper.review_form()
    stage.world.faults.arm("reset_after", upstream="careportals", path="*/finalize")
    stage.world.down(upstream="careportals", path="*/payments", method="GET")
    stage.open(stage.shopper.post("/checkout/review/", form)["Location"])
    stage.shop.order_is("unknown")


@scene
def order_review(stage: Stage) -> None:
    order_unknown(stage)
    OrderAttempt.objects.update(state=State.REVIEW, looked_up_at=timezone.now())
    stage.shop.order_is("review")


@scene
def order_refused(stage: Stage) -> None:
    reviewed(stage, "0002")
    stage.ordered()
    stage.shop.order_is("refused")


@scene
def order_payment(stage: Stage) -> None:
    signed_in(stage, "bo@harbour.example")
    stage.shopper.choose()
    stage.ordered()
    stage.shop.order_is("payment")


@scene
def orders(stage: Stage) -> None:
    reviewed(stage)
    stage.shopper.place_order()
    fill_cart(stage)
    stage.shopper.choose("0002")
    stage.shopper.place_order()
    stage.open("/orders/")


@scene
def orders_none(stage: Stage) -> None:
    signed_in(stage)
    stage.open("/orders/")


@scene
def account(stage: Stage) -> None:
    signed_in(stage)
    stage.open("/account/")


@scene
def account_bare(stage: Stage) -> None:
    signed_in(stage, "cy@harbour.example")
    stage.open("/account/")


@scene
def trouble(stage: Stage) -> None:
    signed_in(stage)
    stage.world.down(upstream="careportals")
    stage.open("/cart/")


@scene
def closed(stage: Stage) -> None:
    stage.clinic.is_open = False
    stage.clinic.save()
    stage.open("/")


@scene
def no_such_page(stage: Stage) -> None:
    stage.open("/nowhere/")


@scene
def page_too_old(stage: Stage) -> None:
    signed_in(stage)
    stage.open("/checkout/details/")
    stage.shop.context.clear_cookies(name=settings.CSRF_COOKIE_NAME)
    stage.shop.press("Continue")
    stage.shop.sees("Please send this once more")


@scene
def cart_of_a_guest(stage: Stage) -> None:
    fill_cart(stage)
    stage.shopper.post("/cart/coupon/", {"code": "NEW20"})
    stage.open("/cart/")


@scene
def shelf_with_all_that_a_clinic_says(stage: Stage) -> None:
    """A banner, the mark of a test shop, a welcome, links to terms, and three languages."""
    stage.clinic.is_sandbox, stage.clinic.languages = True, ["fr", "en", "es"]
    now = timezone.now()
    words = {"fr": "Fermé lundi. Les commandes partent mardi."}
    Banner.objects.create(clinic=stage.clinic, words=words, starts_at=now, ends_at=now + timedelta(days=1))
    says = {"terms_url": "https://harbour.example/ventes", "privacy_url": "https://harbour.example/vie-privee"}
    ClinicText.objects.create(clinic=stage.clinic, language="fr", welcome="Bienvenue au port.", **says)
    stage.clinic.save()
    stage.open("/")
    stage.shop.press("Français")
    stage.shop.sees("Bienvenue au port.")


@scene
def review_in_french(stage: Stage) -> None:
    stage.clinic.languages = ["en", "fr"]
    says = {"terms_url": "https://harbour.example/ventes", "privacy_url": "https://harbour.example/vie-privee"}
    ClinicText.objects.create(clinic=stage.clinic, language="fr", **says)
    stage.clinic.save()
    reviewed(stage)
    stage.open("/checkout/review/")
    stage.shop.press("Français")
    stage.shop.sees("Vérifiez votre commande")


@scene
def signup_refused_in_french(stage: Stage) -> None:
    stage.clinic.languages = ["fr", "en"]
    stage.clinic.save()
    stage.open("/signup/")
    stage.shop.press("Français")
    stage.page.locator("[name=bday_month]").fill("13")
    stage.shop.press("Créer")
    stage.refused()


@scene
def details_in_the_states(stage: Stage) -> None:
    signed_in(stage, "cy@harbour.example")
    stage.open("/checkout/details/")
    stage.page.get_by_label("Country").select_option("US")
    expect(stage.page.get_by_label("ZIP code")).to_be_visible()


@scene
def session_about_to_end(stage: Stage) -> None:
    signed_in(stage)
    stage.page.clock.install()
    stage.open("/cart/")
    stage.page.clock.fast_forward("25:01")
    expect(stage.shop.button("Stay signed in")).to_be_visible()
