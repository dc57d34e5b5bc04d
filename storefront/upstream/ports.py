"""The small interfaces through which pages meet a commerce API. One folder per upstream implements them.

Every method may raise ``Unreachable``, ``OutcomeUnknown``, ``Unreadable``, ``Busy`` and ``Misconfigured``; with an
access also ``SignedOut``. What else it raises stands in its docstring. References (``cart_ref``, ``line_ref``...) are
the upstream's own opaque ids.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from storefront.money import Money
from storefront.upstream.types import (
    Access,
    Cart,
    ConfirmationNeeded,
    Item,
    LookUp,
    NewPatient,
    OpenCart,
    Order,
    OrderRequest,
    OrderWithKey,
    PasswordRule,
    PaymentMade,
    PaymentMethod,
    PlacedOrders,
    Preparation,
    Product,
    Profile,
    Question,
    Quote,
    SavedAddress,
    SignedInAccount,
    Subscription,
    SubscriptionState,
    UnpaidOrder,
)


@dataclass(frozen=True, slots=True)
class CardScript:
    """A new card is tokenised in the browser by the processor's script: the number never reaches us."""

    script_url: str
    publishable_key: str
    frame_origins: tuple[str, ...] = ()
    connect_origins: tuple[str, ...] = ()
    test_cards: tuple[tuple[str, str], ...] = ()  # (payment method id, label): sandbox only, for pages without scripts


@dataclass(frozen=True, slots=True)
class AddressNeeds:
    """What an upstream does with the address of an order. The parts are fields of ``Address``."""

    always: bool = True  # it wants an address also where nothing is sent: the billing address
    required: frozenset[str] = frozenset()  # never empty there, whatever the country itself asks for
    takes: frozenset[str] = frozenset()  # parts beyond the place that reach the clinic
    keeps: bool = False  # it can become the patient's own address, if the patient wants that


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a page may offer at this clinic."""

    guest_cart: bool = True  # the upstream keeps a cart before sign-in; else the lines wait in our session
    finds_carts: bool = False  # a patient's cart is found again on another device, and joined with a guest's
    guest_coupon: bool = False  # a coupon can be applied before sign-in; else it waits until then
    reset_password: bool = True
    change_password: bool = False  # by a patient who is signed in and gives the old one
    list_orders: bool = False  # the upstream tells a patient's past orders; else we show those placed here
    saved_cards: bool = True
    link_record: bool = False  # an account that was made here can be linked to a record that the clinic has already
    close_cart: bool = False  # a cart can be made useless, so that an order that did not come never comes
    reconcile: bool = False  # all orders with a key of ours can be listed, without any patient
    look_up_outlives_token: bool = False  # an order can be looked up although the patient's token has expired
    method_when_free: bool = False  # the upstream wants a payment method even where nothing is to pay
    portal_sign_in: bool = False  # the clinic's portal takes the email address and password of this shop
    card_script: CardScript | None = None
    address: AddressNeeds = field(default_factory=AddressNeeds)
    sign_up_asks: frozenset[str] = frozenset({"phone", "birth_date", "gender", "province"})
    password_rule: PasswordRule = field(default_factory=PasswordRule)


class Accounts(Protocol):
    def sign_up(self, patient: NewPatient) -> None:
        """Make the account. ``SignUpRefused`` when it is taken or invalid: the two are not told apart to a patient."""

    def sign_in(self, email: str, password: str) -> tuple[SignedInAccount, ...]:
        """One entry per account the patient may act for, at least one. ``SignInRefused`` for every wrong pair."""

    def forgot_password(self, email: str) -> None:
        """Start the upstream's reset. The same for known and unknown addresses."""

    def profile(self, access: Access) -> Profile:
        """What the upstream knows of this patient now."""


class AddressBook(Protocol):
    """The addresses that the upstream keeps for a patient."""

    def list(self, access: Access) -> tuple[SavedAddress, ...]: ...

    def remove(self, ref: str, access: Access) -> None:
        """``NotFound``."""


class Catalogue(Protocol):
    def products(self) -> tuple[Product, ...]:
        """All that may be sold, in the clinic's order."""

    def product(self, ref: str) -> Product:
        """One of them. ``NotFound``."""


