"""What this browser session is buying. The only module that spells these keys.

The upstream owns the cart; here are its reference, what was in it when it was last seen (so that what vanishes can be
named and a cart that expired can be filled again), and the checkout's answers so far. All is sealed with the session.

Two requests of one session may change these at the same time: ``register_rules`` says what is kept then.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import Any

from django.contrib.sessions.backends.base import SessionBase

from storefront.sessions import merging
from storefront.statistics.visits import start_anew
from storefront.upstream.types import Address, Cart, Item, PaymentMethod

CART = "cart"
CART_VERSION = "cart_version"  # how often the cart was changed on purpose: what was only read never overwrites that
CHECKOUT = "checkout"
WAITING_COUPON = "waiting_coupon"
LOOKED_FOR_CART_OF = "looked_for_cart_of"


@dataclass(frozen=True, slots=True)
class RememberedLine:
    """A line as it was last seen. ``unit_price`` is what one cost, in the currency's smallest coin."""

    ref: str
    product_ref: str
    name: str
    quantity: int
    unit_price: int
    physical: bool = True


@dataclass(frozen=True, slots=True)
class CartReference:
    """``owner`` is the patient whose cart it is, empty for a guest's. ``coupon`` is the code at work."""

    ref: str
    owner: str = ""
    coupon: str = ""
    lines: tuple[RememberedLine, ...] = ()

    @property
    def count(self) -> int:
        return sum(line.quantity for line in self.lines)

    @property
    def physical(self) -> bool:
        """Whether something in it is sent."""
        return any(line.physical for line in self.lines)

    @property
    def items(self) -> tuple[Item, ...]:
        return tuple(Item(line.product_ref, line.quantity) for line in self.lines)

    def line(self, line_ref: str) -> RememberedLine | None:
        return next((line for line in self.lines if line.ref == line_ref), None)

    @classmethod
    def to(cls, cart: Cart, owner: str, coupon: str) -> CartReference:
        lines = tuple(
            RememberedLine(line.ref, line.product_ref, line.name, line.quantity, line.unit_price.minor, line.physical)
            for line in cart.lines
        )
        return cls(cart.ref, owner, coupon, lines)


@dataclass(frozen=True, slots=True)
class Draft:
    """The checkout's answers so far, of one patient. ``known_address`` is the one the upstream already has.

    ``save_address``: the patient wants ``address`` to be their own from now on.
    """

    owner: str
    address: Address | None = None
    known_address: Address | None = None
    payment_method: str = ""
    one_time: PaymentMethod | None = None  # a card that no upstream keeps: it is used once, for this order
    save_address: bool = False
    declined: str = ""  # the payment method that was refused just now


class CheckoutSession:
    def __init__(self, session: SessionBase) -> None:
        self._session = session

    @property
    def cart(self) -> CartReference | None:
        kept = self._session.get(CART)
        if not kept:
            return None
        return CartReference(**(kept | {"lines": tuple(RememberedLine(**line) for line in kept["lines"])}))

    @cart.setter
    def cart(self, reference: CartReference | None) -> None:
        self._set(CART, asdict(reference) if reference else None)

    def cart_was_changed(self) -> None:
        """What is remembered of the cart from now on is newer than what any other request has read."""
        self._session[CART_VERSION] = _version(self._session) + 1

    @property
    def waiting_coupon(self) -> str:
        """A code given before sign-in, applied with a note as soon as the upstream can take it."""
        return str(self._session.get(WAITING_COUPON, ""))

    @waiting_coupon.setter
    def waiting_coupon(self, code: str) -> None:
        self._set(WAITING_COUPON, code)

    @property
    def looked_for_cart_of(self) -> str:
        """The patient whose cart from another device was looked for already in this session."""
        return str(self._session.get(LOOKED_FOR_CART_OF, ""))

    @looked_for_cart_of.setter
    def looked_for_cart_of(self, owner: str) -> None:
        self._set(LOOKED_FOR_CART_OF, owner)

    def draft(self, owner: str) -> Draft:
        """This patient's answers; somebody else's are never shown."""
        kept = self._session.get(CHECKOUT) or {}
        if kept.get("owner") != owner:
            return Draft(owner)
        one_time = kept.get("one_time")
        return Draft(
            owner,
            _address(kept["address"]),
            _address(kept["known_address"]),
            kept["payment_method"],
            PaymentMethod(**one_time) if one_time else None,
            bool(kept.get("save_address")),
            kept.get("declined", ""),
        )

    def answer(self, draft: Draft, **answers: Any) -> Draft:
        """Write down more answers."""
        draft = replace(draft, **answers)
        self._set(CHECKOUT, asdict(draft))
        return draft

    def forget_cart(self) -> None:
        """The cart became an order, or is no more. The address stays for the next one, a card used once does not."""
        if (kept := self._session.get(CHECKOUT)) and (kept.get("one_time") or kept.get("save_address")):
            again = {"payment_method": "", "one_time": None} if kept.get("one_time") else {}
            self._session[CHECKOUT] = kept | again | {"save_address": False}
        self._session.pop(CART, None)
        self.cart_was_changed()
        self._session.pop(WAITING_COUPON, None)
        start_anew(self._session)

    def _set(self, key: str, value: Any) -> None:
        """Write only what changes, so that a page view seldom costs a session write."""
        if not value:
            self._session.pop(key, None)
        elif _plain(self._session.get(key)) != _plain(value):
            self._session[key] = value


def register_rules() -> None:
    """What is kept of the cart and the answers when two tabs changed them at the same time."""
    merging.register(CART, _newer_cart)
    merging.register(CART_VERSION, lambda base, mine, theirs: max(_version(mine), _version(theirs)))
    together = [("address", "known_address"), ("payment_method", "one_time")]
    merging.register(CHECKOUT, merging.by_parts(CHECKOUT, of_one="owner", together=together))


def _newer_cart(base: merging.Content, mine: merging.Content, theirs: merging.Content) -> Any:
    return theirs.get(CART) if _version(theirs) > _version(mine) else mine.get(CART)


def _version(session: merging.Content | SessionBase) -> int:
    return int(session.get(CART_VERSION) or 0)


def _plain(value: Any) -> Any:
    """Tuples and lists compare equal: the session is stored as JSON."""
    if isinstance(value, dict):
        return {key: _plain(part) for key, part in value.items()}
    return [_plain(part) for part in value] if isinstance(value, list | tuple) else value


def _address(kept: dict[str, str] | None) -> Address | None:
    return Address(**kept) if kept else None
