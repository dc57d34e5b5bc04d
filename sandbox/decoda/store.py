"""What is stored of each tenant, which is one clinic. Nothing crosses from one tenant to another."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from sandbox.decoda.refusals import refused
from sandbox.http import Refusal
from sandbox.ledger import Act
from sandbox.world import World

Row = dict[str, Any]  # as it stands in JSON


@dataclass(slots=True)
class Switches:
    """What the documents leave open: a client must be safe either way. Set by options."""

    strict: bool = True  # unknown fields and parameters are refused; the real API overlooks them
    decline_as: str = "failed"  # a declined card is 200 with status FAILED, or "refused": a 4xx
    conflict_status: int = 400  # what a converted, expired or empty cart answers
    processing_counts: bool = False  # a bank payment under way already makes the charge PAID
    calls_per_minute: int = 10_000


@dataclass(slots=True)
class Line:
    """One line of a cart or quote. Cents; ``discount_amount`` is as it was sent. One of the two references is set."""

    id: str
    item_id: str | None
    package_id: str | None
    quantity: int
    unit_price: int
    discount_amount: int
    discount_percentage: Decimal
    notes: str | None
    created: datetime
    updated: datetime


@dataclass(slots=True)
class Cart:
    id: str
    patient_id: str
    creator_id: str | None
    created: datetime
    updated: datetime
    expires: datetime | None = None
    notes: str | None = None
    discount_amount: int = 0
    discount_percentage: Decimal = Decimal(0)
    lines: list[Line] = field(default_factory=list)
    status: str = "DRAFT"
    charge_id: str | None = None
    archived: bool = False


@dataclass(slots=True)
class Quote:
    id: str
    patient_id: str
    cart_id: str
    creator_id: str
    created: datetime
    lines: list[Line]
    discount_amount: int
    discount_percentage: Decimal
    title: str | None = None
    description: str | None = None
    terms: str | None = None
    internal_notes: str | None = None
    valid_until: datetime | None = None
    requires_verification: bool = True
    status: str = "DRAFT"
    sent: datetime | None = None
    viewed: datetime | None = None
    responded: datetime | None = None
    message: str | None = None
    charge_id: str | None = None


@dataclass(slots=True)
class Method:
    """A saved payment method. ``processor_card`` is what the card processor knows it by; empty for a bank account."""

    id: str
    patient_id: str
    type: str
    last4: str
    brand: str | None = None
    exp_month: int | None = None
    exp_year: int | None = None
    bank: str | None = None
    processor_card: str = ""
    default: bool = False
    archived: bool = False


@dataclass(slots=True)
class Payment:
    """An attempt to pay, also one that failed. ``shares`` says how many cents of it go to which charge."""

    id: str
    payin_id: str
    patient_id: str
    amount: int
    fee: int
    medium: str
    status: str
    shares: dict[str, int]
    created: datetime
    method: Method | None = None
    failed_reason: str | None = None
    refunds: list[Row] = field(default_factory=list)


@dataclass(slots=True)
class Charge:
    """A debt. What is still owed follows from its payments."""

    id: str
    patient_id: str
    total: int
    discount_amount: int
    discount_percentage: Decimal
    items: list[Row]
    packages: list[tuple[str, int]]
    created: datetime
    cart_id: str = ""
    description: str | None = None
    external_id: str | None = None
    location_id: str | None = None
    event_id: str | None = None
    payments: list[Payment] = field(default_factory=list)
    set_status: str = ""  # by staff, or by closing a charge of nothing; wins over what the payments say
    archived: bool = False


@dataclass(slots=True)
class Credit:
    id: str
    patient_id: str
    amount: int
    left: int
    created: datetime


@dataclass(frozen=True, slots=True)
class PayinConfig:
    """One attempt that was announced: what it pays, and how it is paid."""

    id: str
    patient_id: str
    shares: dict[str, int]
    medium: str
    surcharged: bool


@dataclass(slots=True)
class Tenant:
    name: str
    key: str = field(repr=False)
    world: World
    switches: Switches
    public: Row
    taxes: list[Row]
    categories: list[Row]
    locations: list[Row]
    providers: dict[str, Row]
    items: dict[str, Row]
    packages: dict[str, Row]
    memberships: list[Row] = field(default_factory=list)
    patients: dict[str, Row] = field(default_factory=dict)
    sold: list[Row] = field(default_factory=list)  # packages bought before the first day
    methods: dict[str, Method] = field(default_factory=dict)
    credits: list[Credit] = field(default_factory=list)
    carts: dict[str, Cart] = field(default_factory=dict)
    quotes: dict[str, Quote] = field(default_factory=dict)
    forms: dict[str, list[Row]] = field(default_factory=dict)  # of appointments
    charges: dict[str, Charge] = field(default_factory=dict)
    payments: dict[str, Payment] = field(default_factory=dict)
    configs: dict[str, PayinConfig] = field(default_factory=dict)
    used_configs: set[str] = field(default_factory=set)
    receipts: list[Row] = field(default_factory=list)  # that were sent
    called: tuple[datetime | None, int] = (None, 0)  # the running minute, and the calls in it

    def now(self) -> datetime:
        return self.world.clock.now()

    def conflict(self, detail: str) -> Refusal:
        """The request is well formed and comes at the wrong time."""
        return refused(self.switches.conflict_status, detail)

    def acted(self, kind: str, ref: str, cents: int, *, cart: str = "", patient: str = "") -> None:
        amount = Decimal(cents) / 100
        self.world.ledger.acted(Act(kind, "decoda", self.name, ref, cart, patient, amount, "USD"))


def fresh(prefix: str) -> str:
    return f"{prefix}_{secrets.token_hex(10)}"


def stamp(when: datetime | None) -> str | None:
    return when.isoformat() if when else None
