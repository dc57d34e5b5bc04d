"""What staff read about an attempt: its state, what to do next, and what happened, in plain English."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from checkout.models import Incident, OrderAttempt, State, Step
from checkout.orders.lookups import Looked
from storefront.money import Money

WHO = {"patient": "Patient", "us": "Our call", "upstream": "Upstream", "look": "Look-up", "staff": "Staff"}

# What is written down of an attempt (``AttemptEvent.cause``): who it came from, and what it says.
CAUSES: dict[str, tuple[str, str]] = {
    "pressed": ("patient", "The patient pressed “Place order”, and the order was sent."),
    "paying": ("patient", "The patient chose how to pay, and the payment was sent."),
    "confirming": ("patient", "The patient came back from the bank, and the payment was finished."),
    "another_way": ("patient", "The patient chose to pay another way. A look had found no payment."),
    "claim_too_old": ("us", "Our worker was held up for too long, so nothing was sent."),
    "not_sent": ("us", "The upstream was not reached. Nothing was sent."),
    "interrupted": ("us", "We were stopped while waiting for the answer. Nobody knows yet."),
    "answered": ("upstream", "Answered: the order is placed."),
    "ordered": ("upstream", "Answered: the order exists. It is not paid yet."),
    "refused": ("upstream", "Refused: no order was made, or it was not paid."),
    "signed_out": ("upstream", "Refused: the patient's sign-in had expired."),
    "access_refused": ("upstream", "Refused the clinic's own access. Check the commerce settings."),
    "bank_asked": ("upstream", "The patient's bank asks for a confirmation, or the processor's form waits."),
    "no_usable_answer": ("upstream", "No usable answer came. Nobody knows yet whether there is an order."),
    "no_answer_in_time": ("look", "No answer was written down in time. It is being looked up."),
    "found_by_look": ("look", "Found: the order is placed."),
    "order_found_by_look": ("look", "Found: the order exists. It is not paid yet."),
    "failed_by_look": ("look", "Found: the payment failed."),
    "fenced": ("look", "Nothing was found, so the cart was made useless: no order can come of it any more."),
    "nothing_came_after_the_fence": ("look", "Looked again after the cart was made useless: there is no order."),
    "not_settled_by_looking": ("look", "Looking did not settle it. A person has to decide."),
    "no_access_to_look": ("look", "The patient's sign-in has ended, so nobody can look. A person has to decide."),
    "found_before_the_claim": ("look", "Found in the upstream although our database did not know of it."),
    "order_found_after_settling": ("look", "An order was reported after this was settled otherwise: see its incident."),
    "total_differs": ("look", "The order's total is not the one that the patient was shown: see its incident."),
    "staff": ("staff", "Settled by hand."),
    "staff_reason": ("staff", "The reason given:"),
    "staff_too_late": ("staff", "A decision that came after this was settled otherwise:"),
}

LOOKED: dict[Looked, str] = {
    Looked.ANSWERED: "Looked just now.",
    Looked.NOT_ASKED: "Not looked: this order may still be being sent. Try again in a minute.",
    Looked.JUST_BEFORE: "Somebody looked a moment ago: this is what was found.",
    Looked.NO_ACCESS: "This upstream answers the patient's own sign-in only, and that has ended. Ask the patient to "
    "open the order's page and sign in: that looks again.",
    Looked.NO_ANSWER: "The upstream gave no usable answer. Nothing has changed; try again in a minute.",
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
class Standing:
    """``state`` with its age, ``next`` what somebody has to do, empty where nobody has to; ``tone`` for its colour."""

    state: str
    next: str = ""
    tone: str = "calm"


def standing(attempt: OrderAttempt) -> Standing:
    since = age_words(attempt.sent_at or attempt.created_at)
    order = "its payment" if attempt.step == Step.PAY else "the order"
    match attempt.state:
        case State.PLACED:
            return Standing("placed", tone="good")
        case State.REVIEW:
            return Standing(
                f"needs a person, in doubt for {since}", f"Find {order} in the upstream, then settle by hand", "bad"
            )
        case State.UNKNOWN:
            return Standing(f"in doubt for {since}", "Wait: it is being looked up. Or look again", "warn")
        case State.SENT if attempt.step == Step.CONFIRM:
            return Standing(f"waiting for the patient's bank for {since}", "The patient goes on, on the order's page")
        case State.SENT:
            return Standing(f"sent {since} ago, no answer yet", "Wait a minute", "warn")
    if attempt.is_unpaid:
        why = f" ({attempt.get_refusal_display().lower()})" if attempt.refusal else ""
        return Standing(f"ordered, unpaid for {since}{why}", "The patient pays on the order's page", "warn")
    if not attempt.try_number:
        return Standing("never pressed")
    why = attempt.get_refusal_display().lower() or "not sent"
    return Standing(f"not placed: {why}", "The patient may try again")


def age_words(since: datetime, now: datetime | None = None) -> str:
    """``12 min``: one unit is enough to decide what is urgent."""
    age = max((now or timezone.now()) - since, timedelta())
    minutes = int(age.total_seconds() // 60)
    if minutes < 1:
        return f"{int(age.total_seconds())} s"
    if minutes < 120:
        return f"{minutes} min"
    return f"{minutes // 60} h" if minutes < 48 * 60 else f"{minutes // (24 * 60)} days"


def amount_words(amount: Money | None) -> str:
    """``34.00 CAD``: staff see clinics of several countries, so the currency is always named."""
    return f"{amount.amount} {amount.currency}" if amount is not None else ""
