"""Paying a charge (document "Payment Embed", "Setup Payin Component", "Charge Payment Method", patient credit).

Before an attempt the charge is read: what is paid already, or under way, is never paid again. After it the charge is
read once more and decides; what the attempt itself answered only says why it did not.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from storefront.upstream.decoda.acts import already_sent, nothing_sent_yet
from storefront.upstream.decoda.api import JUDGED, UPSTREAM, Api, theirs
from storefront.upstream.decoda.cards import DecodaCards
from storefront.upstream.decoda.charges import Charges, placed_if_settled
from storefront.upstream.decoda.fees import Fees
from storefront.upstream.decoda.payment_methods import HOSTED, PaymentChoice
from storefront.upstream.decoda.readers.charges import Charge
from storefront.upstream.decoda.readers.payments import read_config, read_payin_status
from storefront.upstream.errors import NotFound, NotPayable, OutcomeUnknown, PaymentDeclined
from storefront.upstream.types import Access, ConfirmationNeeded, Payment, PlacedOrders
from storefront.upstream.wire import Call, Reply

TERMINAL = "/billing/payment-terminal"


class Paying:
    def __init__(self, api: Api, cards: DecodaCards, charges: Charges, fees: Fees) -> None:
        self._api, self._cards, self._charges, self._fees = api, cards, charges, fees

    def pay(self, order_ref: str, method: str, access: Access) -> PlacedOrders | ConfirmationNeeded:
        choice = PaymentChoice.of(method)
        with nothing_sent_yet():
            charge = self._charges.read(order_ref, access)
            if (placed := self._already(charge)) is not None:
                return placed
        if not charge.order.total:
            return self._charges.close(charge, access)
        with nothing_sent_yet():
            self._check(choice, access)
            credit = self._credit_for(charge, choice, access)
        if not credit:
            return self._pay_rest(charge, choice, access)
        charge = self._spend(charge, credit, access)
        with already_sent():
            return placed_if_settled(charge) or self._pay_rest(charge, choice, access)

    def confirm(self, order_ref: str, access: Access) -> PlacedOrders | ConfirmationNeeded:
        """What the hosted form told the browser is a hint: the charge is read."""
        with nothing_sent_yet():
            charge = self._charges.read(order_ref, access)
        return self._already(charge) or self._hosted_form(charge, access)

    def _already(self, charge: Charge) -> PlacedOrders | None:
        if charge.settled or charge.payable:
            return placed_if_settled(charge)
        raise NotPayable(UPSTREAM, "this order cannot be paid here")

    def _check(self, choice: PaymentChoice, access: Access) -> None:
        """The key can charge everybody's card. ``PaymentDeclined`` for one that is not this patient's."""
        if choice.rest == HOSTED or (choice.credit and not choice.rest):
            return
        try:
            self._cards.own(choice.rest, access)
        except NotFound:
            raise PaymentDeclined(UPSTREAM, "not a payment method of this patient") from None

    def _credit_for(self, charge: Charge, choice: PaymentChoice, access: Access) -> int:
        """The cents of credit to spend. ``PaymentDeclined`` where it has to cover everything and does not any more."""
        if not choice.credit:
            return 0
        credit = min(self._cards.credit(access).minor, charge.owed)
        if credit < charge.owed and not choice.rest:
            raise PaymentDeclined(UPSTREAM, "the credit does not cover this order")
        return credit

    def _spend(self, charge: Charge, cents: int, access: Access) -> Charge:
        """``POST .../charge/create-patient-credit-settled``: the charge as it is afterwards."""
        reply = self._api.wire.send(
            Call(
                "POST",
                TERMINAL + "/charge/create-patient-credit-settled",
                query={"amount": cents},
                json=[charge.as_read()],
                accept=JUDGED,
                act=True,
            )
        )
        with already_sent():
            after = self._charges.read(charge.order.ref, access)
        if after.settled or after.owed == charge.owed - cents:
            return after
        raise _not_paid(reply, "credit")

    def _pay_rest(self, charge: Charge, choice: PaymentChoice, access: Access) -> PlacedOrders | ConfirmationNeeded:
        if not charge.payable or not choice.rest:
            raise OutcomeUnknown(UPSTREAM, "the charge is neither paid nor payable")
        if choice.rest == HOSTED:
            return self._hosted_form(charge, access)
        return self._charge_card(charge, choice.rest, access)

    def _hosted_form(self, charge: Charge, access: Access) -> ConfirmationNeeded:
        url = self._api.hosted("pay", access, {"charge_id": charge.order.ref})
        return ConfirmationNeeded(frame_url=url, reference=charge.order.ref)

    def _charge_card(self, charge: Charge, card: str, access: Access) -> PlacedOrders:
        """``POST .../charge-card/{card}`` with nothing but the configuration that was made for this one attempt."""
        with nothing_sent_yet():
            config = self._configured(charge, access)
        reply = self._api.wire.send(
            Call(
                "POST",
                TERMINAL + "/charge-card/{card}",
                json={"payinConfigId": config},
                accept=JUDGED,
                act=True,
                parameters={"card": card},
            )
        )
        with already_sent():
            after = self._charges.read(charge.order.ref, access)
            if (placed := placed_if_settled(after)) is not None:
                return placed
            status = "" if reply.refused else read_payin_status(reply)
        if status in {"SUCCEEDED", "PROCESSING"}:  # the charge will say so in a while: never a second payment
            return PlacedOrders((replace(after.order, payment=Payment.PROCESSING),))
        if status in {"FAILED", "CANCELED"}:
            raise reply.error(PaymentDeclined, "the payment failed")
        raise _not_paid(reply, "the payment")

    def _configured(self, charge: Charge, access: Access) -> str:
        """``POST .../payin-config`` moves no money; refused where the charge changed since it was read.

        The card fee is asked for where the clinic passes it on: the page has told it.
        """
        body: dict[str, Any] = {"charges": [charge.as_read()], "paymentMedium": "SAVED_PAYMENT_METHOD"}
        body |= self._api.at_location
        if self._fees.apply_to(access):
            body["isSurcharged"] = True
        reply = self._api.wire.send(Call("POST", TERMINAL + "/payin-config", json=body, accept=JUDGED))
        if reply.refused:
            raise reply.error(PaymentDeclined, "the payment could not be announced")
        return read_config(reply)


def _not_paid(reply: Reply, what: str) -> OutcomeUnknown | PaymentDeclined:
    """Declined only in their own words: a gateway's page, or a status that we do not know, proves nothing."""
    if reply.refused and theirs(reply):
        return reply.error(PaymentDeclined, f"{what} was refused")
    return reply.error(OutcomeUnknown, f"{what}: neither paid nor declined")
