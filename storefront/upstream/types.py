"""What the upstreams mean, in one vocabulary. Frozen values; readers make them, pages render them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from storefront.money import Money

# -- people ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Access:
    """What lets an upstream act for one signed-in patient. Lives in the sealed session only; never logged."""

    patient_ref: str
    token: str = field(default="", repr=False)
    account_ref: str = ""
    account_name: str = ""
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Address:
    """``province`` is the two-letter code where the country has one, ``country`` two letters, ``phone`` E.164.

    ``given_name`` and ``family_name`` are the recipient's, as typed. ``instructions`` are for whoever brings it.
    """

    address1: str
    city: str
    province: str
    postal_code: str
    country: str
    address2: str = ""
    county: str = ""
    given_name: str = ""
    family_name: str = ""
    company: str = ""
    phone: str = ""
    instructions: str = ""

    @property
    def recipient(self) -> str:
        return f"{self.given_name} {self.family_name}".strip()

    @property
    def place(self) -> tuple[str, ...]:
        """Where it is, whoever is there."""
        return (self.address1, self.address2, self.city, self.county, self.province, self.postal_code, self.country)


class AddressUse(StrEnum):
    """What an order's address is for."""

    DELIVERY = "delivery"
    BILLING = "billing"  # nothing is sent, and the upstream wants an address all the same
    NONE = ""


@dataclass(frozen=True, slots=True)
class SavedAddress:
    """One of the patient's address book."""

    ref: str
    address: Address


@dataclass(frozen=True, slots=True)
class Profile:
    """What the upstream knows of a patient, for greeting and prefilling. Any text may be empty."""

    given_name: str = ""
    family_name: str = ""
    email: str = ""
    phone: str = ""
    address: Address | None = None


@dataclass(frozen=True, slots=True)
class NewPatient:
    """``phone`` is E.164, ``gender`` one of male, female, other, ``province`` a two-letter code or empty."""

    given_name: str
    family_name: str
    email: str
    password: str = field(repr=False)
    phone: str = ""
    birth_date: date | None = None
    gender: str = ""
    province: str = ""
    accept_marketing: bool = False


@dataclass(frozen=True, slots=True)
class SignedInAccount:
    """One account the patient may act for; an upstream with several accounts per member gives several."""

    access: Access
    profile: Profile


@dataclass(frozen=True, slots=True)
class PasswordRule:
    minimum: int = 8
    mixed: bool = False  # lower, upper, digit and symbol
    uncommon: bool = False  # none of the passwords that are tried first


# -- the shelf ---------------------------------------------------------------------------------------------------------


class Interval(StrEnum):
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class Recurrence:
    """Charged again every ``every`` intervals until the patient stops it; ``price`` where the next charge differs."""

    every: int
    interval: Interval
    price: Money | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """So many of something that a package holds."""

    name: str
    quantity: int


@dataclass(frozen=True, slots=True)
class Product:
    """Something on the shelf. ``list_price`` only where higher than ``price``; ``stock`` None where not managed.

    ``contents`` are what a package holds.
    """

    ref: str
    name: str
    price: Money
    list_price: Money | None = None
    summary: str = ""
    description: str = ""
    picture_url: str = ""
    category: str = ""
    physical: bool = True
    recurring: bool = False
    recurrence: Recurrence | None = None
    stock: int | None = None
    buyable: bool = True
    contents: tuple[Part, ...] = ()

    @property
    def sold_out(self) -> bool:
        return self.stock == 0


# -- the cart ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Item:
    """What is asked for: so many of a product."""

    product_ref: str
    quantity: int


@dataclass(frozen=True, slots=True)
class Line:
    """A line item as the upstream sees it now. ``total`` is for the whole quantity, before cart-wide discounts.

    ``taken_off`` is what the clinic has taken off this line, and is not in ``total`` any more.
    """

    ref: str
    product_ref: str
    name: str
    quantity: int
    unit_price: Money
    total: Money
    list_price: Money | None = None
    picture_url: str = ""
    recurring: bool = False
    recurrence: Recurrence | None = None
    fixed_quantity: bool = False
    taken_off: Money | None = None
    unit: str = ""  # what ``quantity`` counts, as the upstream calls it; empty for pieces
    contents: tuple[Part, ...] = ()
    gift_amount: bool = False  # money for later, at a price that is named freely
    physical: bool = True  # something is sent; also where nobody says so


