"""Which items of a cart there are not enough of, after an order was refused for that."""

from __future__ import annotations

from dataclasses import dataclass

from checkout.cart.session import CartReference
from storefront.clinics.models import Clinic
from storefront.commerce import commerce_for
from storefront.failure_words import note_for
from storefront.upstream.errors import NotFound, UpstreamError


@dataclass(frozen=True, slots=True)
class Shortage:
    """``left`` are still to be had of what a line asks for; 0 where there are none, or it is no longer sold."""

    line_ref: str
    name: str
    left: int


def shortages(clinic: Clinic, cart: CartReference) -> tuple[Shortage, ...]:
    """Each product is asked for now. One that cannot be asked for is passed over."""
    found = []
    for line in cart.lines:
        try:
            left = commerce_for(clinic).catalogue.product(line.product_ref).stock
        except NotFound:
            left = 0
        except UpstreamError as error:
            note_for(clinic, error)
            continue
        if left is not None and left < line.quantity:
            found.append(Shortage(line.ref, line.name, left))
    return tuple(found)
