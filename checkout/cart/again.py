"""The items of an order, once more: those that are still sold go into the cart, the others are named."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from checkout.cart.shopping import Shopping
from storefront.catalogue import shelf
from storefront.clinics.models import Clinic
from storefront.upstream.errors import NotFound, ProductRefused
from storefront.upstream.types import Item, OrderLine, Product


@dataclass(frozen=True, slots=True)
class Again:
    """Names: of what went into the cart, of what did so in a smaller quantity, and of what is not sold any more."""

    added: tuple[str, ...]
    fewer: tuple[str, ...]
    gone: tuple[str, ...]


def buy_again(shopping: Shopping, clinic: Clinic, lines: Iterable[OrderLine]) -> Again:
    """Each product once. Raises what ``Shopping.add`` raises, but for a product that cannot be had."""
    added: list[str] = []
    fewer: list[str] = []
    gone: list[str] = []
    for name, (product, quantity) in _wanted(clinic, lines).items():
        had = _add(shopping, product, quantity) if product else 0
        (added if had == quantity else fewer if had else gone).append(name)
    return Again(tuple(added), tuple(fewer), tuple(gone))


def _wanted(clinic: Clinic, lines: Iterable[OrderLine]) -> dict[str, tuple[Product | None, int]]:
    wanted: dict[str, tuple[Product | None, int]] = {}
    for line in lines:
        product = _product(clinic, line)
        name = product.name if product else line.name
        wanted[name] = (product, wanted.get(name, (None, 0))[1] + line.quantity)
    return wanted


def _product(clinic: Clinic, line: OrderLine) -> Product | None:
    """By its ref, or where the order does not say it, by the one product of that name."""
    try:
        if line.product_ref:
            return shelf.in_detail(clinic, line.product_ref)
    except NotFound:
        return None
    named = [product for product in shelf.products(clinic) if product.name == line.name]
    return named[0] if len(named) == 1 else None


def _add(shopping: Shopping, product: Product, quantity: int) -> int:
    """How many went in: as many as are left, where fewer are."""
    if not product.buyable:
        return 0
    possible = quantity if product.stock is None else min(quantity, product.stock)
    if possible < 1:
        return 0
    try:
        cart = shopping.add(Item(product.ref, possible))
    except (ProductRefused, NotFound):
        return 0
    is_there = cart is None or any(line.product_ref == product.ref for line in cart.lines)
    return possible if is_there else 0
