"""``Shopping``: what a patient does with a cart. Keeps the reference, the coupon and the memory of the lines true.

What is shown is always the last answer of the upstream. A failed call never touches the reference; only a definite
"gone" does, and then the same items go into a new cart and the patient is told.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _

from checkout.cart import open_carts, recovery
from checkout.cart.changes import changes_between
from checkout.cart.current import CurrentCart
from checkout.cart.guest import GUEST
from checkout.cart.session import CartReference, CheckoutSession, Draft
from checkout.cart.tries import TooOften, counted_code
from checkout.models import OrderAttempt
from checkout.words.patients import coupon_words, too_many_codes
from storefront.statistics import visits
from storefront.upstream.errors import CartGone, CouponRefused, NotFound
from storefront.upstream.ports import Capabilities, Carts
from storefront.upstream.types import Access, Cart, Item, Preparation
from storefront.web.request import ShopRequest


class Shopping:
    """``notes`` tell the patient what changed by itself.

    Verbs raise ``CartLockedError``, ``CartNeedsSignInError`` and ``CartBusyError``; ``add`` and ``apply_coupon`` also
    ``TooOften``. Those that change the cart take turns with the other requests of this visitor.
    """

    def __init__(self, current: CurrentCart) -> None:
        self._current = current

    @classmethod
    def of(cls, request: ShopRequest) -> Shopping:
        """Begins by leaving a cart of another patient behind."""
        current = CurrentCart(request)
        current.leave_if_of_another()
        return cls(current)

    @property
    def notes(self) -> list[str]:
        return self._current.notes

    @property
    def session(self) -> CheckoutSession:
        return self._current.session

    @property
    def reference(self) -> CartReference | None:
        return self._current.reference

    @property
    def coupon(self) -> str:
        return self._current.coupon

    @property
    def question(self) -> OrderAttempt | None:
        return self._current.question

    @property
    def unpaid(self) -> OrderAttempt | None:
        return self._current.unpaid

    @property
    def can(self) -> Capabilities:
        return self._current.can

    @property
    def _carts(self) -> Carts:
        return self._current.carts

    @property
    def draft(self) -> Draft:
        """The checkout's answers so far, of this patient."""
        return self.session.draft(self._current.owner)

    def answer(self, **answers: Any) -> Draft:
        return self.session.answer(self.draft, **answers)

    # -- the cart ------------------------------------------------------------------------------------------------------

    def read(self) -> Cart | None:
        """The cart as the upstream sees it now, or None when there is none."""
        if not recovery.is_needed(self._current) and not self._coupon_waits:
            return self._read()
        with self._current.turn():
            return self._read()

    def _read(self) -> Cart | None:
        if self._current.readable() is None and not recovery.find_again(self._current):
            return None
        cart = self._ask(lambda ref: recovery.read_or_claim(self._current, ref))
        return self._with_waiting_coupon(cart) if cart else None

    def add(self, item: Item) -> Cart | None:
        current = self._current
        current.check_writable()
        current.begin_session()
        with current.turn():
            if current.readable() is None and not recovery.find_again(current):
                return current.keep(self._carts.create([item], current.access))
            return self._ask(lambda ref: self._carts.add(ref, [item], current.access), item.product_ref, also=item)

    def change(self, line_ref: str, quantity: int) -> Cart | None:
        current = self._current
        current.check_writable()
        with current.turn():
            item = Item(current.product_of(line_ref), quantity)
            return self._ask(lambda ref: self._carts.change(ref, line_ref, item, current.access), item.product_ref)

    def remove(self, line_ref: str) -> Cart | None:
        current = self._current
        current.check_writable()
        with current.turn():
            product_ref = current.product_of(line_ref)
            return self._ask(lambda ref: self._carts.remove(ref, line_ref, current.access), product_ref)

    def keep_longer(self) -> Cart | None:
        """Have the cart last as long as a new one."""
        self._current.check_writable()
        return self._ask(lambda ref: self._carts.keep(ref, self._current.access))

    def forget_ordered(self, attempt: OrderAttempt) -> None:
        """The cart became this order."""
        if self.reference and self.reference.ref == attempt.cart_ref:
            self.session.forget_cart()

    @property
    def offers(self) -> list[open_carts.Offer]:
        """Carts that lie ready for this patient, apart from the one that is open here."""
        return open_carts.offers(self._current)

    def answer_offer(self, ref: str, answer: str) -> None:
        """``open``, ``join`` or ``leave`` a cart that was offered. ``NotFound``, ``CartGone``."""
        current = self._current
        current.check_writable()
        if answer == "open":
            open_carts.open_instead(current, ref)
        elif answer == "join":
            open_carts.join(current, ref)
        else:
            open_carts.leave(current, ref)

    def fill_anew(self) -> Cart | None:
        """The same items in a new cart: the one before is left to a payment that is never finished."""
        return recovery.fill_anew(self._current)

    # -- the coupon ----------------------------------------------------------------------------------------------------

    def apply_coupon(self, code: str) -> Cart | None:
        """Apply it now, or keep it until sign-in where the upstream needs to know the patient (then None)."""
        current = self._current
        current.check_writable()
        if current.readable() is None or not self._coupon_possible:
            self.session.waiting_coupon = code
            return None
        with counted_code(current.request), current.turn():
            return self._ask(lambda ref: self._carts.apply_coupon(ref, code, current.access), coupon=code)

    def remove_coupon(self) -> Cart | None:
        current = self._current
        current.check_writable()
        self.session.waiting_coupon = ""
        if not self.coupon:
            return self.read()
        with current.turn():
            cart = self._ask(lambda ref: recovery.read_or_claim(current, ref))
            if cart is None or not self.coupon:
                return cart
            return current.keep(self._carts.remove_coupon(cart, current.access), coupon="")

    def _with_waiting_coupon(self, cart: Cart) -> Cart | None:
        code = self.session.waiting_coupon
        if not self._coupon_waits:
            return cart
        self.session.waiting_coupon = ""
        try:
            with_coupon = self.apply_coupon(code)
        except CouponRefused as refusal:
            visits.shown_coupon(refusal.reason)
            self.notes.append(f"{code}: {coupon_words(refusal)}")
            return cart
        except TooOften:
            self.notes.append(f"{code}: {too_many_codes()}")
            return cart
        if self.coupon:
            self.notes.append(_("The coupon %(code)s was applied.") % {"code": code})
        return with_coupon or cart

    @property
    def _coupon_waits(self) -> bool:
        return bool(self.session.waiting_coupon) and self._coupon_possible and not self.question

    @property
    def _coupon_possible(self) -> bool:
        return self._current.access is not None or self.can.guest_coupon

    # -- the order -----------------------------------------------------------------------------------------------------

    def prepare(self, access: Access) -> Preparation | None:
        """What an order would be now, and how it can be paid. None when the cart had to be made anew, or is empty."""
        current = self._current
        current.check_writable()
        if current.expected().owner == "" or self.session.waiting_coupon:
            self.read()
        if self.reference is None:
            return None
        before = self.reference
        try:
            preparation = current.commerce.orders.prepare(before.ref, before.coupon, access)
        except CartGone:
            self._made_anew(before, None)
            return None
        self.notes.extend(changes_between(before, preparation.cart, set(), current.clinic.country))
        cart = current.keep(preparation.cart, coupon="" if preparation.coupon_refused else None)
        if preparation.coupon_refused:
            visits.shown_coupon("no_longer_valid")
            self.notes.append(_("The coupon %(code)s is no longer valid.") % {"code": before.coupon})
        return replace(preparation, cart=cart) if cart.lines else None

    def _ask(
        self, call: Callable[[str], Cart], *touched: str, also: Item | None = None, coupon: str | None = None
    ) -> Cart | None:
        """Ask about the cart we have. ``touched`` are the products that this call changes on purpose.

        ``also`` is an item that goes into the cart that takes the place of one that is gone.
        """
        current = self._current
        before = current.expected()
        if before.ref == GUEST and current.access:
            return recovery.become_real(current, before, also)
        try:
            cart = call(before.ref)
        except CartGone:
            return self._made_anew(before, also)
        except NotFound:
            if touched:
                raise
            return self._made_anew(before, also)  # a cart that is not ours to read is as good as gone
        if before.coupon and not cart.discount and touched:
            cart = self._carts.read(cart.ref, current.access)  # some answers to a change leave the coupon out
        self.notes.extend(changes_between(before, cart, set(touched), current.clinic.country))
        return current.keep(cart, coupon)

    def _made_anew(self, gone: CartReference, also: Item | None) -> Cart | None:
        """Unless another request of this visitor did it meanwhile."""
        current = self._current
        with current.turn():
            now = self.reference
            if now is None or now.ref == gone.ref:
                return recovery.refill(current, gone, also)
            if also:
                return current.keep(self._carts.add(now.ref, [also], current.access))
            return current.keep(self._carts.read(now.ref, current.access))
