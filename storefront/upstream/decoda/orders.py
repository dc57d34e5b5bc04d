"""The act has two steps here: a cart becomes a charge ("Convert Cart To Charge"), and the charge is paid."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import datetime

from storefront.money import Money
from storefront.upstream.decoda import delivery
from storefront.upstream.decoda.acts import already_sent, nothing_sent_yet
from storefront.upstream.decoda.api import JUDGED, UPSTREAM, Api, theirs
from storefront.upstream.decoda.cards import DecodaCards
from storefront.upstream.decoda.carts import CART, DecodaCarts
from storefront.upstream.decoda.charges import Charges
from storefront.upstream.decoda.fees import Fees
from storefront.upstream.decoda.paying import Paying
from storefront.upstream.decoda.payment_methods import offered_methods
from storefront.upstream.decoda.quotes import DecodaQuotes
from storefront.upstream.decoda.readers.charges import Charge, read_charge
from storefront.upstream.decoda.readers.forms import read_due_forms
from storefront.upstream.decoda.reconciliation import orders_with_key
from storefront.upstream.errors import CartGone, NotFound, OrderRefused, OutcomeUnknown, UpstreamError
from storefront.upstream.types import (
    Access,
    ConfirmationNeeded,
    LookUp,
    Order,
    OrderRequest,
    OrderWithKey,
    PaymentMade,
    PaymentMethod,
    PlacedOrders,
    Preparation,
    Question,
    UnpaidOrder,
    Verdict,
)
from storefront.upstream.wire import Call, Reply

FORMS = "/check-in/self-schedule/appointment/{event}/forms/with-status"


class DecodaOrders:
    def __init__(self, api: Api, carts: DecodaCarts, cards: DecodaCards, quotes: DecodaQuotes) -> None:
        self._api, self._carts, self._cards, self._quotes = api, carts, cards, quotes
        self._charges = Charges(api)
        self._fees = Fees(api)
        self._paying = Paying(api, cards, self._charges, self._fees)

    def prepare(self, cart_ref: str, coupon: str, access: Access) -> Preparation:
        """``GET /billing/cart/{cart}``, its coupon checked again; saved methods, credit and the hosted form."""
        cart, coupon_refused = self._carts.for_order(cart_ref, coupon, access)
        methods: tuple[PaymentMethod, ...] = ()
        if cart.total:
            offered = offered_methods(cart.total, self._cards.list(access), self._cards.credit(access))
            methods = self._fees.told(offered, cart.total, access)
        return Preparation(cart, methods, coupon_refused=coupon_refused)

    def place(self, request: OrderRequest, access: Access) -> PlacedOrders | UnpaidOrder:
        """``POST /billing/cart/{cart}/convert-to-charge``. A cart that was converted before has its order already.

        ``PlacedOrders`` where there is nothing to pay.
        """
        with nothing_sent_yet():
            if (charge_ref := self._order_of(request.cart_ref, access)) is not None:
                return self._charges.made(self._charges.read(charge_ref, access), access)
        self._keep_address(request, access)
        reply = self._api.wire.send(
            Call(
                "POST",
                CART + "/convert-to-charge",
                json={"cartId": request.cart_ref, "externalId": request.key}
                | delivery.description(request)
                | self._api.at_location,
                accept=JUDGED,
                act=True,
                parameters={"cart": request.cart_ref},
            )
        )
        with already_sent():
            charge = (
                self._after_refusal(reply, request, access)
                if reply.refused
                else read_charge(reply, access, self._api.currency)
            )
        if charge is None:
            raise reply.error(OrderRefused, "the cart was not converted")
        return self._charges.made(charge, access)

    def payments_of(self, order_ref: str, access: Access) -> tuple[PaymentMade, ...]:
        """``GET /billing/payment/{payment}/receipt`` of each payment of the charge that brought money."""
        return self._charges.payments(order_ref, access)

    def payment_methods(self, access: Access, due: Money | None = None) -> tuple[PaymentMethod, ...]:
        """Saved methods, credit and the hosted form."""
        credit = self._cards.credit(access)
        return self._fees.told(offered_methods(due, self._cards.list(access), credit), due, access)

    def pay(self, request: OrderRequest, access: Access) -> PlacedOrders | ConfirmationNeeded:
        """See ``paying.py``; the refs of ``payment_method`` are those of ``payment_methods.py``."""
        return self._paying.pay(request.order_ref, request.payment_method, access)

    def confirm(self, request: OrderRequest, access: Access) -> PlacedOrders | ConfirmationNeeded:
        """After the hosted form: the form again while nothing has arrived. Repeatable."""
        return self._paying.confirm(request.order_ref or request.confirmation, access)

    def look_up(self, question: Question, access: Access) -> LookUp:
        """The charge, found by its id, through the cart or quote, or by the external id that it was made with."""
        charge = self._find(question, access)
        return LookUp(charge.verdict, (charge.order,)) if charge else LookUp(Verdict.NOTHING)

    def close_cart(self, question: Question, access: Access) -> None:
        """The cart is abandoned: a conversion that comes later is refused."""
        self._carts.abandon(question.cart_ref, access)

    def orders_with_key(self, prefix: str, since: datetime) -> tuple[OrderWithKey, ...]:
        return orders_with_key(self._api, prefix, since)

    def history(self, access: Access) -> tuple[Order, ...]:
        return self._charges.history(access)

    def drop_payment(self, question: Question, access: Access) -> bool:
        """The hosted form keeps nothing: what was not paid there is not under way."""
        return self.look_up(question, access).verdict is Verdict.ORDERED

    def cancel(self, order_ref: str, access: Access) -> None:
        self._charges.cancel(order_ref, access)

    def with_details(self, order: Order, access: Access) -> Order:
        """``GET .../appointment/{event}/forms/with-status``, where the charge belongs to an appointment."""
        if not order.visit_ref:
            return order
        reply = self._api.one(FORMS, event=order.visit_ref, query={"patient_id": access.patient_ref})
        return replace(order, requirements=read_due_forms(reply))

    def _keep_address(self, request: OrderRequest, access: Access) -> None:
        """Before anything is ordered. The order itself has its address, so trouble here stops nothing."""
        if request.save_address and request.address:
            with suppress(UpstreamError):
                delivery.keep(self._api, request.address, access)

    def _find(self, question: Question, access: Access) -> Charge | None:
        if question.order_ref:
            return self._charges.read_if_there(question.order_ref, access)
        if charge_ref := self._became(question, access):
            return self._charges.read_if_there(charge_ref, access)
        return self._charges.find(question.key, access)

    def _became(self, question: Question, access: Access) -> str:
        """The charge that the cart or quote says it became, if it is still there to say so."""
        if question.quote_ref:
            with suppress(NotFound):
                return self._quotes.look_up(question.quote_ref, access).order_ref
            return ""
        with suppress(CartGone):
            return self._carts.look_up(question.cart_ref, access).charge_ref
        return ""

    def _order_of(self, cart_ref: str, access: Access) -> str | None:
        """The charge that this cart became. None for a draft; ``OrderRefused`` for a cart that cannot be ordered."""
        seen = self._carts.look_up(cart_ref, access)
        if seen.charge_ref:
            return seen.charge_ref
        if not seen.open or not seen.cart.lines:
            raise OrderRefused(UPSTREAM, "this cart cannot be ordered")
        return None

    def _after_refusal(self, reply: Reply, request: OrderRequest, access: Access) -> Charge | None:
        """None when there is definitely no order: the cart is still a draft, and it was Decoda that refused."""
        seen = self._carts.look_up(request.cart_ref, access)
        if seen.charge_ref:
            return self._charges.read(seen.charge_ref, access)
        if seen.open and theirs(reply):
            return None
        raise reply.error(OutcomeUnknown, "refused, and the cart is not what it was")
