"""``Shopping``: what a patient does with a cart. Keeps the reference, the coupon and the memory of the lines true.

What is shown is always the last answer of the upstream. A failed call never touches the reference; only a definite
"gone" does, and then the same items go into a new cart and the patient is told.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _

from checkout.cart.changes import changes_between
from checkout.cart.guest import GUEST, GuestCarts
from checkout.cart.session import CartReference, CheckoutSession, Draft
from checkout.models import OrderAttempt, State
from checkout.orders import lookups
from checkout.words.patients import coupon_words
from storefront.catalogue.shelf import with_pictures
from storefront.commerce import commerce_for
from storefront.statistics import visits
from storefront.upstream.errors import CartGone, CouponRefused, NotFound, ProductRefused
from storefront.upstream.ports import Capabilities, Carts
from storefront.upstream.types import Access, Cart, Item, Preparation
from storefront.web.request import ShopRequest


class CartLocked(Exception):
    """The cart may not change now: an order of this patient is still in question."""

    def __init__(self, attempt: OrderAttempt) -> None:
        super().__init__(attempt.reference)
        self.attempt = attempt


class CartNeedsSignIn(Exception):
    """The cart belongs to a patient whose sign-in ended: nothing of it is shown before they are back."""


class Shopping:
    def __init__(self, request: ShopRequest) -> None:
        self.clinic = request.clinic
        self.patient = request.patient
        self.session = CheckoutSession(request.session)
        self.notes: list[str] = []
        self._commerce = commerce_for(request.clinic)
        self._leave_somebody_elses_cart()

    @property
    def reference(self) -> CartReference | None:
        return self.session.cart

    @property
    def access(self) -> Access | None:
        return self.patient.access if self.patient else None

    @property
    def _carts(self) -> Carts:
        """The upstream's, or the session's where the upstream knows carts of patients only."""
        if self.access is None and not self.can.guest_cart:
            return GuestCarts(self.clinic, self.reference)
        return self._commerce.carts

    @property
    def coupon(self) -> str:
        return self.reference.coupon if self.reference else ""

    @property
    def question(self) -> OrderAttempt | None:
        """This patient's order that is still being checked: until it is settled, no cart of theirs may change."""
        if not self.patient:
            return None
        mine = OrderAttempt.objects.of_patient(self.clinic, self.patient.access.patient_ref)
        return mine.in_question().first()

    @property
    def can(self) -> Capabilities:
        return self._commerce.can

    @property
    def draft(self) -> Draft:
        """The checkout's answers so far, of this patient."""
        return self.session.draft(self.patient.access.patient_ref if self.patient else "")

    def answer(self, **answers: Any) -> Draft:
        return self.session.answer(self.draft, **answers)

    # -- verbs ---------------------------------------------------------------------------------------------------------

    def read(self) -> Cart | None:
        """The cart as the upstream sees it now, or None when there is none. ``notes`` tell what changed by itself."""
        if self._readable() is None and not self._found_again():
            return None
        cart = self._ask(self._read_or_claim)
        return self._with_waiting_coupon(cart) if cart else None

    def add(self, item: Item) -> Cart | None:
        self._writable()
        if self._readable() is None and not self._found_again():
            return self.keep(self._carts.create([item], self.access))
        return self._ask(lambda ref: self._carts.add(ref, [item], self.access), item.product_ref, also=item)

    def change(self, line_ref: str, quantity: int) -> Cart | None:
        self._writable()
        item = Item(self._product_of(line_ref), quantity)
        return self._ask(lambda ref: self._carts.change(ref, line_ref, item, self.access), item.product_ref)

    def remove(self, line_ref: str) -> Cart | None:
        self._writable()
        product_ref = self._product_of(line_ref)
        return self._ask(lambda ref: self._carts.remove(ref, line_ref, self.access), product_ref)

    def apply_coupon(self, code: str) -> Cart | None:
        """Apply it now, or keep it until sign-in where the upstream needs to know the patient (then None)."""
        self._writable()
        if self._readable() is None or not self._coupon_possible:
            self.session.waiting_coupon = code
            return None
        return self._ask(lambda ref: self._carts.apply_coupon(ref, code, self.access), coupon=code)

    def remove_coupon(self) -> Cart | None:
        self._writable()
        self.session.waiting_coupon = ""
        if not self.coupon:
            return self.read()
        cart = self._ask(self._read_or_claim)
        if cart is None or not self.coupon:
            return cart
        return self.keep(self._carts.remove_coupon(cart, self.access), coupon="")

    def prepare(self) -> Preparation | None:
        """What an order would be now, and how it can be paid. None when the cart had to be made anew, or is empty."""
        self._writable()
        assert self.access is not None  # noqa: S101 - only signed-in patients get here
        if self._expected().owner == "" or self.session.waiting_coupon:
            self.read()
        if self.reference is None:
            return None
        before = self.reference
        try:
            preparation = self._commerce.orders.prepare(before.ref, before.coupon, self.access)
        except CartGone:
            self._refill(before, None)
            return None
        self.notes += changes_between(before, preparation.cart, set(), self.clinic.country)
        cart = self.keep(preparation.cart, coupon="" if preparation.coupon_refused else None)
        if preparation.coupon_refused:
            visits.shown_coupon("no_longer_valid")
            self.notes.append(_("The coupon %(code)s is no longer valid.") % {"code": before.coupon})
        return replace(preparation, cart=cart) if cart.lines else None

    def forget_ordered(self, attempt: OrderAttempt) -> None:
        """The cart became this order."""
        if self.reference and self.reference.ref == attempt.cart_ref:
            self.session.forget_cart()

    def keep(self, cart: Cart, coupon: str | None = None) -> Cart:
        """Remember the answer. A code that no longer lowers anything is not at work any more."""
        code = cart.coupon or (self.coupon if coupon is None else coupon)
        if code and not cart.discount:
            self.notes.append(_("The coupon %(code)s does not lower the price of this cart.") % {"code": code})
            code = ""
        owner = self.patient.access.patient_ref if self.patient else ""
        self.session.cart = CartReference.to(cart, owner, code) if cart.lines else None
        return with_pictures(self.clinic, cart)

    # -- how -----------------------------------------------------------------------------------------------------------

    def _ask(
        self, call: Callable[[str], Cart], *touched: str, also: Item | None = None, coupon: str | None = None
    ) -> Cart | None:
        """Ask about the cart we have. ``touched`` are the products that this call changes on purpose."""
        before = self._expected()
        if before.ref == GUEST and self.access:
            return self._become_real(before, also)
        try:
            cart = call(before.ref)
        except CartGone:
            return self._refill(before, also)
        except NotFound:
            if touched:
                raise
            return self._refill(before, also)  # a cart that is not ours to read is as good as gone
        if before.coupon and not cart.discount and touched:
            cart = self._carts.read(cart.ref, self.access)  # some answers to a change leave the coupon out
        self.notes += changes_between(before, cart, set(touched), self.clinic.country)
        return self.keep(cart, coupon)

    def _become_real(self, guest: CartReference, also: Item | None) -> Cart | None:
        """The lines that waited in the session become the patient's cart at the first look after sign-in."""
        items = _merged([*guest.items, *([also] if also else [])])
        cart = self._create(items) or self._create_singly(items)
        if cart is None:
            self.session.cart = None
            self.notes.append(_("The items of your cart are no longer sold."))
            return None
        self.notes += changes_between(guest, cart, {also.product_ref} if also else set(), self.clinic.country)
        return self.keep(cart)

    def _refill(self, gone: CartReference, also: Item | None) -> Cart | None:
        """A cart that expired is filled again with the same items, one by one where one of them is no longer sold.

        Until the new one is there the old one stays remembered: a failure in between loses nothing. A cart that may
        have become an order is never filled again.
        """
        if self.question:
            return None
        if self._became_an_order(gone):
            self.session.cart = None
            self.notes.append(_("This cart was already ordered. You find the order under Orders."))
            return None
        self.session.waiting_coupon = gone.coupon or self.session.waiting_coupon
        items = _merged([*gone.items, *([also] if also else [])])
        cart = (self._create(items) or self._create_singly(items)) if items else None
        if cart is None:
            self.session.cart = None
            if not items:
                return None
            names = ", ".join(line.name for line in gone.lines)
            self.notes.append(
                _("Your cart had expired, and what was in it is no longer sold: %(names)s.") % {"names": names}
            )
            return None
        self.notes.append(_("Your cart had expired. We put the same items into a new one: please check them."))
        self.notes += changes_between(gone, cart, set(), self.clinic.country)
        return self.keep(cart, coupon="")

    def _became_an_order(self, gone: CartReference) -> bool:
        """Also where our database does not know of it: after a restore only the upstream may. Asked where open."""
        if self.access is None:
            return OrderAttempt.objects.filter(clinic=self.clinic, cart_ref=gone.ref, state=State.PLACED).exists()
        mine = OrderAttempt.objects.of_patient(self.clinic, self.access.patient_ref)
        attempt = mine.filter(upstream=self.clinic.commerce_kind, cart_ref=gone.ref).first()
        if attempt is None or attempt.fenced_at:
            return False
        known = attempt.state == State.PLACED or attempt.is_unpaid or attempt.in_question
        return known or lookups.found_before(attempt, None, self._commerce, self.access)

    def _create(self, items: list[Item]) -> Cart | None:
        try:
            return self._carts.create(items, self.access)
        except (ProductRefused, NotFound):
            return None

    def _create_singly(self, items: list[Item]) -> Cart | None:
        cart: Cart | None = None
        for item in items:
            if cart is None:
                cart = self._create([item])
                continue
            with suppress(ProductRefused, NotFound):
                cart = self._carts.add(cart.ref, [item], self.access)
        return cart

    def _read_or_claim(self, ref: str) -> Cart:
        """A guest's cart becomes the patient's at the first look after sign-in."""
        if self.access and not self._expected().owner and not self.question:
            return self._claim(ref, self.access)
        return self._carts.read(ref, self.access)

    def _claim(self, ref: str, access: Access) -> Cart:
        """Where the patient had a cart already, the guest's items go into it: each product once, the larger quantity.

        Done again after a failure in between, it comes to the same.
        """
        for other in self._other_carts(access, ref):
            with suppress(NotFound):
                mine, theirs = self._carts.read(ref, access), self._carts.read(other, access)
                joined = self._join(mine, theirs, access)
                self._carts.discard(ref, access)
                self.notes.append(_("You already had a cart: your items are in it now. Please check it."))
                return joined
        return self._carts.claim(ref, access)

    def _join(self, mine: Cart, theirs: Cart, access: Access) -> Cart:
        there = {line.product_ref: line for line in theirs.lines}
        cart = theirs
        for line in mine.lines:
            known, wanted = there.get(line.product_ref), Item(line.product_ref, line.quantity)
            with suppress(ProductRefused):
                if known is None:
                    cart = self._carts.add(theirs.ref, [wanted], access)
                elif known.quantity < line.quantity:
                    cart = self._carts.change(theirs.ref, known.ref, wanted, access)
        return cart

    def _found_again(self) -> bool:
        """The patient's cart from another device, looked for once after a sign-in."""
        access = self.access
        if access is None or not self.can.finds_carts or self.session.looked_for_cart_of == access.patient_ref:
            return False
        self.session.looked_for_cart_of = access.patient_ref
        for other in self._other_carts(access, ""):
            with suppress(NotFound):
                if self.keep(self._carts.read(other, access)).lines:
                    return True
        return False

    def _other_carts(self, access: Access, ref: str) -> list[str]:
        """Never one that was, or may have been, ordered."""
        if not self.can.finds_carts:
            return []
        mine = OrderAttempt.objects.of_patient(self.clinic, access.patient_ref)
        spent = set(mine.filter(try_number__gt=0).values_list("cart_ref", flat=True))
        return [other for other in self._carts.others(access) if other != ref and other not in spent]

    def _with_waiting_coupon(self, cart: Cart) -> Cart | None:
        code = self.session.waiting_coupon
        if not code or not self._coupon_possible or self.question:
            return cart
        self.session.waiting_coupon = ""
        try:
            with_coupon = self.apply_coupon(code)
        except CouponRefused as refusal:
            visits.shown_coupon(refusal.reason)
            self.notes.append(f"{code}: {coupon_words(refusal)}")
            return cart
        if self.coupon:
            self.notes.append(_("The coupon %(code)s was applied.") % {"code": code})
        return with_coupon or cart

    @property
    def _coupon_possible(self) -> bool:
        return self.access is not None or self._commerce.can.guest_coupon

    def _readable(self) -> CartReference | None:
        reference = self.reference
        if reference and reference.owner and not self.patient:
            raise CartNeedsSignIn
        return reference

    def _writable(self) -> None:
        self._readable()
        if question := self.question:
            raise CartLocked(question)

    def _expected(self) -> CartReference:
        reference = self._readable()
        if reference is None:
            raise NotFound(self._commerce.upstream, "no cart in this session")
        return reference

    def _product_of(self, line_ref: str) -> str:
        """The product of a line that is really in this cart; any other line is not found."""
        line = self._expected().line(line_ref)
        if line is None:
            raise NotFound(self._commerce.upstream, "no such line in this cart")
        return line.product_ref

    def _leave_somebody_elses_cart(self) -> None:
        reference = self.reference
        if reference and reference.owner and self.patient and reference.owner != self.patient.access.patient_ref:
            self.session.forget_cart()


def _merged(items: list[Item]) -> list[Item]:
    """One item for each product, in the order they were chosen."""
    wanted: dict[str, int] = {}
    for item in items:
        wanted[item.product_ref] = wanted.get(item.product_ref, 0) + item.quantity
    return [Item(product_ref, quantity) for product_ref, quantity in wanted.items()]
