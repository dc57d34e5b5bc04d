"""Forms of the cart page. Those that put something into the cart are the catalogue's."""

from __future__ import annotations

from storefront.forms.base import ShopForm
from storefront.forms.cart_fields import CouponField


class CouponForm(ShopForm):
    code = CouponField()
