"""A guest's cart at an upstream that knows carts of patients only: the lines wait in the session, priced by the shelf.

It speaks like any other upstream's carts, without a patient. At sign-in its items become a real cart.
"""

from __future__ import annotations

from collections.abc import Sequence

from checkout.cart.session import CartReference
from storefront.catalogue import shelf
from storefront.clinics.models import Clinic
from storefront.money import Money
from storefront.upstream.errors import CouponRefused, NotFound, ProductRefused
from storefront.upstream.types import Access, Cart, Item, Line, Product

GUEST = "guest"
MOST = 99


class GuestCarts:
    def __init__(self, clinic: Clinic, reference: CartReference | None) -> None:
        self._clinic = clinic
        self._wanted = {item.product_ref: item.quantity for item in reference.items} if reference else {}

    def create(self, items: Sequence[Item], access: Access | None) -> Cart:
        return self.add(GUEST, items, access)

    def read(self, cart_ref: str, access: Access | None) -> Cart:
        return self._cart()

    def add(self, cart_ref: str, items: Sequence[Item], access: Access | None) -> Cart:
        for item in items:
            quantity = self._wanted.get(item.product_ref, 0) + item.quantity
            self._check(shelf.product(self._clinic, item.product_ref), quantity)
            self._wanted[item.product_ref] = quantity
        return self._cart()

    def change(self, cart_ref: str, line_ref: str, item: Item, access: Access | None) -> Cart:
        self._check(shelf.product(self._clinic, item.product_ref), item.quantity)
        self._wanted[item.product_ref] = item.quantity
        return self._cart()

    def remove(self, cart_ref: str, line_ref: str, access: Access | None) -> Cart:
        self._wanted.pop(line_ref, None)
        return self._cart()

    def keep(self, cart_ref: str, access: Access | None) -> Cart:
        return self._cart()

    def claim(self, cart_ref: str, access: Access) -> Cart:
        raise NotFound(self._clinic.commerce_kind, "a guest's cart is made anew at sign-in")

    def others(self, access: Access) -> tuple[str, ...]:
        return ()

    def discard(self, cart_ref: str, access: Access) -> None:
        """Nothing is kept anywhere."""

    def apply_coupon(self, cart_ref: str, code: str, access: Access | None) -> Cart:
        raise CouponRefused(self._clinic.commerce_kind, "a coupon needs a patient")

    def remove_coupon(self, cart: Cart, access: Access | None) -> Cart:
        return self._cart()

    def _cart(self) -> Cart:
        products = {product.ref: product for product in shelf.products(self._clinic)}
        lines = tuple(_line(products[ref], n) for ref, n in self._wanted.items() if ref in products)
        total = sum((line.total for line in lines), Money.zero(self._clinic.currency))
        dropped = tuple(ref for ref in self._wanted if ref not in products)
        return Cart(GUEST, lines, total=total, subtotal=total, dropped=dropped, estimate=True)

    def _check(self, product: Product, quantity: int) -> None:
        enough = product.stock is None or product.stock >= quantity
        if not product.buyable or not enough or quantity > MOST:
            raise ProductRefused(self._clinic.commerce_kind, "not in this quantity")


def _line(product: Product, quantity: int) -> Line:
    return Line(
        ref=product.ref,
        product_ref=product.ref,
        name=product.name,
        quantity=quantity,
        unit_price=product.price,
        total=product.price * quantity,
        list_price=product.list_price,
        picture_url=product.picture_url,
        recurring=product.recurring,
        recurrence=product.recurrence,
        physical=product.physical,
        contents=product.contents,
    )
