"""Carts that lie ready at the clinic: prepared by staff, or the patient's own from another device.

They are looked for once after a sign-in. The session remembers those that were not opened, joined or left yet; leaving
one changes nothing at the clinic, so it is offered again after the next sign-in.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass

from checkout.cart.current import CurrentCart
from checkout.models import OrderAttempt
from storefront.failure_words import note_for
from storefront.money import Money
from storefront.upstream.errors import NotFound, ProductRefused, SignedOut, UpstreamError
from storefront.upstream.types import Cart, Item, OpenCart, Question

OFFERED = "offered_carts"


@dataclass(frozen=True, slots=True)
class Offer:
    """What the session remembers of one. ``names`` are those of its items."""

    ref: str
    by_clinic: bool
    names: str
    minor: int
    currency: str

    @property
    def total(self) -> Money:
        return Money.from_minor(self.minor, self.currency)


def offers(current: CurrentCart) -> list[Offer]:
    """Those that wait for an answer. Asks the upstream once for each sign-in."""
    port, access = current.commerce.open_carts, current.access
    if port is None or access is None:
        return []
    kept = current.request.session.get(OFFERED) or {}
    if kept.get("owner") != access.patient_ref:
        try:
            found = port.list(access)
        except SignedOut:
            raise
        except UpstreamError as error:
            note_for(current.clinic, error)
            return []
        fresh = [_offer_of(one) for one in found]
        _keep(current, [offer for offer in fresh if offer.ref not in _spent(current)])
    here = current.reference.ref if current.reference else ""
    return [offer for offer in _kept(current) if offer.ref != here]


def _offer_of(cart: OpenCart) -> Offer:
    return Offer(cart.ref, cart.by_clinic, ", ".join(cart.names), cart.total.minor, cart.total.currency)


def open_instead(current: CurrentCart, ref: str) -> Cart:
    """It becomes the cart of this session. What was in the one before stays there, and is offered. ``NotFound``."""
    offer, access, before = _offer(current, ref), current.access, current.reference
    cart = current.carts.read(offer.ref, access)
    others = [one for one in _kept(current) if one.ref != ref]
    if before and before.owner and before.lines:
        total = sum(line.unit_price * line.quantity for line in before.lines)
        names = ", ".join(line.name for line in before.lines)
        others.append(Offer(before.ref, by_clinic=False, names=names, minor=total, currency=cart.total.currency))
    _keep(current, others)
    return current.keep(cart, coupon=cart.coupon)


def join(current: CurrentCart, ref: str) -> Cart:
    """Its items go into the cart of this session, and it is closed. Only the patient's own: staff's stay as made."""
    offer, access = _offer(current, ref), current.access
    if access is None or offer.by_clinic or current.reference is None:
        return open_instead(current, ref)
    theirs = current.carts.read(offer.ref, access)
    cart = current.carts.read(current.reference.ref, access)
    for line in theirs.lines:
        if line.product_ref not in {one.product_ref for one in cart.lines}:
            with suppress(ProductRefused):
                cart = current.carts.add(cart.ref, [Item(line.product_ref, line.quantity)], access)
    kept = current.keep(cart)
    with suppress(UpstreamError):
        current.commerce.orders.close_cart(Question("", offer.ref), access)
    leave(current, ref)
    return kept


def leave(current: CurrentCart, ref: str) -> None:
    """Nothing changes at the clinic."""
    _keep(current, [offer for offer in _kept(current) if offer.ref != ref])


def _offer(current: CurrentCart, ref: str) -> Offer:
    for offer in _kept(current):
        if offer.ref == ref:
            return offer
    raise NotFound(current.commerce.upstream, "this cart was not offered")


def _kept(current: CurrentCart) -> list[Offer]:
    kept = current.request.session.get(OFFERED) or {}
    return [Offer(**offer) for offer in kept.get("carts", [])] if kept.get("owner") == current.owner else []


def _keep(current: CurrentCart, carts: list[Offer]) -> None:
    offered = [{name: getattr(one, name) for name in Offer.__slots__} for one in carts]
    current.request.session[OFFERED] = {"owner": current.owner, "carts": offered}


def _spent(current: CurrentCart) -> set[str]:
    """Carts that were, or may have been, ordered."""
    mine = OrderAttempt.objects.of_patient(current.clinic, current.owner).filter(try_number__gt=0)
    return set(mine.values_list("cart_ref", flat=True))
