"""What became of an order, in a patient's words. Only what the upstream says; a word that nobody knows is no guess."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from checkout.models import OrderAttempt
from storefront.money import Money
from storefront.upstream.types import Order, OrderStatus, Payment, Progress, Requirement

Words = str | Promise

SHORT: dict[OrderStatus, Words] = {
    OrderStatus.UNPAID: gettext_lazy("Not paid"),
    OrderStatus.REQUIREMENTS: gettext_lazy("Something to do"),
    OrderStatus.TEST: gettext_lazy("A test is needed"),
    OrderStatus.RECEIVED: gettext_lazy("Placed"),
    OrderStatus.RESULTS: gettext_lazy("Waiting for results"),
    OrderStatus.CLINICIAN: gettext_lazy("With a clinician"),
    OrderStatus.PHARMACY: gettext_lazy("Being prepared"),
    OrderStatus.PACKING: gettext_lazy("Being packed"),
    OrderStatus.SHIPPED: gettext_lazy("On its way"),
    OrderStatus.DELIVERED: gettext_lazy("Delivered"),
    OrderStatus.CANCELLED: gettext_lazy("Cancelled"),
    OrderStatus.REFUNDED: gettext_lazy("Refunded"),
    OrderStatus.UNKNOWN: gettext_lazy("Ask the clinic"),
}
OF_PAGE_STATE: dict[str, Words] = {
    "payment": gettext_lazy("Waiting for payment"),
    "refused": gettext_lazy("Not placed"),
    "review": gettext_lazy("Please call us"),
}
NOT_SEEN: Words = gettext_lazy("Status not known right now")

TITLES: dict[OrderStatus, Words] = {
    OrderStatus.UNPAID: gettext_lazy("Your order is not paid"),
    OrderStatus.REQUIREMENTS: gettext_lazy("Your order is placed. It waits for something from you."),
    OrderStatus.TEST: gettext_lazy("Your order is placed. A test is needed."),
    OrderStatus.SHIPPED: gettext_lazy("Your order is on its way"),
    OrderStatus.DELIVERED: gettext_lazy("Your order was delivered"),
    OrderStatus.CANCELLED: gettext_lazy("Your order is cancelled"),
    OrderStatus.REFUNDED: gettext_lazy("Your order was refunded"),
    OrderStatus.UNKNOWN: gettext_lazy("Please ask the clinic about your order"),
}
PLACED: Words = gettext_lazy("Thank you. Your order is placed.")

LEADS: dict[OrderStatus, Words] = {
    OrderStatus.UNPAID: gettext_lazy("The clinic has your order, but its payment did not arrive. Contact the clinic."),
    OrderStatus.REQUIREMENTS: gettext_lazy("The clinic goes on with it when you have done what is listed here."),
    OrderStatus.TEST: gettext_lazy("The clinic needs a laboratory test first. Ask the clinic how to get it."),
    OrderStatus.RESULTS: gettext_lazy("The clinic waits for your laboratory results."),
    OrderStatus.CLINICIAN: gettext_lazy("You have handed in everything. A clinician is looking at it now."),
    OrderStatus.PHARMACY: gettext_lazy("It is approved, and the pharmacy has it."),
    OrderStatus.PACKING: gettext_lazy("It is being packed for shipping."),
    OrderStatus.CANCELLED: gettext_lazy("Nothing more comes of it."),
    OrderStatus.UNKNOWN: gettext_lazy("It has a status that we do not know. The clinic can tell you more."),
}

ASKED_FOR: dict[str, Words] = {
    "intakeform": gettext_lazy("Intake form"),
    "questionnaire": gettext_lazy("Intake form"),
    "healthhistory": gettext_lazy("Health history"),
    "photoid": gettext_lazy("Photo of your ID"),
    "govid": gettext_lazy("Photo of your ID"),
    "selfie": gettext_lazy("Photo of your face"),
    "selfiephoto": gettext_lazy("Photo of your face"),
    "bodyselfie": gettext_lazy("Photo of your body"),
    "photo": gettext_lazy("Photo"),
    "wlusmonthly": gettext_lazy("Monthly check-in"),
}


@dataclass(frozen=True, slots=True)
class NextStep:
    text: str
    done: bool = False


@dataclass(frozen=True, slots=True)
class ToDo:
    """``theirs``: in the clinic's own words, and its language."""

    text: str
    theirs: bool = False


def short(attempt: OrderAttempt | None, order: Order | None) -> str:
    """For a list."""
    state = attempt.page_state if attempt else "placed"
    if state != "placed":
        return str(OF_PAGE_STATE.get(state, _("Being checked")))
    return str(SHORT[order.status] if order else NOT_SEEN)


def name(attempt: OrderAttempt | None, number: str, *, bill: bool) -> str:
    """For a list: by the clinic's number, where people can say it."""
    if attempt and attempt.bill_ref:
        return _("Bill %(reference)s") % {"reference": attempt.reference}
    if attempt:
        return _("Order %(reference)s") % {"reference": number or attempt.reference}
    return _("Bill from the clinic") if bill else _("Order %(number)s") % {"number": number}


def title(order: Order | None, *, bill: bool = False) -> str:
    """``bill``: it began at the clinic, and was paid here."""
    if bill and order and order.status is OrderStatus.RECEIVED:
        return _("Thank you. Your bill is paid.") if order.payment is Payment.PAID else _("Your bill")
    return str(TITLES.get(order.status, PLACED) if order else PLACED)


def lead(order: Order | None) -> str:
    if order is None:
        return _("We cannot see right now what became of it. It is safe: please look again in a minute.")
    return str(LEADS.get(order.status, ""))


def to_do(requirements: Sequence[Requirement]) -> list[ToDo]:
    """What we do not know by its key is shown by the clinic's name for people, or as some form of the clinic."""
    return [_to_do(one) for one in requirements]


