"""The cart of this browser session: its reference, whose it is, and whether it may be read or changed now."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import cast

from django.conf import settings
from django.contrib.sessions.backends.base import UpdateError
from django.utils.translation import gettext as _

from checkout.cart import turns
from checkout.cart.guest import GuestCarts
from checkout.cart.session import CartReference, CheckoutSession
from checkout.cart.tries import count_new_cart
from checkout.models import OrderAttempt
from storefront.catalogue.shelf import with_shelf_facts
from storefront.commerce import commerce_for
from storefront.sessions.store import SessionStore
from storefront.upstream.errors import NotFound
from storefront.upstream.ports import Capabilities, Carts, Commerce
from storefront.upstream.types import Access, Cart
from storefront.web.request import ShopRequest


class CartLockedError(Exception):
    """The cart may not change now: an order of this patient is still in question."""

    def __init__(self, attempt: OrderAttempt) -> None:
        super().__init__(attempt.reference)
        self.attempt = attempt


class CartNeedsSignInError(Exception):
    """The cart belongs to a patient whose sign-in ended: nothing of it is shown before they are back."""


class CurrentCart:
    """``notes`` tell the patient what changed by itself while this request was answered."""

    def __init__(self, request: ShopRequest) -> None:
        self.request = request
        self.clinic = request.clinic
        self.patient = request.patient
        self.session = CheckoutSession(request.session)
        self.commerce: Commerce = commerce_for(request.clinic)
        self.notes: list[str] = []
        self._has_turn = False

    @property
    def _stored_session(self) -> SessionStore:
        return cast(SessionStore, self.request.session)

    def begin_session(self) -> None:
        """Of a visitor who has none. Raises ``TooOften``."""
        session = self._stored_session
        if session.session_key is None:
            count_new_cart(self.request)
            session.begin(self.request.COOKIES.get(settings.CSRF_COOKIE_NAME, ""))

    @contextmanager
    def turn(self) -> Iterator[None]:
        """One request of this visitor at a time changes the cart, and begins with what the one before it has left.

        Raises ``turns.CartBusyError``.
        """
        session = self._stored_session
        if self._has_turn or session.session_key is None:
            yield
            return
        with turns.taken(turns.key_of(self.clinic, self.owner, session.session_key)):
            session.refresh()
            self.leave_if_of_another()
            self._has_turn = True
            try:
                yield
            finally:
                self._has_turn = False
                with suppress(UpdateError):  # another tab has logged out: the middleware answers that
                    session.save()

    @property
    def access(self) -> Access | None:
        return self.patient.access if self.patient else None

    @property
    def owner(self) -> str:
        """The upstream's id of the patient, empty for a guest."""
        return self.patient.access.patient_ref if self.patient else ""

    @property
    def can(self) -> Capabilities:
        return self.commerce.can

    @property
    def carts(self) -> Carts:
        """The upstream's, or the session's where the upstream knows carts of patients only."""
        if self.access is None and not self.can.guest_cart:
            return GuestCarts(self.clinic, self.reference)
        return self.commerce.carts

    @property
    def reference(self) -> CartReference | None:
        return self.session.cart

    @property
    def coupon(self) -> str:
        return self.reference.coupon if self.reference else ""

    @property
    def question(self) -> OrderAttempt | None:
        """This patient's order that is still being checked: until that is resolved, no cart of theirs may change."""
        if not self.patient:
            return None
        return OrderAttempt.objects.of_patient(self.clinic, self.owner).in_question().first()

    @property
    def unpaid(self) -> OrderAttempt | None:
        """This patient's latest order that waits for its payment: told before they order the same again."""
        if not self.patient:
            return None
        return OrderAttempt.objects.of_patient(self.clinic, self.owner).unpaid().first()

    def leave_if_of_another(self) -> None:
        """The cart of another patient, who used this browser before, is not the cart of this one."""
        reference = self.reference
        if reference and reference.owner and self.patient and reference.owner != self.owner:
            self.session.forget_cart()

    def readable(self) -> CartReference | None:
        """Raises ``CartNeedsSignInError``."""
        reference = self.reference
        if reference and reference.owner and not self.patient:
            raise CartNeedsSignInError
        return reference

    def check_writable(self) -> None:
        """Raises ``CartNeedsSignInError`` or ``CartLockedError``."""
        self.readable()
        if question := self.question:
            raise CartLockedError(question)

    def expected(self) -> CartReference:
        """Raises ``NotFound`` where there is none."""
        reference = self.readable()
        if reference is None:
            raise NotFound(self.commerce.upstream, "no cart in this session")
        return reference

    def product_of(self, line_ref: str) -> str:
        """The product of a line that is really in this cart; any other line is not found."""
        line = self.expected().line(line_ref)
        if line is None:
            raise NotFound(self.commerce.upstream, "no such line in this cart")
        return line.product_ref

    def keep(self, cart: Cart, coupon: str | None = None) -> Cart:
        """Remember the answer. A code that no longer lowers anything is not at work any more."""
        cart = with_shelf_facts(self.clinic, cart)
        code = cart.coupon or (self.coupon if coupon is None else coupon)
        if code and not cart.discount:
            self.notes.append(_("The coupon %(code)s does not lower the price of this cart.") % {"code": code})
            code = ""
        self.session.cart = CartReference.to(cart, self.owner, code) if cart.lines else None
        if self._has_turn:
            self.session.cart_was_changed()
        return cart
