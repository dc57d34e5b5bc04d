"""What a store remembers."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

from sandbox.elasticpath.prices import Currency

CART_LIFE = timedelta(days=7)


def new_id() -> str:
    return str(uuid4())


@dataclass(slots=True)
class Stock:
    total: int
    allocated: int = 0

    @property
    def available(self) -> int:
        return self.total - self.allocated


@dataclass(slots=True)
class Product:
    """``prices`` are minor units by currency; without ``stock`` there is no limit; a ``base`` is a parent of others."""

    id: str
    sku: str
    name: str
    slug: str
    description: str
    prices: dict[str, int]
    picture: str
    node: str
    physical: bool = True
    base: bool = False
    parent: str = ""
    live: bool = True
    stock: Stock | None = None


@dataclass(frozen=True, slots=True)
class Node:
    id: str
    name: str
    slug: str


@dataclass(slots=True)
class Promotion:
    """``percent`` off, or ``fixed`` minor units by currency, from ``minimum`` minor units on."""

    id: str
    code: str
    name: str
    percent: int = 0
    fixed: dict[str, int] = field(default_factory=dict)
    minimum: int = 0
    starts: datetime | None = None
    ends: datetime | None = None

    def runs(self, now: datetime) -> bool:
        return (self.starts is None or self.starts <= now) and (self.ends is None or now < self.ends)


@dataclass(slots=True)
class Account:
    id: str
    name: str
    created: datetime
    addresses: dict[str, dict[str, Any]] = field(default_factory=dict)


@dataclass(slots=True)
class Member:
    id: str
    username: str
    password: str = field(repr=False)
    name: str
    email: str
    created: datetime
    accounts: list[str] = field(default_factory=list)
    names: dict[str, str | None] = field(default_factory=dict)  # given_name, middle_name, family_name


@dataclass(frozen=True, slots=True)
class AccountToken:
    store: str
    member: str
    account: str
    expires: datetime


@dataclass(frozen=True, slots=True)
class Grant:
    """An access token: ``implicit`` or ``client_credentials``."""

    kind: str
    expires: datetime


@dataclass(slots=True)
class Line:
    id: str
    type: str
    name: str
    sku: str
    quantity: int
    price: int
    created: datetime
    updated: datetime
    product: str = ""
    inputs: dict[str, Any] = field(default_factory=dict)
    description: str = ""

    def same_as(self, other: Line) -> bool:
        """Lines that merge: the same product with the same inputs, or custom items with one sku."""
        if self.type != other.type:
            return False
        if self.type == "custom_item":
            return bool(self.sku) and self.sku == other.sku
        return self.product == other.product and self.inputs == other.inputs


@dataclass(slots=True)
class Cart:
    ref: str
    created: datetime
    updated: datetime
    details: dict[str, Any] = field(default_factory=dict)  # name, description, contact, ... as they were sent
    currency: str = ""  # fixed by the first line
    lines: list[Line] = field(default_factory=list)
    codes: dict[str, str] = field(default_factory=dict)  # promotion code as stored -> id of its line
    accounts: list[str] = field(default_factory=list)

    @property
    def expires(self) -> datetime:
        return self.updated + CART_LIFE

    def setting(self, group: str, name: str) -> bool:
        return bool((self.details.get(group) or {}).get(name))


@dataclass(slots=True)
class Transaction:
    """``intent`` is the processor's, when the bank was asked; ``used_up``: an authorization, captured or cancelled."""

    id: str
    order: str
    gateway: str
    kind: str  # purchase, authorize, capture, refund, cancel
    amount: int
    status: str  # complete, pending, failed
    created: datetime
    updated: datetime
    reference: str = ""
    meta: dict[str, str] = field(default_factory=dict)
    intent: str = ""
    refunded: int = 0
    used_up: bool = False


@dataclass(slots=True)
class Order:
    """``lines`` and ``totals`` are payloads, frozen at checkout; ``needs`` is how many pieces of which product."""

    id: str
    cart: str
    currency: Currency
    total: int
    totals: dict[str, Any]
    lines: list[dict[str, Any]]
    needs: dict[str, int]
    details: dict[str, Any]  # contact or customer, addresses, order_number, external_ref
    created: datetime
    updated: datetime
    account: str = ""
    member: str = ""
    transactions: dict[str, Transaction] = field(default_factory=dict)
    keys: dict[str, str] = field(default_factory=dict)  # idempotency key -> transaction
    shipping_groups: dict[str, dict[str, Any]] = field(default_factory=dict)
    cancelled: bool = False
    fulfilled: bool = False
    reserved: bool = False
    paid_at: datetime | None = None


@dataclass(slots=True)
class Store:
    slug: str
    id: str
    client_id: str
    client_secret: str = field(repr=False)
    password_profile_id: str
    currencies: dict[str, Currency]
    products: dict[str, Product]
    nodes: dict[str, Node]
    promotions: dict[str, Promotion]
    hierarchy: Node
    opened: datetime
    tax: Decimal = Decimal(0)  # percent, laid on every line as the store's own tax service would
    gateways: set[str] = field(default_factory=lambda: {"manual", "elastic_path_payments_stripe"})
    self_signup: bool = True
    auto_create_account: bool = True
    token_life: timedelta = timedelta(days=1)
    address_limit: int = 25
    accounts: dict[str, Account] = field(default_factory=dict)
    members: dict[str, Member] = field(default_factory=dict)
    grants: dict[str, Grant] = field(default_factory=dict)
    carts: dict[str, Cart] = field(default_factory=dict)
    orders: dict[str, Order] = field(default_factory=dict)

    @property
    def default_currency(self) -> Currency:
        return next(currency for currency in self.currencies.values() if currency.default)

    def product_by_sku(self, sku: str) -> Product | None:
        return next((product for product in self.products.values() if product.sku == sku), None)


@dataclass(slots=True)
class Switches:
    """How the platform behaves where the documents leave it open, and what tests may relax."""

    unknown_fields: bool = False  # let members through that the documents do not name
    short_addresses: bool = False  # ask for the shortest documented set instead of the union of all
    decline_status: int = 422  # or 200 with a failed transaction
    account_token_status: int = 401  # for an expired or forged account token; or 403
    rate_limited: int = 0  # how many calls from now on are 429
