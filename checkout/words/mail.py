"""What emails about orders say. No product, no person, nothing about health."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from checkout.words.patients import refusal_words
from storefront.upstream.types import Payment


@dataclass(frozen=True, slots=True)
class Facts:
    """What an email may tell. ``total`` is written out; ``ordered``: the order exists and is not paid."""

    clinic: str
    reference: str
    total: str = ""
    free: bool = False
    payment: str = ""
    refusal: str = ""
    ordered: bool = False


@dataclass(frozen=True, slots=True)
class Words:
    """``button`` is the link's label."""

    subject: str
    heading: str
    paragraphs: list[str] = field(default_factory=list)
    button: str = ""


def words_of(kind: str, facts: Facts) -> Words:
    """In the language that is active. Raises ``KeyError`` for a kind that is not about an order."""
    return KINDS[kind](facts)


def _placed(facts: Facts) -> Words:
    prepares = _("%(clinic)s looks at your order and prepares it.") % {"clinic": facts.clinic}
    return Words(
        _("Your order %(reference)s is placed") % {"reference": facts.reference},
        _("Thank you. Your order is placed."),
        [prepares, _charged(facts)],
        _("See your order"),
    )


def _charged(facts: Facts) -> str:
    total = {"total": facts.total}
    if facts.free:
        return _("There is nothing to pay.")
    if facts.payment == Payment.INVOICE:
        return _("Nothing was charged now: the clinic sends you an invoice for %(total)s.") % total
    if facts.payment == Payment.PROCESSING:
        return (
            _(
                "Your payment of %(total)s is under way. A bank needs some days for it; the order's page says when it "
                "has arrived."
            )
            % total
        )
    return _("%(total)s is charged once, to the payment method you chose.") % total


def _checking(facts: Facts) -> Words:
    if facts.ordered:
        heading = _("We are checking your payment")
        lead = _("The clinic has your order. We are checking whether its payment arrived.")
        stop = _("Please do not pay again. The order's page has the answer as soon as we know it.")
    else:
        heading = _("We are checking your order")
        lead = _("Your order was sent. We are checking with the clinic that it arrived.")
        stop = _("Please do not order again. The order's page has the answer as soon as we know it.")
    subject = _("We are checking your order %(reference)s") % {"reference": facts.reference}
    return Words(subject, heading, [lead, stop], _("See your order"))


def _refused(facts: Facts) -> Words:
    return Words(
        _("Your order %(reference)s was not placed") % {"reference": facts.reference},
        _("Your order was not placed."),
        [refusal_words(facts.refusal)],
        _("See your order"),
    )


def _wanted(facts: Facts) -> Words:
    why = [refusal_words(facts.refusal, ordered=True)] if facts.refusal else []
    return Words(
        _("Your order %(reference)s is not paid yet") % {"reference": facts.reference},
        _("The clinic has your order. It is not paid yet."),
        [*why, _("You can pay it on the order's page. Nothing is ordered twice.")],
        _("Pay the order"),
    )


def _returned(facts: Facts) -> Words:
    why = _("Your payment of %(total)s came back, so the order is not paid.") % {"total": facts.total}
    return Words(
        _("Your payment for order %(reference)s came back") % {"reference": facts.reference},
        _("Your payment came back"),
        [why, _("The order's page says what you can do, or contact %(clinic)s.") % {"clinic": facts.clinic}],
        _("See your order"),
    )


def _action(facts: Facts) -> Words:
    waits = _("%(clinic)s needs something from you before it can go on. The order's page says what.")
    return Words(
        _("Something is left to do for your order %(reference)s") % {"reference": facts.reference},
        _("Something is left to do"),
        [waits % {"clinic": facts.clinic}],
        _("See what is left to do"),
    )


def _shipped(facts: Facts) -> Words:
    sent = _("%(clinic)s has sent your order. The order's page says more.") % {"clinic": facts.clinic}
    return Words(
        _("Your order %(reference)s is on its way") % {"reference": facts.reference},
        _("Your order is on its way"),
        [sent],
        _("See your order"),
    )


def _cancelled(facts: Facts) -> Words:
    paid = _("If you paid for it, the order's page or %(clinic)s says what becomes of the money.")
    return Words(
        _("Your order %(reference)s was cancelled") % {"reference": facts.reference},
        _("Your order was cancelled"),
        [paid % {"clinic": facts.clinic}],
        _("See your order"),
    )


def _renewal(facts: Facts) -> Words:
    return Words(
        _("A renewal was changed"),
        _("A renewal was changed"),
        [
            _("What renews at %(clinic)s, when and for how much stands on its page.") % {"clinic": facts.clinic},
            _("Was it not you? Then contact the clinic."),
        ],
        _("See the renewal"),
    )


def _new_order(facts: Facts) -> Words:
    return Words(
        _("New order %(reference)s") % {"reference": facts.reference},
        _("A new order"),
        [_("A patient placed an order of %(total)s.") % {"total": facts.total}],
        _("See the order"),
    )


def _in_review(facts: Facts) -> Words:
    return Words(
        _("Order %(reference)s needs a person") % {"reference": facts.reference},
        _("An order needs a person"),
        [_("We could not find out whether this order was placed. Please look for it in your system.")],
        _("See the order"),
    )


KINDS: dict[str, Callable[[Facts], Words]] = {
    "order_placed": _placed,
    "order_checking": _checking,
    "order_refused": _refused,
    "payment_wanted": _wanted,
    "payment_returned": _returned,
    "order_action": _action,
    "order_shipped": _shipped,
    "order_cancelled": _cancelled,
    "renewal_changed": _renewal,
    "clinic_new_order": _new_order,
    "clinic_order_in_review": _in_review,
}