@dataclass(frozen=True, slots=True)
class Discount:
    """A coupon or promotion at work; ``amount`` is positive. ``code`` is empty for one the clinic gives by itself."""

    amount: Money
    code: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True)
class Cart:
    """The upstream's latest answer. ``total`` is theirs and is what will be charged; nothing is summed here.

    ``coupon`` is the code at work where the upstream tells it, else empty (the session remembers it).
    ``dropped`` are product refs that the upstream took out by itself. ``taxes_included``: the total holds them unseen.
    """

    ref: str
    lines: tuple[Line, ...]
    total: Money
    subtotal: Money
    discounts: tuple[Discount, ...] = ()
    tax: Money | None = None
    delivery: Money | None = None
    coupon: str = ""
    dropped: tuple[str, ...] = ()
    patient_ref: str = ""
    estimate: bool = False  # taxes and the like are known only after sign-in
    # Where the upstream drops it by itself, and tells when: only a read does, so it makes no other cart of it.
    ends_at: datetime | None = field(default=None, compare=False)

    @property
    def count(self) -> int:
        return sum(line.quantity for line in self.lines)

    @property
    def discount(self) -> Money:
        """All discounts together, positive."""
        return sum((discount.amount for discount in self.discounts), Money.zero(self.total.currency))

    @property
    def recurring(self) -> bool:
        return any(line.recurring for line in self.lines)

    @property
    def physical(self) -> bool:
        return any(line.physical for line in self.lines)


@dataclass(frozen=True, slots=True)
class OpenCart:
    """A cart of the patient that lies ready at the clinic. ``by_clinic``: staff prepared it."""

    ref: str
    by_clinic: bool
    names: tuple[str, ...]
    total: Money


# -- paying and ordering -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PaymentMethod:
    """A saved payment method. ``kind`` is card, bank, credit, or invoice (settled with the clinic later)."""

    ref: str
    kind: str = "card"
    brand: str = ""
    last4: str = ""
    expiry_month: int | None = None
    expiry_year: int | None = None
    default: bool = False
    covers: Money | None = None  # what a credit pays of the order
    rest: str = ""  # of a credit that is not enough: the ref of the method that pays what it leaves
    surcharged: bool = False  # the clinic adds a fee for credit cards
    fee: Money | None = None  # and this is the most that it comes to

    def is_expired(self, today: date) -> bool:
        """A card holds to the end of the month that it names."""
        if not (self.expiry_year and self.expiry_month):
            return False
        return (self.expiry_year, self.expiry_month) < (today.year, today.month)


@dataclass(frozen=True, slots=True)
class Preparation:
    """What the upstream says just before an order: the cart as it would be charged, and how it can be paid.

    ``coupon_refused`` is set when the upstream no longer honours the coupon.
    """

    cart: Cart
    payment_methods: tuple[PaymentMethod, ...]
    coupon_refused: bool = False


class Payment(StrEnum):
    """Where the money of an order is, as the upstream sees it now."""

    PAID = "paid"
    DUE = "due"
    PROCESSING = "processing"  # under way for days (bank transfers): not paid yet, and it may come back
    INVOICE = "invoice"  # the clinic collects it in its own way
    CLOSED = "closed"  # refunded, written off, void: nothing to do for the patient


class OrderStatus(StrEnum):
    """What became of an order, as the upstream tells it. Each adapter has one table of its own words for it."""

    UNPAID = "unpaid"  # nothing happens before it is paid
    REQUIREMENTS = "requirements"  # waits for what the patient has to hand in
    TEST = "test"  # waits for a laboratory test that the patient has to take
    RECEIVED = "received"  # nothing is known to have been done yet
    RESULTS = "results"  # waits for a laboratory
    CLINICIAN = "clinician"  # a clinician looks at it
    PHARMACY = "pharmacy"  # approved, and handed to a pharmacy
    PACKING = "packing"
    SHIPPED = "shipped"
    DELIVERED = "delivered"
    CANCELLED = "cancelled"
    REFUNDED = "refunded"  # all that was paid was given back
    UNKNOWN = "unknown"  # a word that we do not know: the clinic has to be asked


class Progress(StrEnum):
    """An ``OrderStatus`` seen from afar: ``data-status`` on the pages."""

    ACTION = "action"  # something is left for the patient to do
    WAITING = "waiting"
    PREPARING = "preparing"
    SHIPPED = "shipped"
    DELIVERED = "delivered"
    CANCELLED = "cancelled"
    REFUNDED = "refunded"