class Carts(Protocol):
    """Each answer is the cart as the upstream sees it now; its ``ref`` may be a new one, which the caller must keep."""

    def create(self, items: Sequence[Item], access: Access | None) -> Cart:
        """``ProductRefused`` when one of the products cannot be sold."""

    def read(self, cart_ref: str, access: Access | None) -> Cart:
        """``CartGone`` only when the upstream definitely has no such cart."""

    def add(self, cart_ref: str, items: Sequence[Item], access: Access | None) -> Cart:
        """A product already in the cart grows. ``CartGone``, ``ProductRefused``."""

    def change(self, cart_ref: str, line_ref: str, item: Item, access: Access | None) -> Cart:
        """Set a line's quantity; ``item`` names its product and the new quantity, 1 or more.

        ``CartGone``, ``NotFound``, ``ProductRefused``.
        """

    def remove(self, cart_ref: str, line_ref: str, access: Access | None) -> Cart:
        """``CartGone``, ``NotFound``."""

    def keep(self, cart_ref: str, access: Access | None) -> Cart:
        """Have it last as long as a new one, where it ends by itself (``Cart.ends_at``). ``CartGone``."""

    def claim(self, cart_ref: str, access: Access) -> Cart:
        """Make a guest's cart this patient's. ``CartGone``."""

    def others(self, access: Access) -> tuple[str, ...]:
        """References of the patient's open carts that were made here, newest first (``can.finds_carts``)."""

    def apply_coupon(self, cart_ref: str, code: str, access: Access | None) -> Cart:
        """One code at a time. ``CouponRefused``, ``CartGone``."""

    def discard(self, cart_ref: str, access: Access) -> None:
        """The cart became an order: make it useless, as well as can be. Never raises; its reference is used no more."""

    def remove_coupon(self, cart: Cart, access: Access | None) -> Cart:
        """``cart`` is its latest answer: without such a call a new cart with the same lines is made. ``CartGone``."""


class OpenCarts(Protocol):
    """Carts of the patient that wait at the clinic: prepared by staff, or left there on another device."""

    def list(self, access: Access) -> tuple[OpenCart, ...]:
        """Those with items, newest first."""


class Cards(Protocol):
    def list(self, access: Access) -> tuple[PaymentMethod, ...]: ...

    def add(self, token: str, access: Access) -> PaymentMethod:
        """Keep a card that the processor's script tokenised. ``PaymentDeclined``."""

    def remove(self, ref: str, access: Access) -> None:
        """``NotFound``."""

    def hosted_entry(self, access: Access, return_url: str) -> str:
        """The processor's own page where a card is saved; empty where there is none. Asks nothing of the upstream.

        It sends the patient back to ``return_url``. What it adds to that address proves nothing: read ``list`` again.
        """


class Orders(Protocol):
    def prepare(self, cart_ref: str, coupon: str, access: Access) -> Preparation:
        """The cart as it would be charged now, and the payment methods. Nothing can be lost by it. ``CartGone``."""

    def place(self, request: OrderRequest, access: Access) -> PlacedOrders | UnpaidOrder | ConfirmationNeeded:
        """THE ACT. Called once per claimed attempt and by one module only.

        Definite: a return, ``Unreachable`` (nothing left), ``SignedOut``, every ``Refused`` (no order was made).
        Anything else is ``OutcomeUnknown`` or ``Unreadable``: look it up, never repeat.
        """

    def pay(self, request: OrderRequest, access: Access) -> PlacedOrders | ConfirmationNeeded:
        """Pay the order ``request.order_ref`` that ``place`` made (``UnpaidOrder``). THE ACT of its own step.

        Same errors as ``place``; ``PaymentDeclined`` leaves the order to be paid another way. Upstreams that order and
        charge in one never get here.
        """

    def confirm(self, request: OrderRequest, access: Access) -> PlacedOrders | ConfirmationNeeded:
        """Finish an act that stopped for the patient's bank. Same errors as ``place``; look it up first."""

    def payment_methods(self, access: Access, due: Money | None = None) -> tuple[PaymentMethod, ...]:
        """How an order that exists already can be paid; the same as ``prepare`` offers.

        ``due`` is what is to be paid, where that is at hand: it decides how far a credit goes.
        """

    def look_up(self, question: Question, access: Access) -> LookUp:
        """What became of an act. Changes nothing."""

    def payments_of(self, order_ref: str, access: Access) -> tuple[PaymentMade, ...]:
        """What was paid for the order, oldest first; empty where the upstream does not tell. ``NotFound``."""

    def close_cart(self, question: Question, access: Access) -> None:
        """Make a late or repeated act on this cart harmless (``can.close_cart``); asked twice is the same.

        Returns only when the upstream says that the cart can make no order any more.
        """

    def orders_with_key(self, prefix: str, since: datetime) -> tuple[OrderWithKey, ...]:
        """Everybody's orders since then whose key begins with ``prefix`` (``can.reconcile``), 2,000 at most."""

    def history(self, access: Access) -> tuple[Order, ...]:
        """The patient's past orders, newest first, where the upstream can tell."""

    def drop_payment(self, question: Question, access: Access) -> bool:
        """Make a payment that waits for the patient's bank void. True when the upstream says that it is; repeatable.

        False where it does not do that: then only the bank's own no ends it.
        """

    def cancel(self, order_ref: str, access: Access) -> None:
        """Take an order back that nobody paid (``Order.can_be_cancelled``). Repeatable.

        Returns only when the upstream says that it is gone or cancelled. ``OrderRefused`` where it does not let it be.
        """

    def with_details(self, order: Order, access: Access) -> Order:
        """The same order with what only its own page needs: shipments, refunds, forms that are due."""


