"""What a clinic sells, kept for a minute, and for a day as a spare for when the upstream is down.

The same for every visitor: nothing of a patient is in it. Prices here invite; what is charged is the cart's.
"""

from __future__ import annotations

from dataclasses import replace

from django.core.cache import cache

from storefront.clinics.models import Clinic
from storefront.commerce import commerce_for
from storefront.failure_words import note_for
from storefront.upstream.errors import Misconfigured, NotFound, Refused, UpstreamError
from storefront.upstream.types import Cart, Line, Product
from storefront.web.typed_cache import TypedCache

FRESH = 60  # seconds
SPARE = 24 * 60 * 60
ONE_FETCHES = 15  # seconds in which the others are given the spare copy while one fetches

SHELVES: TypedCache[tuple[Product, ...]] = TypedCache(tuple[Product, ...])
DETAILS: TypedCache[Product] = TypedCache(Product)


def products(clinic: Clinic) -> tuple[Product, ...]:
    """All products. Raises the upstream's error only when there is not even a spare copy."""
    fresh = SHELVES.get(_key(clinic, "fresh"))
    if fresh is not None:
        return fresh
    spare = SHELVES.get(_key(clinic, "spare"))
    if spare is not None and not cache.add(_key(clinic, "fetching"), True, ONE_FETCHES):
        return spare
    try:
        found = commerce_for(clinic).catalogue.products()
    except UpstreamError as error:
        if spare is None or isinstance(error, Refused | Misconfigured):
            raise
        note_for(clinic, error)
        return spare
    SHELVES.set(_key(clinic, "fresh"), found, FRESH)
    SHELVES.set(_key(clinic, "spare"), found, SPARE)
    cache.delete(_key(clinic, "fetching"))
    return found


def product(clinic: Clinic, ref: str) -> Product:
    """One product: from the shelf, or from the upstream where the shelf does not hold it. Raises ``NotFound``."""
    for candidate in products(clinic):
        if candidate.ref == ref:
            return candidate
    found = commerce_for(clinic).catalogue.product(ref)
    if not found.buyable:
        raise NotFound(clinic.commerce_kind, "not for sale")
    return found


def in_detail(clinic: Clinic, ref: str) -> Product:
    """One product for its own page, kept for a minute: some upstreams tell only there how many are left.

    Raises ``NotFound``. Trouble leaves it as it is on the shelf.
    """
    listed = product(clinic, ref)
    if listed.stock is not None:
        return listed
    key = _key(clinic, f"detail:{ref}")
    found = DETAILS.get(key)
    if found is None:
        found, seconds = _asked(clinic, listed)
        DETAILS.set(key, found, seconds)
    return found


def _asked(clinic: Clinic, listed: Product) -> tuple[Product, int]:
    """And for how long to keep it: after trouble nobody waits for the upstream again at once."""
    try:
        return commerce_for(clinic).catalogue.product(listed.ref), FRESH
    except NotFound:
        raise
    except UpstreamError as error:
        note_for(clinic, error)
        return listed, ONE_FETCHES


def with_shelf_facts(clinic: Clinic, cart: Cart) -> Cart:
    """What lines do not tell (their picture, that nothing is sent) is the shelf's, where it is at hand: nobody is
    asked for it."""
    known = {product.ref: product for product in SHELVES.get(_key(clinic, "spare")) or ()}
    return replace(cart, lines=tuple(_with_facts(line, known.get(line.product_ref)) for line in cart.lines))


def _with_facts(line: Line, product: Product | None) -> Line:
    if product is None:
        return line
    picture = line.picture_url or product.picture_url
    return replace(line, picture_url=picture, physical=line.physical and product.physical)


def _key(clinic: Clinic, what: str) -> str:
    """A change of the clinic's settings makes new keys."""
    return f"shelf:{clinic.slug}:{int(clinic.updated_at.timestamp() * 1000)}:{what}"
