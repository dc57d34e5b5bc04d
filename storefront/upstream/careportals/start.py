"""``GET /v2/checkout/{cart}/start`` (Patient API, "Build a Custom Checkout"): binds the cart to the patient."""

from __future__ import annotations

from storefront.upstream.careportals.apis import Apis, no
from storefront.upstream.careportals.readers.carts import Start, read_start
from storefront.upstream.errors import CartGone, NotFound
from storefront.upstream.types import Access


def start(apis: Apis, cart_ref: str, access: Access, *, coupon: str = "") -> Start:
    """``CartGone``; ``NotFound`` for a cart that is another patient's."""
    reply = apis.patient.send(
        "GET",
        "/v2/checkout/{cart}/start",
        cart=cart_ref,
        token=access.token,
        accept=(400, 403, 404),
        refusals={404: CartGone},
    )
    if reply.refused:
        raise no(reply, NotFound if reply.status == 403 else CartGone, "no such cart")
    return read_start(reply, apis.currency, coupon)
