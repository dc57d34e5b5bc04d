"""One tenant and everything that belongs to it: people, products, coupons, carts, tokens."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from hashlib import sha256
from itertools import count
from typing import Any

from sandbox.careportals.refusals import refuse
from sandbox.processor import Card, Intent
from sandbox.world import World


@dataclass(slots=True)
class Product:
    """``older``: written in the older of the two shapes. ``every``: interval and unit of a subscription."""

    id: str
    sku: str
    name: str
    price: Decimal
    list_price: Decimal | None = None
    summary: str = ""
    description: str | None = None
    picture: str = ""
    kind: str = "physical"
    category: str = ""
    every: tuple[int, str] | None = None
    requirements: tuple[str, ...] = ()
    active: bool = True
    older: bool = False

    def phases(self) -> list[dict[str, Any]]:
        if self.every is None:
            return []
        phase = {"fillingCycleInterval": self.every[0], "fillingCycleUnit": self.every[1], "price": self.price}
        return [phase | {"requirements": self.asked_for()}]

    def asked_for(self) -> list[dict[str, Any]]:
        """In every published example the type is ``qnr``; the key says what it is."""
        return [{"type": "qnr", "key": key} for key in self.requirements]


@dataclass(slots=True)
class Coupon:
    """``percent`` or ``amount`` off; in force from ``starts`` until ``ends``, from ``minimum`` on."""

    code: str
    percent: Decimal = Decimal(0)
    amount: Decimal = Decimal(0)
    starts: datetime | None = None
    ends: datetime | None = None
    minimum: Decimal = Decimal(0)
    once: bool = False


@dataclass(slots=True)
class Patient:
    id: str
    email: str
    first_name: str
    last_name: str
    gender: str
    phone: str
    dob: str
    password: str | None = field(default=None, repr=False)
    province: str = ""
    accept_marketing: bool = False
    used_coupons: list[str] = field(default_factory=list)
    cards: dict[str, Card] = field(default_factory=dict)
    addresses: list[dict[str, str]] = field(default_factory=list)


@dataclass(slots=True)
class Line:
    id: str
    product: Product
    quantity: int
    variant: str | None = None
    options: Any = None


@dataclass(slots=True)
class Subscription:
    """``next`` is a date-time as it was sent."""

    id: str
    patient: str
    product: Product
    status: str
    next: str


@dataclass(slots=True)
class Cart:
    """``patient`` is who has it, once checkout has begun. ``intent`` is a payment under way, begun with
    ``intent_coupon``; ``declined`` is how the last one ended."""

    id: str
    lines: list[Line] = field(default_factory=list)
    patient: str = ""
    coupon: str = ""
    intent: Intent | None = None
    intent_coupon: str = ""
    declined: bool = False
    orders: list[dict[str, Any]] = field(default_factory=list)
    consumed: bool = False


class Organization:
    def __init__(self, world: World, id_: str, subdomain: str, currency: str) -> None:
        self.world, self.id, self.subdomain, self.currency = world, id_, subdomain, currency
        # Set by options; see options.py.
        self.revoked = False
        self.coupon_refusal_status = 0
        self.consumes_carts = True
        self.splits_orders = False
        self.snake_statuses = False
        self.requirements_on_lines = False
        self.subscriptions_as_events = False
        self.subscription_changes = "made"
        self.products: dict[str, Product] = {}
        self.coupons: dict[str, Coupon] = {}
        self.patients: dict[str, Patient] = {}
        self.carts: dict[str, Cart] = {}
        self.tokens: dict[str, tuple[str, datetime]] = {}
        self.subscriptions: dict[str, Subscription] = {}
        self.keys: dict[str, str] = {}
        self.reset_mails: list[str] = []
        self.order_numbers = count(10483)

    @property
    def now(self) -> datetime:
        return self.world.clock.now()

    def spelled(self, status: str) -> str:
        """Statuses come in prose and in snake_case."""
        return status.lower().replace(" ", "_") if self.snake_statuses else status

    def order(self, number: str) -> dict[str, Any]:
        """By number or id. ``LookupError``."""
        for cart in self.carts.values():
            for order in cart.orders:
                if number in (str(order["id"]), order["_id"]):
                    return order
        raise LookupError(f"no order {number}")

    def fixed_id(self, name: str) -> str:
        """The same 24 hex digits every day, so that links to demo products keep working."""
        return sha256(f"{self.id}:{name}".encode()).hexdigest()[:24]

    def patient_by_email(self, email: str) -> Patient | None:
        return next((one for one in self.patients.values() if one.email.lower() == email.strip().lower()), None)

    def product(self, name: str) -> Product:
        """By id or stock number. ``KeyError``."""
        known = {product.sku: product for product in self.products.values()} | self.products
        return known[name]

    def cart(self, id_: str) -> Cart:
        """An id that never was is a 400, a cart that became an order a 404: both were seen."""
        cart = self.carts.get(id_)
        if cart is None:
            raise refuse(400, "Cart not found")
        if cart.consumed:
            raise refuse(404, "Cart not found")
        return cart


def written(moment: datetime) -> str:
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def new_id() -> str:
    return secrets.token_hex(12)