PROGRESS: Mapping[OrderStatus, Progress] = {
    OrderStatus.UNPAID: Progress.ACTION,
    OrderStatus.REQUIREMENTS: Progress.ACTION,
    OrderStatus.TEST: Progress.ACTION,
    OrderStatus.PHARMACY: Progress.PREPARING,
    OrderStatus.PACKING: Progress.PREPARING,
    OrderStatus.SHIPPED: Progress.SHIPPED,
    OrderStatus.DELIVERED: Progress.DELIVERED,
    OrderStatus.CANCELLED: Progress.CANCELLED,
    OrderStatus.REFUNDED: Progress.REFUNDED,
}


@dataclass(frozen=True, slots=True)
class Requirement:
    """What an order waits for. ``key`` is the clinic's own name of it, ``kind`` its type; either may be empty.

    ``title`` is the clinic's name for people, where the upstream has one.
    """

    kind: str = ""
    key: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class Shipment:
    """A part of an order on its way. ``reference`` is free text of the carrier: no upstream has an address for it."""

    reference: str = ""
    method: str = ""
    earliest: datetime | None = None
    latest: datetime | None = None


@dataclass(frozen=True, slots=True)
class OrderLine:
    """``product_ref`` is empty where the upstream does not say which product it was."""

    name: str
    quantity: int
    total: Money | None = None
    recurring: bool = False
    product_ref: str = ""
    unit: str = ""
    contents: tuple[Part, ...] = ()


@dataclass(frozen=True, slots=True)
class Order:
    """An order that exists upstream. ``number`` is what people say on the telephone.

    ``paid`` is what came, ``fee`` what was taken beyond the total for the card, ``refunded`` what went back: each None
    where the upstream does not tell. ``can_be_cancelled``: by the patient, at the upstream, as it is now.
    """

    ref: str
    number: str
    total: Money
    status: OrderStatus = OrderStatus.RECEIVED
    status_since: datetime | None = None
    placed_at: datetime | None = None
    lines: tuple[OrderLine, ...] = ()
    discount: Money | None = None
    tax: Money | None = None
    address: Address | None = None
    patient_ref: str = ""
    requirements: tuple[Requirement, ...] = ()
    shipments: tuple[Shipment, ...] = ()
    payment: Payment = Payment.PAID
    due: Money | None = None
    paid: Money | None = None
    fee: Money | None = None
    refunded: Money | None = None
    visit_ref: str = ""  # the appointment that it belongs to, whose forms may be due
    can_be_cancelled: bool = False

    @property
    def recurring(self) -> bool:
        return any(line.recurring for line in self.lines)

    @property
    def progress(self) -> Progress:
        return PROGRESS.get(self.status, Progress.WAITING)

    @property
    def partly_refunded(self) -> bool:
        return bool(self.refunded) and self.status is not OrderStatus.REFUNDED


@dataclass(frozen=True, slots=True)
class PaymentMade:
    """Money that came for an order. ``fee`` was taken beyond ``amount`` for the card; ``refunded`` went back since.

    ``method`` is None where the upstream does not say how it was paid.
    """

    amount: Money
    at: datetime | None = None
    method: PaymentMethod | None = None
    fee: Money | None = None
    refunded: Money | None = None


@dataclass(frozen=True, slots=True)
class OrderRequest:
    """Everything the act needs, built and checked before the attempt is claimed.

    ``key`` is the attempt's own id, sent upstream wherever a field for it exists. ``return_url`` is where a bank
    sends the patient back to. ``coupon`` is the code that the page showed, or empty. ``order_ref`` is set when an
    order that exists already is paid; ``confirmation`` is what the bank's question was about, when it is finished.
    ``address`` is None where the upstream has it already (with a quote, and when an order that exists is paid), and
    where nothing is sent. With ``save_address`` the patient wants it to be their own. The names are the patient's.
    """

    key: str
    try_number: int
    cart_ref: str
    email: str
    name: str
    address: Address | None = None
    payment_method: str = ""
    coupon: str = ""
    save_address: bool = False
    return_url: str = ""
    reference: str = ""  # what the patient and the clinic call the order, where an upstream has a field for it
    order_ref: str = ""
    confirmation: str = ""
    given_name: str = ""
    family_name: str = ""
    ships: bool = True  # something is sent to the address; else it is for the bill only

    @property
    def delivery_address(self) -> Address:
        """Raises ``ValueError`` where there is none."""
        if self.address is None:
            raise ValueError("this order is asked for without an address")
        return self.address


