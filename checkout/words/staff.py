"""What staff read about an attempt: its state, what to do next, and what happened, in plain English."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from checkout.models import Incident, OrderAttempt, State, Step
from checkout.orders.causes import Cause
from checkout.orders.lookups import LookUpResult
from storefront.forms.places import address_lines, country_name
from storefront.money import Money
from storefront.upstream.types import Address

WHO = {"patient": "Patient", "us": "Our call", "upstream": "Upstream", "look_up": "Look-up", "staff": "Staff"}

# What is written down of an attempt (``AttemptEvent.cause``): who it came from, and what it says.
CAUSES: dict[Cause, tuple[str, str]] = {
    Cause.PLACE_SUBMITTED: ("patient", "The patient placed the order, and it was sent."),
    Cause.PAYMENT_SUBMITTED: ("patient", "The patient chose how to pay, and the payment was sent."),
    Cause.BACK_FROM_BANK: ("patient", "The patient came back from the bank, and the payment was finished."),
    Cause.OTHER_METHOD: ("patient", "The patient chose another payment method. A look-up had found no payment."),
    Cause.BILL_OPENED: ("patient", "The patient opened a bill of the clinic, to pay it here."),
    Cause.CANCELLED: ("patient", "The patient cancelled the order, which was not paid."),
    Cause.LEFT_BANK: ("patient", "The patient left the bank's question unanswered, to use another card."),
    Cause.CLAIM_TOO_OLD: ("us", "Our worker was held up for too long, so nothing was sent."),
    Cause.NOT_SENT: ("us", "The upstream was not reached. Nothing was sent."),
    Cause.INTERRUPTED: ("us", "We were stopped while waiting for the answer. Nobody knows yet."),
    Cause.ANSWERED: ("upstream", "Answered: the order is placed."),
    Cause.ORDERED: ("upstream", "Answered: the order exists. It is not paid yet."),
    Cause.REFUSED: ("upstream", "Refused: no order was made, or it was not paid."),
    Cause.SIGNED_OUT: ("upstream", "Refused: the patient's sign-in had expired."),
    Cause.ACCESS_REFUSED: ("upstream", "Refused the clinic's own access. Check the commerce settings."),
    Cause.BANK_ASKED: ("upstream", "The patient's bank asks for a confirmation, or the processor's form waits."),
    Cause.NO_USABLE_ANSWER: ("upstream", "No usable answer came. Nobody knows yet whether there is an order."),
    Cause.BANK_CHECKED: ("look_up", "It waits for the bank: asked whether the bank has answered."),
    Cause.NO_ANSWER_IN_TIME: ("look_up", "No answer was written down in time. It is being looked up."),
    Cause.FOUND_PLACED: ("look_up", "Found: the order is placed."),
    Cause.FOUND_UNPAID: ("look_up", "Found: the order exists. It is not paid yet."),
    Cause.FOUND_FAILED: ("look_up", "Found: the payment failed."),
    Cause.CART_CLOSED: ("look_up", "Nothing was found, so the cart was closed: no order can come of it any more."),
    Cause.NOTHING_AFTER_CLOSING: ("look_up", "Looked up again after the cart was closed: there is no order."),
    Cause.NOT_RESOLVED: ("look_up", "No look-up resolved it. Staff have to decide."),
    Cause.NO_ACCESS: ("look_up", "The patient's sign-in has ended, so it cannot be looked up. Staff have to decide."),
    Cause.FOUND_BEFORE_CLAIM: ("look_up", "Found in the upstream although our database did not know of it."),
    Cause.FOUND_TOO_LATE: ("look_up", "An order was reported after this was resolved otherwise: see its incident."),
    Cause.TOTAL_DIFFERS: ("look_up", "The order's total is not the one that the patient was shown: see its incident."),
    Cause.STAFF_DECIDED: ("staff", "Resolved by staff."),
    Cause.STAFF_REASON: ("staff", "The reason given:"),
    Cause.STAFF_TOO_LATE: ("staff", "A decision that came after this was resolved otherwise:"),
}

LOOK_UP_RESULTS: dict[LookUpResult, str] = {
    LookUpResult.ANSWERED: "Looked up just now.",
    LookUpResult.NOT_ASKED: "Not looked up: this order may still be being sent. Try again in a minute.",
    LookUpResult.JUST_BEFORE: "Somebody looked it up a moment ago: this is what was found.",
    LookUpResult.NO_ACCESS: "This upstream answers the patient's own sign-in only, and that has ended. Ask the patient "
    "to open the order's page and sign in: that looks it up again.",
    LookUpResult.NO_ANSWER: "The upstream gave no usable answer. Nothing has changed; try again in a minute.",
}

TOLD_NO_ORDER = "The patient was told that there is no order. Cancel it upstream, or tell the patient that it stands."
INCIDENTS: dict[str, str] = {
    Incident.Kind.NOT_FOUND: "Look for the order in the upstream. If it was deleted there, tell the patient.",
    Incident.Kind.NO_ATTEMPT: "No attempt of ours has its key. Find its patient upstream and tell them that it stands.",
    Incident.Kind.SAID_REFUSED: TOLD_NO_ORDER,
    Incident.Kind.DUPLICATE: "Cancel and refund the order that the patient does not know of.",
    Incident.Kind.TOTAL_DIFFERS: "Compare both totals. If more was charged than shown, refund the difference or call.",
    Incident.Kind.LATE_ORDER: TOLD_NO_ORDER,
}


@dataclass(frozen=True, slots=True)
class Status:
    """``state`` with its age, ``next`` what somebody has to do, empty where nobody has to; ``tone`` for its colour."""

    state: str
    next: str = ""
    tone: str = "calm"


def cause_words(cause: str) -> tuple[str, str]:
    """Who did it (a key of ``WHO``) and what happened; also of a cause that only another release knows."""
    try:
        return CAUSES[Cause(cause)]
    except ValueError:
        return "us", f"{cause.replace('_', ' ').capitalize()}."


def status_of(attempt: OrderAttempt) -> Status:
    since = age_words(attempt.sent_at or attempt.created_at)
    order = "its payment" if attempt.step == Step.PAY else "the order"
    match attempt.state:
        case State.PLACED:
            return Status("placed", tone="good")
        case State.REVIEW:
            return Status(
                f"needs a person, in doubt for {since}", f"Find {order} in the upstream, then resolve it", "bad"
            )
        case State.UNKNOWN:
            return Status(f"in doubt for {since}", "Wait: it is being looked up. Or look it up again", "warn")
        case State.SENT if attempt.step == Step.CONFIRM:
            return Status(f"waiting for the patient's bank for {since}", "The patient goes on, on the order's page")
        case State.SENT:
            return Status(f"sent {since} ago, no answer yet", "Wait a minute", "warn")
    if attempt.is_unpaid:
        why = f" ({attempt.get_refusal_display().lower()})" if attempt.refusal else ""
        return Status(f"ordered, unpaid for {since}{why}", "The patient pays on the order's page", "warn")
    if not attempt.try_number:
        return Status("never submitted")
    why = attempt.get_refusal_display().lower() or "not sent"
    return Status(f"not placed: {why}", "The patient may try again")


def age_words(since: datetime, now: datetime | None = None) -> str:
    """``12 min``: one unit is enough to decide what is urgent."""
    age = max((now or timezone.now()) - since, timedelta())
    minutes = int(age.total_seconds() // 60)
    if minutes < 1:
        return f"{int(age.total_seconds())} s"
    if minutes < 120:
        return f"{minutes} min"
    return f"{minutes // 60} h" if minutes < 48 * 60 else f"{minutes // (24 * 60)} days"


def address_words(address: Address | None) -> list[str]:
    """Line by line, as on an envelope, and then what else the patient said about it; empty without one."""
    if address is None:
        return []
    phone = f"Phone: {address.phone}" if address.phone else ""
    instructions = f"Instructions: {address.instructions}" if address.instructions else ""
    return [line for line in [*address_lines(address), country_name(address.country), phone, instructions] if line]


def amount_words(amount: Money | None) -> str:
    """``34.00 CAD``: staff see clinics of several countries, so the currency is always named."""
    return f"{amount.amount} {amount.currency}" if amount is not None else ""