class Bills(Protocol):
    """What the clinic asks money for, whoever wrote it down. Paid by ``Orders.pay``, looked up by ``Orders.look_up``.

    The orders that began in a shop are among them: the caller knows its own.
    """

    def list(self, access: Access) -> tuple[Order, ...]:
        """Newest first."""

    def show(self, ref: str, access: Access) -> Order:
        """One of them. ``NotFound``, also for another patient's."""


class Subscriptions(Protocol):
    """What renews by itself. Another patient's are ``NotFound``."""

    def list(self, access: Access) -> tuple[Subscription, ...]: ...

    def show(self, ref: str, access: Access) -> Subscription:
        """One of them. ``NotFound``."""

    def change(self, shown: Subscription, state: SubscriptionState, next_at: datetime, access: Access) -> Subscription:
        """Ask once for this state and next date, and read it again: only what is answered here is certain.

        ``Refused`` where the upstream does not let a patient do it, ``NotFound``.
        """


class Quotes(Protocol):
    """What the clinic offered to this patient. Drafts and other patients' quotes are ``NotFound``."""

    def list(self, access: Access) -> tuple[Quote, ...]:
        """All that were sent, whatever became of them."""

    def show(self, ref: str, access: Access) -> Quote:
        """One of them; the clinic learns that it was seen. ``NotFound``."""

    def accept(self, ref: str, access: Access) -> Quote:
        """Orders nothing. Repeatable. ``Refused`` when it can no longer be accepted, ``NotFound``."""

    def decline(self, ref: str, access: Access) -> Quote:
        """Repeatable. ``Refused`` when it can no longer be declined, ``NotFound``."""

    def order(self, ref: str, request: OrderRequest, access: Access) -> PlacedOrders | UnpaidOrder:
        """THE ACT, for an accepted quote instead of a cart. The same errors as ``Orders.place``.

        It is looked up by ``Orders.look_up``, and paid by ``Orders.pay``. It cannot be closed.
        """


@dataclass(frozen=True, slots=True)
class ProbeAnswer:
    """A few words of ours for staff, and how many there are where the question was about that."""

    says: str
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Probe:
    """A question that changes nothing, by which staff see whether one part of the settings works.

    ``id`` is what the answer is stored and found by, ``name`` what staff read. ``ask`` raises ``NothingToAskError`` or
    what ports raise. ``fix`` is a sentence about the settings to look at when it is refused.
    """

    id: str
    name: str
    ask: Callable[[], ProbeAnswer]
    fix: str


class NothingToAskError(Exception):
    """There is nothing to ask for; the message says why."""


def no_probes() -> tuple[Probe, ...]:
    return ()


@dataclass(frozen=True, slots=True)
class Commerce:
    """A clinic's commerce upstream, ready to use."""

    upstream: str
    can: Capabilities
    accounts: Accounts
    catalogue: Catalogue
    carts: Carts
    cards: Cards
    orders: Orders
    quotes: Quotes | None = None  # None where an upstream has none
    subscriptions: Subscriptions | None = None
    bills: Bills | None = None
    open_carts: OpenCarts | None = None
    addresses: AddressBook | None = None  # the same
    probes: Callable[[], tuple[Probe, ...]] = no_probes  # made anew for each test of the connection