@dataclass(frozen=True, slots=True)
class PlacedOrders:
    """The upstream has the order (one act may make several) and nothing is left for the patient to do.

    Each order's ``payment`` says whether the money is there, under way, or collected by the clinic later.
    """

    orders: tuple[Order, ...]


@dataclass(frozen=True, slots=True)
class UnpaidOrder:
    """The upstream has the order, and paying it is a step of its own, still to come."""

    order: Order


@dataclass(frozen=True, slots=True)
class ConfirmationNeeded:
    """The patient has to do something with the bank or the processor before the payment is made.

    ``secret`` goes to the processor's script in the browser only (3-D Secure); ``redirect_url`` is the bank's page;
    ``frame_url`` the processor's hosted form. ``reference`` names the pending payment where the upstream wants it back.
    """

    secret: str = field(default="", repr=False)
    redirect_url: str = ""
    frame_url: str = ""
    reference: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """What is looked up: the attempt's own key, its cart or quote, and the order to be paid where it is known."""

    key: str
    cart_ref: str
    order_ref: str = ""
    quote_ref: str = ""


class SubscriptionState(StrEnum):
    """Where something that renews stands: ``data-state`` on its page. ``UNKNOWN`` is a word that we do not know."""

    ACTIVE = "active"
    PAUSED = "paused"
    CANCELLED = "cancelled"  # for good; so is one that has ended
    UNKNOWN = "unknown"


class SubscriptionChange(StrEnum):
    PAUSE = "pause"
    RESUME = "resume"
    CANCEL = "cancel"
    MOVE = "next"  # the next date


CHANGES: Mapping[SubscriptionState, tuple[SubscriptionChange, ...]] = {
    SubscriptionState.ACTIVE: (SubscriptionChange.MOVE, SubscriptionChange.PAUSE, SubscriptionChange.CANCEL),
    SubscriptionState.PAUSED: (SubscriptionChange.RESUME, SubscriptionChange.CANCEL),
}


@dataclass(frozen=True, slots=True)
class RenewalPhase:
    """So many ``cycles`` at one price; 0 runs until it is stopped, None where the upstream does not say how many."""

    price: Money | None = None
    recurrence: Recurrence | None = None
    cycles: int | None = None


@dataclass(frozen=True, slots=True)
class Subscription:
    """Something that renews. ``next_at`` is when it is charged again, where the upstream tells."""

    ref: str
    state: SubscriptionState
    lines: tuple[OrderLine, ...] = ()
    phases: tuple[RenewalPhase, ...] = ()
    next_at: datetime | None = None

    @property
    def changes(self) -> tuple[SubscriptionChange, ...]:
        """What can be asked for in this state. Without a date nothing can be: each change has to name it."""
        return CHANGES.get(self.state, ()) if self.next_at else ()


class QuoteStatus(StrEnum):
    """Where an offer stands between the clinic and the patient."""

    OPEN = "open"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    EXPIRED = "expired"
    ORDERED = "ordered"


@dataclass(frozen=True, slots=True)
class Quote:
    """An offer that the clinic sent to one patient. ``total`` is theirs and is what an order of it costs.

    ``order_ref`` is the order that it became. What staff note about it has no field here.
    """

    ref: str
    status: QuoteStatus
    lines: tuple[OrderLine, ...]
    subtotal: Money
    total: Money
    title: str = ""
    description: str = ""
    terms: str = ""
    discount: Money | None = None
    tax: Money | None = None
    valid_until: datetime | None = None
    order_ref: str = ""

    @property
    def can_be_answered(self) -> bool:
        return self.status is QuoteStatus.OPEN

    @property
    def can_be_ordered(self) -> bool:
        return self.status is QuoteStatus.ACCEPTED


@dataclass(frozen=True, slots=True)
class OrderWithKey:
    """An order upstream that carries a key of ours."""

    key: str
    order_ref: str


class Verdict(StrEnum):
    """What a look-up at the upstream found."""

    PLACED = "placed"
    ORDERED = "ordered"  # the order exists and is not paid
    PENDING = "pending"
    CONFIRM = "confirm"
    FAILED = "failed"  # definitely no order: the payment failed
    NOTHING = "nothing"  # no trace yet; not a proof by itself


@dataclass(frozen=True, slots=True)
class LookUp:
    verdict: Verdict
    orders: tuple[Order, ...] = ()


def items_of(lines: Sequence[Line]) -> tuple[Item, ...]:
    return tuple(Item(line.product_ref, line.quantity) for line in lines)
