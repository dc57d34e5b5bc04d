"""How a patient gets their cart back: after signing in, from another device, and when the upstream let it expire."""

from __future__ import annotations

from contextlib import suppress

from django.utils.translation import gettext as _

from checkout.cart.changes import changes_between
from checkout.cart.current import CurrentCart
from checkout.cart.session import CartReference
from checkout.models import OrderAttempt, State
from checkout.orders import lookups
from storefront.upstream.errors import NotFound, ProductRefused
from storefront.upstream.types import Access, Cart, Item


def is_needed(current: CurrentCart) -> bool:
    """Reading the cart may first have to make, find or claim one."""
    access = current.access
    if access is None:
        return False
    reference = current.reference
    if reference is not None:
        return not reference.owner
    return current.can.finds_carts and current.session.looked_for_cart_of != access.patient_ref


def find_again(current: CurrentCart) -> bool:
    """The patient's cart from another device, looked for once after a sign-in."""
    access = current.access
    if access is None or not current.can.finds_carts or current.session.looked_for_cart_of == access.patient_ref:
        return False
    current.session.looked_for_cart_of = access.patient_ref
    for other in _other_carts(current, access, ""):
        with suppress(NotFound):
            if current.keep(current.carts.read(other, access)).lines:
                return True
    return False


def read_or_claim(current: CurrentCart, ref: str) -> Cart:
    """A guest's cart becomes the patient's when it is first read after sign-in."""
    if current.access and not current.expected().owner and not current.question:
        return _claim(current, ref, current.access)
    return current.carts.read(ref, current.access)


def become_real(current: CurrentCart, guest: CartReference, also: Item | None) -> Cart | None:
    """The lines that waited in the session become the patient's cart when it is first read after sign-in."""
    items = _merged([*guest.items, *([also] if also else [])])
    cart = _create(current, items)
    if cart is None:
        current.session.cart = None
        current.notes.append(_("The items of your cart are no longer sold."))
        return None
    current.notes += changes_between(guest, cart, {also.product_ref} if also else set(), current.clinic.country)
    return current.keep(cart)


def refill(current: CurrentCart, gone: CartReference, also: Item | None) -> Cart | None:
    """A cart that expired is filled again with the same items, one by one where one of them is no longer sold.

    Until the new one is there the old one stays remembered: a failure in between loses nothing. A cart that may
    have become an order is never filled again.
    """
    if current.question:
        return None
    if _became_an_order(current, gone):
        current.session.cart = None
        current.notes.append(_("This cart was already ordered. You find the order under Orders."))
        return None
    current.session.waiting_coupon = gone.coupon or current.session.waiting_coupon
    items = _merged([*gone.items, *([also] if also else [])])
    cart = _create(current, items) if items else None
    if cart is None:
        current.session.cart = None
        if items:
            names = ", ".join(line.name for line in gone.lines)
            current.notes.append(
                _("Your cart had expired, and what was in it is no longer sold: %(names)s.") % {"names": names}
            )
        return None
    current.notes.append(_("Your cart had expired. We put the same items into a new one: please check them."))
    current.notes += changes_between(gone, cart, set(), current.clinic.country)
    return current.keep(cart, coupon="")


def fill_anew(current: CurrentCart) -> Cart | None:
    """The same items in a new cart, without a word. Without one the old one stays remembered."""
    before = current.readable()
    cart = _create(current, _merged(list(before.items))) if before else None
    if cart is None:
        return None
    current.session.waiting_coupon = before.coupon if before else ""
    return current.keep(cart, coupon="")


def _became_an_order(current: CurrentCart, gone: CartReference) -> bool:
    """Also where our database does not know of it: after a restore only the upstream may. Asked where open."""
    if current.access is None:
        return OrderAttempt.objects.filter(clinic=current.clinic, cart_ref=gone.ref, state=State.PLACED).exists()
    mine = OrderAttempt.objects.of_patient(current.clinic, current.access.patient_ref)
    attempt = mine.filter(upstream=current.clinic.commerce_kind, cart_ref=gone.ref).first()
    if attempt is None or attempt.cart_closed_at:
        return False
    known = attempt.state == State.PLACED or attempt.is_unpaid or attempt.in_question
    return known or lookups.found_before(attempt, None, current.commerce, current.access)


def _create(current: CurrentCart, items: list[Item]) -> Cart | None:
    """A new cart with all of the items, or with those that are still sold."""
    return _create_whole(current, items) or _create_singly(current, items)


def _create_whole(current: CurrentCart, items: list[Item]) -> Cart | None:
    try:
        return current.carts.create(items, current.access)
    except (ProductRefused, NotFound):
        return None


def _create_singly(current: CurrentCart, items: list[Item]) -> Cart | None:
    cart: Cart | None = None
    for item in items:
        if cart is None:
            cart = _create_whole(current, [item])
            continue
        with suppress(ProductRefused, NotFound):
            cart = current.carts.add(cart.ref, [item], current.access)
    return cart


def _claim(current: CurrentCart, ref: str, access: Access) -> Cart:
    """Where the patient had a cart already, the guest's items go into it: each product once, the larger quantity.

    Done again after a failure in between, it comes to the same.
    """
    for other in _other_carts(current, access, ref):
        with suppress(NotFound):
            mine, theirs = current.carts.read(ref, access), current.carts.read(other, access)
            joined = _join(current, mine, theirs, access)
            current.carts.discard(ref, access)
            current.notes.append(_("You already had a cart: your items are in it now. Please check it."))
            return joined
    return current.carts.claim(ref, access)


def _join(current: CurrentCart, mine: Cart, theirs: Cart, access: Access) -> Cart:
    there = {line.product_ref: line for line in theirs.lines}
    cart = theirs
    for line in mine.lines:
        known, wanted = there.get(line.product_ref), Item(line.product_ref, line.quantity)
        with suppress(ProductRefused):
            if known is None:
                cart = current.carts.add(theirs.ref, [wanted], access)
            elif known.quantity < line.quantity:
                cart = current.carts.change(theirs.ref, known.ref, wanted, access)
    return cart


def _other_carts(current: CurrentCart, access: Access, ref: str) -> list[str]:
    """Never one that was, or may have been, ordered."""
    if not current.can.finds_carts:
        return []
    mine = OrderAttempt.objects.of_patient(current.clinic, access.patient_ref)
    spent = set(mine.filter(try_number__gt=0).values_list("cart_ref", flat=True))
    return [other for other in current.carts.others(access) if other != ref and other not in spent]


def _merged(items: list[Item]) -> list[Item]:
    """One item for each product, in the order they were chosen."""
    wanted: dict[str, int] = {}
    for item in items:
        wanted[item.product_ref] = wanted.get(item.product_ref, 0) + item.quantity
    return [Item(product_ref, quantity) for product_ref, quantity in wanted.items()]
