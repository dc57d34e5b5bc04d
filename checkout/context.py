"""The number beside "Cart", from the upstream's last answer: a page asks nobody for it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from checkout.cart.session import CheckoutSession


def cart(request: HttpRequest) -> dict[str, Any]:
    if getattr(request, "clinic", None) is None or not hasattr(request, "session"):
        return {}
    reference = CheckoutSession(request.session).cart
    hidden = bool(reference and reference.owner and not getattr(request, "patient", None))
    return {"cart_count": reference.count if reference and not hidden else 0, "cart_waiting": hidden}