def _to_do(requirement: Requirement) -> ToDo:
    known = ASKED_FOR.get(_plain(requirement.key)) or ASKED_FOR.get(_plain(requirement.kind))
    if known and not requirement.title:
        return ToDo(str(known))
    return ToDo(requirement.title, theirs=True) if requirement.title else ToDo(_("A form from the clinic"))


def _plain(key: str) -> str:
    return "".join(char for char in key.lower() if char.isalnum())


def next_steps(order: Order | None, clinic: str, *, bill: bool = False) -> list[NextStep]:
    """In their order, and only those that are still true. None for an order that has ended, or that nobody can see."""
    status = order.status if order else None
    if bill or status in {None, OrderStatus.CANCELLED, OrderStatus.REFUNDED, OrderStatus.UNKNOWN}:
        return []
    steps = [NextStep(_("Your order is placed."), done=True)]
    words = {"clinic": clinic}
    match status:
        case OrderStatus.REQUIREMENTS:
            steps += [NextStep(_("You do what is listed above.")), NextStep(_("%(clinic)s looks at it.") % words)]
        case OrderStatus.TEST:
            steps += [NextStep(_("You take the test.")), NextStep(_("%(clinic)s looks at the results.") % words)]
        case OrderStatus.RESULTS:
            steps += [NextStep(_("%(clinic)s looks at the results.") % words)]
        case OrderStatus.CLINICIAN:
            steps += [NextStep(_("A clinician decides about it.")), NextStep(_("If approved, it is prepared for you."))]
        case OrderStatus.PHARMACY | OrderStatus.PACKING:
            steps += [NextStep(_("It is prepared for you.")), NextStep(_("It is sent to you."))]
        case OrderStatus.RECEIVED:
            steps += [NextStep(_("%(clinic)s looks at your order and prepares it.") % words)]
        case OrderStatus.SHIPPED:
            steps += [NextStep(_("It was sent to you."), done=True), NextStep(_("It arrives."))]
        case OrderStatus.DELIVERED:
            steps += [NextStep(_("It was delivered."), done=True)]
    return steps


def money(order: Order, country: str) -> str:
    """What was charged, what went back, and what is still to pay, in one or two sentences."""
    said = _charged(order, country)
    if order.refunded and order.status is not OrderStatus.REFUNDED:
        said += " " + _("%(amount)s of it was given back.") % {"amount": _amount(order.refunded, country)}
    return said


def _charged(order: Order, country: str) -> str:
    total = {"total": _amount(order.total, country)}
    if order.status is OrderStatus.REFUNDED:
        return _("You paid %(total)s, and the clinic has given it back.") % total
    if order.status is OrderStatus.CANCELLED:
        return _cancelled(order, country)
    if not order.total:
        return _("There is nothing to pay.")
    match order.payment:
        case Payment.INVOICE:
            return _("Nothing was charged now: the clinic sends you an invoice for %(total)s.") % total
        case Payment.PROCESSING:
            return (
                _(
                    "Your payment of %(total)s is under way. A bank needs some days for it; you can see here when it "
                    "has arrived."
                )
                % total
            )
        case Payment.CLOSED:
            return _("The clinic has closed this payment. Please ask the clinic if you have a question about it.")
        case Payment.DUE:
            due = {"total": _amount(order.due or order.total, country)}
            return _("%(total)s is not paid: your payment came back. Please contact the clinic.") % due
    if order.status is OrderStatus.UNPAID:
        return _("%(total)s is not paid yet.") % total
    said = _("%(total)s is charged once, to the payment method you chose.") % total
    if order.fee:
        said += " " + _("The card fee was %(fee)s.") % {"fee": _amount(order.fee, country)}
    return said


def _cancelled(order: Order, country: str) -> str:
    """Cancelling gives no money back by itself."""
    if order.payment is Payment.DUE or (order.paid is not None and not order.paid):
        return _("Nothing was charged.")
    if order.payment is Payment.CLOSED:
        return _("The clinic has given back what you paid.")
    return _("If you have paid for it, ask the clinic when you get your money back.")


def _amount(amount: Money | None, country: str) -> str:
    return amount.display(get_language() or "en", country) if amount is not None else ""


def tone(progress: Progress) -> str:
    """The colour of a status: ``good``, ``bad``, ``wanted`` or calm."""
    tones = {Progress.ACTION: "wanted", Progress.SHIPPED: "good", Progress.DELIVERED: "good", Progress.CANCELLED: "bad"}
    return tones.get(progress, "calm")


def not_again(fewer: Sequence[str], gone: Sequence[str]) -> list[str]:
    """What buying again could not do."""
    said = []
    if fewer:
        said.append(_("Fewer are left than you ordered: %(names)s.") % {"names": ", ".join(fewer)})
    if gone:
        said.append(_("No longer sold, and not in your cart: %(names)s.") % {"names": ", ".join(gone)})
    return said


def cancelling(*, by_clinic: bool) -> str:
    """What the button does, before it is pressed."""
    if by_clinic:
        return _("We send the clinic your request. The clinic decides about it, and about giving back what you paid.")
    return _("The order is taken back at once. It was not paid, so nothing is charged.")


def news_of(attempt: OrderAttempt, title: Words, *, can_be_paid: bool) -> str:
    """What a page that is open learns when its order moves on. ``title`` is the heading of a placed one."""
    state = attempt.page_state
    if state == "placed":
        return str(title)
    if state == "refused":
        return _("Your order was not placed.")
    if can_be_paid:
        return _("The clinic has your order. It is not paid yet.")
    return _("Your bank asks you to confirm.") if state == "payment" else _("Please call the clinic about this order.")
