"""The act and what became of it.

Patient API: "Build a Custom Checkout", "Create Payment and Orders", "Check Payment Status".

*Finalize* charges and orders in one; a bank's challenge is finished through *payments*.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from datetime import datetime
from typing import Any

from storefront.money import Money
from storefront.upstream.careportals.apis import UPSTREAM, Apis, no
from storefront.upstream.careportals.carts import start
from storefront.upstream.careportals.readers.orders import read_confirmation, read_look_up, read_placed
from storefront.upstream.errors import OrderRefused, OutcomeUnknown, PaymentDeclined, UpstreamError
from storefront.upstream.types import (
    Access,
    Address,
    ConfirmationNeeded,
    LookUp,
    Order,
    OrderRequest,
    OrderWithKey,
    PaymentMethod,
    PlacedOrders,
    Preparation,
    Question,
    Verdict,
)
from storefront.upstream.wire import Call, Reply

FINALIZE, PAYMENTS = "/v2/checkout/{cart}/finalize", "/v2/checkout/{cart}/payments"
# Every 4xx is judged here, but for the two whose meaning is the same everywhere: signed out, and too many requests.
JUDGED = frozenset(range(400, 500)) - {401, 429}


class CarePortalsOrders:
    def __init__(self, apis: Apis) -> None:
        self._apis = apis

    def prepare(self, cart_ref: str, coupon: str, access: Access) -> Preparation:
        """``GET .../start``."""
        now = start(self._apis, cart_ref, access, coupon=coupon)
        return Preparation(now.cart, now.payment_methods, coupon_refused=bool(coupon) and now.coupon_refused)

    def place(self, request: OrderRequest, access: Access) -> PlacedOrders | ConfirmationNeeded:
        """``POST .../finalize``. The key is the same for the same body only: another card is another try.

        It is sent in case it is honoured and relied on for nothing.
        """
        body = _body(request)
        reply = self._act(FINALIZE, request, access, body, {"Idempotency-Key": _key(request.key, body)})
        return self._outcome(reply, request, access)

    def confirm(self, request: OrderRequest, access: Access) -> PlacedOrders | ConfirmationNeeded:
        """``POST .../payments``. The same body is sent again until the bank is content, so without a key: one that is
        honoured would freeze the first answer. Asked twice after success it answers the same orders.
        """
        reply = self._act(PAYMENTS, request, access, {"returnUrl": request.return_url, **_body(request)}, {})
        return self._outcome(reply, request, access)

    def pay(self, request: OrderRequest, access: Access) -> PlacedOrders | ConfirmationNeeded:
        """CarePortals orders and charges in one: there is never an order left to pay."""
        raise OrderRefused(UPSTREAM, "nothing to pay")

    def payment_methods(self, access: Access, due: Money | None = None) -> tuple[PaymentMethod, ...]:
        return ()

    def look_up(self, question: Question, access: Access) -> LookUp:
        """``GET .../payments``: 400 or 404 where the cart has no payment."""
        reply = self._apis.patient.send(
            Call("GET", PAYMENTS, token=access.token, accept=(400, 404), parameters={"cart": question.cart_ref})
        )
        if not reply.refused:
            return read_look_up(reply, self._apis.currency, access.patient_ref)
        answer = no(reply, OrderRefused, "no payment")
        if isinstance(answer, OrderRefused):
            return LookUp(Verdict.NOTHING)
        raise answer

    def close_cart(self, question: Question, access: Access) -> None:
        """No call is known to stop a finalize that is under way: ``can.close_cart`` is off."""
        raise OutcomeUnknown(UPSTREAM, "a cart cannot be closed")

    def orders_with_key(self, prefix: str, since: datetime) -> tuple[OrderWithKey, ...]:
        """No list of orders is known."""
        return ()

    def history(self, access: Access) -> tuple[Order, ...]:
        """CarePortals has no list of a patient's orders."""
        return ()

    def drop_payment(self, question: Question, access: Access) -> bool:
        """No call is known."""
        return False

    def cancel(self, order_ref: str, access: Access) -> None:
        """Only the clinic's staff cancel."""
        raise OrderRefused(UPSTREAM, "no order can be cancelled here")

    def with_details(self, order: Order, access: Access) -> Order:
        """CarePortals tells all it tells of an order in one answer: no carrier, and no sum of a refund."""
        return order

    def _act(
        self, route: str, request: OrderRequest, access: Access, body: dict[str, Any], headers: dict[str, str]
    ) -> Reply:
        return self._apis.patient.send(
            Call(
                "POST",
                route,
                json=body,
                token=access.token,
                headers=headers,
                accept=JUDGED,
                act=True,
                parameters={"cart": request.cart_ref},
            )
        )

    def _outcome(self, reply: Reply, request: OrderRequest, access: Access) -> PlacedOrders | ConfirmationNeeded:
        match reply.status:
            case 402:
                if confirmation := read_confirmation(reply):
                    return confirmation
                raise reply.error(PaymentDeclined, "the payment was declined")
            case 403:
                raise reply.error(OrderRefused, "not allowed")
            case 400:
                return self._after_invalid(reply, request, access)
            case status if status > 400:
                raise reply.error(OutcomeUnknown, f"the act answered {status}")
        orders = read_placed(reply, self._apis.currency, access.patient_ref)
        return _sent_to(request.delivery_address, orders)

    def _after_invalid(self, reply: Reply, request: OrderRequest, access: Access) -> PlacedOrders:
        """A 400 says "invalid" and also "this cart was checked out before": only a look-up tells which."""
        try:
            found = self.look_up(Question(request.key, request.cart_ref), access)
        except UpstreamError:
            found = LookUp(Verdict.PENDING)
        if found.verdict is Verdict.PLACED:
            return _sent_to(request.delivery_address, found.orders)
        if found.verdict in {Verdict.NOTHING, Verdict.FAILED}:
            raise reply.error(OrderRefused, "invalid")
        raise reply.error(OutcomeUnknown, "invalid, or checked out before")


def _sent_to(address: Address, orders: tuple[Order, ...]) -> PlacedOrders:
    """Their address may come back without its second line: the one that was sent is the one that holds."""
    return PlacedOrders(tuple(replace(order, address=address) for order in orders))


def _body(request: OrderRequest) -> dict[str, Any]:
    body: dict[str, Any] = {
        "paymentMethodId": request.payment_method,
        "shippingAddress": _address(request.delivery_address),
        "isNewShippingAddress": request.save_address,
    }
    return body | {"couponCode": request.coupon} if request.coupon else body


def _address(address: Address) -> dict[str, str]:
    fields = {
        "address1": address.address1,
        "address2": address.address2,
        "city": address.city,
        "provinceCode": address.province,
        "postalCode": address.postal_code,
        "countryCode": address.country,
    }
    return {name: text for name, text in fields.items() if text}


def _key(attempt: str, body: dict[str, Any]) -> str:
    text = json.dumps([attempt, body], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()
