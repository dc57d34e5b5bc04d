"""What a clinic sells, kept for a minute, and for a day as a spare for when the upstream is down.

The same for every visitor: nothing of a patient is in it. Prices here invite; what is charged is the cart's.
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Mapping
from dataclasses import replace

from django.core.cache import cache

from storefront import asked_once
from storefront.clinics.models import Clinic
from storefront.commerce import commerce_for
from storefront.failure_words import note_for
from storefront.limits.policy import UNKNOWN_PRODUCT
from storefront.upstream.errors import Misconfigured, NotFound, Refused, Unreachable, UpstreamError
from storefront.upstream.types import Cart, Line, Order, Product
from storefront.web.typed_cache import TypedCache

FRESH = 60  # seconds
SPARE = 24 * 60 * 60
FRESH_AFTER_TROUBLE = 15  # seconds
LONGEST_REF = 100  # characters; no upstream has longer ones

SHELVES: TypedCache[tuple[Product, ...]] = TypedCache(tuple[Product, ...])
DETAILS: TypedCache[Product] = TypedCache(Product)


def products(clinic: Clinic) -> tuple[Product, ...]:
    """All products. Raises the upstream's error only when there is not even a spare copy."""
    fresh = SHELVES.get(_key(clinic, "fresh"))
    if fresh is not None:
        return fresh
    spare = SHELVES.get(_key(clinic, "spare"))
    if spare is None:
        return _first(clinic)
    if not asked_once.may_ask(_key(clinic, "products")):
        return spare
    try:
        return _fetch(clinic)
    except UpstreamError as error:
        if isinstance(error, Refused | Misconfigured):
            raise
        note_for(clinic, error)
        return spare


def _first(clinic: Clinic) -> tuple[Product, ...]:
    """Of a shelf that nobody has kept, for which everybody has to wait."""
    try:
        return asked_once.asked_once(
            _key(clinic, "products"), lambda: SHELVES.get(_key(clinic, "fresh")), lambda: _fetch(clinic)
        )
    except asked_once.AskedInVainError:
        raise Unreachable(clinic.commerce_kind, "the catalogue, for which another request asked") from None


def _fetch(clinic: Clinic) -> tuple[Product, ...]:
    found = commerce_for(clinic).catalogue.products()
    SHELVES.set(_key(clinic, "fresh"), found, FRESH)
    SHELVES.set(_key(clinic, "spare"), found, SPARE)
    cache.set(stamp_key(clinic), uuid.uuid4().hex, FRESH)
    asked_once.answered(_key(clinic, "products"))
    return found


def product(clinic: Clinic, ref: str, visitor: Mapping[str, str] | None = None) -> Product:
    """One product: from the shelf, or from the upstream where the shelf does not hold it. Raises ``NotFound``.

    ``visitor`` is who asks, from ``who.visitor``: one visitor cannot have the upstream asked for products without end.
    """
    for candidate in products(clinic):
        if candidate.ref == ref:
            return candidate
    unknown = _key(clinic, f"unknown:{hashlib.sha256(ref.encode()).hexdigest()}")  # whatever somebody typed
    if len(ref) > LONGEST_REF or cache.get(unknown) or (visitor and UNKNOWN_PRODUCT.wait(**visitor)):
        raise NotFound(clinic.commerce_kind, "no such product, and nobody was asked")
    try:
        found = commerce_for(clinic).catalogue.product(ref)
    except NotFound:
        cache.set(unknown, True, FRESH)
        raise
    if not found.buyable:
        raise NotFound(clinic.commerce_kind, "not for sale")
    return found


def in_detail(clinic: Clinic, ref: str, visitor: Mapping[str, str] | None = None) -> Product:
    """One product for its own page, kept for a minute: some upstreams tell only there how many are left.

    Raises ``NotFound``. Trouble leaves it as it is on the shelf. ``visitor`` as for ``product``.
    """
    listed = product(clinic, ref, visitor)
    if listed.stock is not None:
        return listed
    key = _key(clinic, f"detail:{ref}")

    def ask() -> Product:
        found, seconds = _asked(clinic, listed)
        DETAILS.set(key, found, seconds)
        return found

    try:
        return asked_once.asked_once(key, lambda: DETAILS.get(key), ask)
    except asked_once.AskedInVainError:
        return listed


def _asked(clinic: Clinic, listed: Product) -> tuple[Product, int]:
    """And for how long to keep it: after trouble nobody waits for the upstream again at once."""
    try:
        return commerce_for(clinic).catalogue.product(listed.ref), FRESH
    except NotFound:
        raise
    except UpstreamError as error:
        note_for(clinic, error)
        return listed, FRESH_AFTER_TROUBLE


def with_shelf_facts(clinic: Clinic, cart: Cart) -> Cart:
    """What lines do not tell (their picture, that nothing is sent) is the shelf's, where it is at hand: nobody is
    asked for it."""
    known = {product.ref: product for product in SHELVES.get(_key(clinic, "spare")) or ()}
    return replace(cart, lines=tuple(_with_facts(line, known.get(line.product_ref)) for line in cart.lines))


def _with_facts(line: Line, product: Product | None) -> Line:
    if product is None:
        return line
    picture = line.picture_url or product.picture_url
    return replace(line, picture_url=picture, physical=line.physical and product.physical, contents=product.contents)


def with_contents(clinic: Clinic, orders: tuple[Order, ...]) -> tuple[Order, ...]:
    """An order names a package and not what it holds: that is the shelf's, where it is at hand."""
    packages = {product.name: product.contents for product in SHELVES.get(_key(clinic, "spare")) or ()}
    return tuple(
        replace(
            order,
            lines=tuple(replace(line, contents=packages.get(line.name, ())) for line in order.lines),
        )
        for order in orders
    )


def stamp_key(clinic: Clinic) -> str:
    """Where the cache says which state of the catalogue everybody sees; nothing is there while it is not fresh."""
    return _key(clinic, "stamp")


def _key(clinic: Clinic, what: str) -> str:
    """A change of the clinic's settings makes new keys."""
    return f"shelf:{clinic.slug}:{int(clinic.updated_at.timestamp() * 1000)}:{what}"
