"""Pages of an Elastic Path clinic that look unlike those of others: several accounts, stock, carts that expire."""

from __future__ import annotations

from sandbox.elasticpath import demo
from tests import goods
from tests.journeys.stage import Stage, scene_at

ROLLER = "Trail Foam Roller"

scene = scene_at("summit")


def signed_in(stage: Stage) -> None:
    stage.shopper.add(ROLLER, 2)
    stage.shopper.sign_in(demo.ONE_ACCOUNT, demo.PASSWORD)
    stage.shopper.get("/cart/")


def reviewed(stage: Stage) -> None:
    signed_in(stage)
    stage.shopper.choose("Invoice")


@scene
def summit_shelf(stage: Stage) -> None:
    stage.open("/")


@scene
def summit_product_few_left(stage: Stage) -> None:
    stage.open(f"/products/{goods.PULSE}/")
    stage.shop.sees("Only 2 left")


@scene
def summit_product_sold_out(stage: Stage) -> None:
    stage.world.set_option("elasticpath", "stock", sku="SM-PULSE-2", total=0)
    stage.open(f"/products/{goods.PULSE}/")
    stage.shop.sees("This is sold out.")


@scene
def summit_login_account(stage: Stage) -> None:
    stage.open(stage.shopper.sign_in(demo.TWO_ACCOUNTS, demo.PASSWORD)["Location"])


@scene
def summit_login_account_refused(stage: Stage) -> None:
    summit_login_account(stage)
    stage.shop.press("Continue")
    stage.refused()


@scene
def summit_login_without_account(stage: Stage) -> None:
    stage.open("/login/")
    stage.page.get_by_label("Email").fill(demo.NO_ACCOUNT)
    stage.page.get_by_label("Password", exact=True).fill(demo.PASSWORD)
    stage.page.locator("#main").get_by_role("button", name="Log in").click()
    stage.refused()


@scene
def summit_cart_expired(stage: Stage) -> None:
    stage.shopper.add(ROLLER, 2)
    stage.shopper.get("/cart/")
    stage.world.clock.advance(7 * 24 * 60 * 60 + 60)
    stage.open("/cart/")
    stage.shop.sees("Your cart had expired")


@scene
def summit_cart(stage: Stage) -> None:
    signed_in(stage)
    stage.shopper.post("/cart/coupon/", {"code": "WELCOME10"})
    stage.open("/cart/")


@scene
def summit_payment(stage: Stage) -> None:
    reviewed(stage)
    stage.open("/checkout/payment/")


@scene
def summit_review(stage: Stage) -> None:
    reviewed(stage)
    stage.open("/checkout/review/")


@scene
def summit_order_placed(stage: Stage) -> None:
    reviewed(stage)
    stage.ordered()
    stage.shop.order_is("placed")


@scene
def summit_orders(stage: Stage) -> None:
    summit_order_placed(stage)
    stage.open("/orders/")


@scene
def summit_account(stage: Stage) -> None:
    signed_in(stage)
    stage.open("/account/")
