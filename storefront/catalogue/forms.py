"""Putting a product into the cart."""

from __future__ import annotations

from typing import Any

from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from storefront.forms.base import ShopForm
from storefront.forms.cart_fields import OPAQUE_ID, OpaqueIdField, QuantityField


class QuantityForm(ShopForm):
    """One of many on a page: ``ref`` (of the line or product) makes its ids its own, ``item`` names it to the ear."""

    quantity = QuantityField(label=gettext_lazy("Quantity"), initial=1)

    def __init__(self, *args: Any, ref: str = "", item: str = "", **kwargs: Any) -> None:
        if OPAQUE_ID.fullmatch(ref):
            kwargs.setdefault("auto_id", f"id_%s-{ref}")
        super().__init__(*args, **kwargs)
        if item:
            self.fields["quantity"].label = format_html(
                '{}<span class="visually-hidden">: {}</span>', _("Quantity"), item
            )


class AddToCartForm(QuantityForm):
    """On a page: ``AddToCartForm(ref=product.ref, item=product.name)``. For a post: ``AddToCartForm(request.POST)``."""

    product = OpaqueIdField(refusal=gettext_lazy("Choose a product from the shop."))
    field_order = ["product", "quantity"]

    def __init__(self, data: Any = None, *args: Any, ref: str = "", **kwargs: Any) -> None:
        ref = ref or (data or {}).get("product", "")
        super().__init__(data, *args, ref=ref, initial={"product": ref} | kwargs.pop("initial", {}), **kwargs)
