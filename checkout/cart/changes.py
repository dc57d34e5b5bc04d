"""What changed in a cart without the patient doing anything, in sentences."""

from __future__ import annotations

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from checkout.cart.session import CartReference
from storefront.money import Money
from storefront.upstream.types import Cart


def changes_between(before: CartReference, cart: Cart, touched: set[str], country: str) -> list[str]:
    """Products that vanished, prices and quantities that moved; ``touched`` products changed on purpose."""
    now = {line.product_ref: line for line in cart.lines}
    notes = []
    for line in before.lines:
        current = now.get(line.product_ref)
        if current is None:
            if line.product_ref not in touched or line.product_ref in cart.dropped:
                notes.append(_("%(product)s is no longer available and was taken out.") % {"product": line.name})
            continue
        if current.quantity != line.quantity and line.product_ref not in touched:
            notes.append(
                _("The quantity of %(product)s is now %(quantity)s.")
                % {"product": current.name, "quantity": current.quantity}
            )
        was = Money.from_minor(line.unit_price, current.unit_price.currency)
        if current.unit_price != was:
            language = get_language() or "en"
            notes.append(
                _("The price of %(product)s changed from %(before)s to %(now)s.")
                % {
                    "product": current.name,
                    "before": was.display(language, country),
                    "now": current.unit_price.display(language, country),
                }
            )
    return notes
