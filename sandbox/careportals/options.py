"""What tests and the demo may set at CarePortals. ``organization`` is the demo's unless another is named."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from sandbox.careportals.organization import Organization, written
from sandbox.world import Option

DEMO = "aurora_demo"


def options_of(organizations: dict[str, Organization]) -> dict[str, Option]:
    def at(option: Callable[..., object]) -> Option:
        return lambda organization=DEMO, **values: option(organizations[organization], **values)

    options = (
        *(price, product_active, coupon_ends, coupon_refusals, expire_tokens, revoke, consume_carts, split_orders),
        *(order_status, snake_statuses, requirements_on_lines, subscriptions_as_events, subscription_changes),
    )
    return {option.__name__.replace("_", "-"): at(option) for option in options}


def price(shop: Organization, product: str, price: str) -> None:
    """``product`` by id or stock number, ``price`` in major units."""
    shop.product(product).price = Decimal(price)


def product_active(shop: Organization, product: str, on: bool = False) -> None:
    shop.product(product).active = on


def coupon_ends(shop: Organization, code: str) -> None:
    """The coupon is over now."""
    shop.coupons[code].ends = shop.now


def coupon_refusals(shop: Organization, status: int = 0) -> None:
    """0: a ``couponError`` inside a success; else this 4xx."""
    shop.coupon_refusal_status = status


def expire_tokens(shop: Organization) -> None:
    shop.tokens = {token: (patient, shop.now) for token, (patient, _) in shop.tokens.items()}


def revoke(shop: Organization, on: bool = True) -> None:
    """The organization is switched off, or on again."""
    shop.revoked = on


def consume_carts(shop: Organization, on: bool) -> None:
    """Off: a cart that became an order can become another one, which the real system is not known to allow."""
    shop.consumes_carts = on


def split_orders(shop: Organization, on: bool = True) -> None:
    """A payment of a mixed cart makes two orders, subscriptions apart."""
    shop.splits_orders = on


def order_status(shop: Organization, order: str, status: str) -> None:
    """What staff set, in any word. ``order`` is its number or id."""
    shop.order(order).update(status=status, updatedAt=written(shop.now))


def snake_statuses(shop: Organization, on: bool = True) -> None:
    """``awaiting_requirements`` instead of ``Awaiting Requirements``, of orders made from now on."""
    shop.snake_statuses = on


def requirements_on_lines(shop: Organization, on: bool = True) -> None:
    """On the line of an order, beside those under its phases."""
    shop.requirements_on_lines = on


def subscriptions_as_events(shop: Organization, on: bool = True) -> None:
    """Subscriptions in the shape of the published events: a product's id and phases instead of lines."""
    shop.subscriptions_as_events = on


def subscription_changes(shop: Organization, how: str = "made") -> None:
    """``refused``: another status is a 403. ``ignored``: a success that changes nothing."""
    if how not in {"made", "refused", "ignored"}:
        raise ValueError("made, refused or ignored")
    shop.subscription_changes = how
