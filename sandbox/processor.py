"""A card processor in miniature: test cards, payment intents, and a bank that asks before it pays.

No card number exists here. A card is a payment method id, one of the processor's test ids or one issued for them.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from urllib.parse import urlencode

from werkzeug import Response
from werkzeug.utils import redirect

from sandbox import bank_page
from sandbox.http import Refusal, Request, Routes, cors, json_response

SCRIPT = Path(__file__).with_name("processor.js")


class Behaviour(StrEnum):
    PAYS = "pays"
    DECLINES = "declines"
    ASKS = "asks"  # 3-D Secure: the bank wants the patient's word first


@dataclass(frozen=True, slots=True)
class Card:
    """``id`` is ``pm_...``, as a browser gets it from the processor's script."""

    id: str
    brand: str
    last4: str
    exp_month: int
    exp_year: int
    behaviour: Behaviour = Behaviour.PAYS


TEST_CARDS = {
    card.id: card
    for card in (
        Card("pm_card_visa", "visa", "4242", 8, 2031),
        Card("pm_card_chargeDeclined", "mastercard", "0002", 3, 2030, Behaviour.DECLINES),
        Card("pm_card_threeDSecure2Required", "visa", "3220", 11, 2030, Behaviour.ASKS),
    )
}


@dataclass(slots=True)
class Intent:
    """An attempt to take ``amount`` (major units). ``status`` is ``succeeded``, ``requires_action`` (the bank asks) or
    ``requires_payment_method`` (declined, by the card or by the patient at the bank)."""

    id: str
    secret: str = field(repr=False)
    amount: Decimal
    currency: str
    card: Card
    status: str
    return_url: str = ""

    def payload(self, base: str) -> dict[str, object]:
        """As the processor writes it; ``base`` is the sandbox's own address (``request.base``)."""
        asking = self.status == "requires_action"
        redirect = {"url": f"{base}/processor/3ds/{self.id}", "return_url": self.return_url or None}
        return {
            "id": self.id,
            "object": "payment_intent",
            "status": self.status,
            "client_secret": self.secret,
            "next_action": {"type": "redirect_to_url", "redirect_to_url": redirect} if asking else None,
        }


class Processor:
    def __init__(self) -> None:
        self._cards = dict(TEST_CARDS)
        self._intents: dict[str, Intent] = {}

    def card(self, payment_method: str) -> Card | None:
        """A test card or an issued one."""
        return self._cards.get(payment_method)

    def issue(self, payment_method: str) -> Card:
        """A new payment method for the same card, as every tokenising makes one. ``KeyError`` when it is not known."""
        card = replace(self._cards[payment_method], id=f"pm_{secrets.token_hex(12)}")
        self._cards[card.id] = card
        return card

    def charge(self, card: Card, amount: Decimal, currency: str, return_url: str = "") -> Intent:
        """Try to take the money; the ``status`` of the answer says what came of it."""
        status = {
            Behaviour.PAYS: "succeeded",
            Behaviour.DECLINES: "requires_payment_method",
            Behaviour.ASKS: "requires_action",
        }[card.behaviour]
        id_ = f"pi_{secrets.token_hex(12)}"
        intent = Intent(id_, f"{id_}_secret_{secrets.token_hex(8)}", amount, currency, card, status, return_url)
        self._intents[id_] = intent
        return intent

    def intent(self, id_: str) -> Intent:
        """``Refusal`` 404."""
        if id_ not in self._intents:
            raise Refusal(404, {"error": {"type": "invalid_request_error", "message": "No such payment_intent"}})
        return self._intents[id_]

    def authenticate(self, id_: str, *, approve: bool) -> Intent:
        """The patient answered the bank. A second answer changes nothing."""
        intent = self.intent(id_)
        if intent.status == "requires_action":
            intent.status = "succeeded" if approve else "requires_payment_method"
        return intent

    def handle(self, request: Request) -> Response:
        if request.method == "OPTIONS":
            return cors(request, Response(status=204))
        try:
            return cors(request, routes.dispatch(self, request))
        except Refusal as refusal:
            return cors(request, refusal.response())


routes = Routes()


@routes.get("/v3/")
def script(processor: Processor, request: Request) -> Response:
    return Response(SCRIPT.read_bytes(), mimetype="text/javascript")


@routes.post("/v1/payment_methods")
def tokenise(processor: Processor, request: Request) -> Response:
    try:
        card = processor.issue(request.form.get("card", ""))
    except KeyError:
        raise Refusal(402, {"error": {"type": "card_error", "message": "Choose one of the test cards."}}) from None
    return json_response({"id": card.id, "object": "payment_method", "type": "card"})


@routes.get("/3ds/{intent}")
def ask(processor: Processor, request: Request, intent: str) -> Response:
    found = processor.intent(intent)
    if found.status != "requires_action":
        return _outcome(found)
    card = f"{found.card.brand.title()} ending in {found.card.last4}"
    page = bank_page.question(f"{found.amount:.2f} {found.currency}", card, embedded=bool(request.args.get("embedded")))
    return Response(page, mimetype="text/html")


@routes.post("/3ds/{intent}")
def answer(processor: Processor, request: Request, intent: str) -> Response:
    form = request.form
    found = processor.authenticate(intent, approve=form.get("answer") == "approve")
    if found.return_url and not form.get("embedded"):
        return redirect(_way_back(found), 303)
    return _outcome(found)


def _outcome(intent: Intent) -> Response:
    return Response(bank_page.outcome(intent.id, intent.status), mimetype="text/html")


def _way_back(intent: Intent) -> str:
    happy = intent.status == "succeeded"
    told = {
        "payment_intent": intent.id,
        "payment_intent_client_secret": intent.secret,
        "redirect_status": "succeeded" if happy else "failed",
    }
    return intent.return_url + ("&" if "?" in intent.return_url else "?") + urlencode(told)
