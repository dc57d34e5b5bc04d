"""What renews, and what each change of it does, in a patient's words."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from storefront.catalogue.renewals import every
from storefront.money import Money
from storefront.upstream.types import RenewalPhase, Subscription, SubscriptionChange, SubscriptionState

STATES: dict[SubscriptionState, str | Promise] = {
    SubscriptionState.ACTIVE: gettext_lazy("Active"),
    SubscriptionState.PAUSED: gettext_lazy("Paused"),
    SubscriptionState.CANCELLED: gettext_lazy("Ended"),
    SubscriptionState.UNKNOWN: gettext_lazy("Ask the clinic"),
}
TONES = {SubscriptionState.ACTIVE: "good", SubscriptionState.PAUSED: "wanted", SubscriptionState.UNKNOWN: "bad"}

BUTTONS: dict[SubscriptionChange, str | Promise] = {
    SubscriptionChange.PAUSE: gettext_lazy("Pause"),
    SubscriptionChange.RESUME: gettext_lazy("Resume"),
    SubscriptionChange.CANCEL: gettext_lazy("Cancel this subscription"),
    SubscriptionChange.MOVE: gettext_lazy("Move the date"),
}


@dataclass(frozen=True, slots=True)
class Asking:
    """A page that says what a change does before it is made. ``no`` leaves everything as it is."""

    title: str
    does: str
    yes: str
    no: str


def state(subscription: Subscription) -> str:
    return str(STATES[subscription.state])


def tone(subscription: Subscription) -> str:
    return TONES.get(subscription.state, "calm")


def lead(subscription: Subscription) -> str:
    """What happens next if nobody changes anything."""
    when = {"date": _date(subscription)}
    match subscription.state:
        case SubscriptionState.ACTIVE if subscription.next_at:
            return _("It renews on %(date)s, and again after that until you cancel it.") % when
        case SubscriptionState.ACTIVE:
            return _("It renews by itself. The clinic can tell you when.")
        case SubscriptionState.PAUSED:
            return _("It is paused: nothing is charged or sent until you resume it.")
        case SubscriptionState.CANCELLED:
            return _("It has ended: nothing more is charged.")
    return _("It has a status that we do not know. The clinic can tell you more.")


def phases(subscription: Subscription, country: str) -> list[str]:
    """One by one, as the clinic's system has them: no price is worked out of two."""
    return [_phase(phase, country) for phase in subscription.phases]


def asking(change: SubscriptionChange, subscription: Subscription, date: str) -> Asking:
    """``date`` is the new one, as the page writes it."""
    keep = _("Leave it as it is")
    match change:
        case SubscriptionChange.PAUSE:
            does = _("Nothing is charged and nothing is sent until you resume it.")
            return Asking(_("Pause this subscription?"), does, _("Pause it"), keep)
        case SubscriptionChange.RESUME:
            words = {"date": _date(subscription)}
            does = _("It renews again from %(date)s on, and is charged and sent as before.") % words
            return Asking(_("Resume this subscription?"), does, _("Resume it"), keep)
        case SubscriptionChange.MOVE:
            words = {"before": _date(subscription), "date": date}
            does = _("It renews on %(date)s instead of %(before)s. Renewals after that follow from the new date.")
            return Asking(_("Move the next renewal?"), does % words, _("Move it"), keep)
    does = _("Nothing more is charged or sent. This is for good: to have it again, you order it again.")
    return Asking(_("Cancel this subscription?"), does, _("Cancel it"), keep)


def done(change: SubscriptionChange, date: str) -> str:
    """What was changed, for the next page."""
    match change:
        case SubscriptionChange.PAUSE:
            return _("The subscription is paused.")
        case SubscriptionChange.RESUME:
            return _("The subscription is active again.")
        case SubscriptionChange.MOVE:
            return _("The next renewal is on %(date)s.") % {"date": date}
    return _("The subscription is cancelled. Nothing more is charged.")


def _phase(phase: RenewalPhase, country: str) -> str:
    amount = _amount(phase.price, country)
    often = every(phase.recurrence) if phase.recurrence else ""
    words = {"amount": amount, "every": often, "n": phase.cycles or 0}
    if phase.cycles:
        return ngettext("%(amount)s, once", "%(amount)s, %(n)s times, %(every)s", phase.cycles) % words
    if phase.cycles == 0:
        return _("%(amount)s %(every)s, until you cancel") % words
    return _("%(amount)s %(every)s; the clinic tells you for how long") % words


def _amount(price: Money | None, country: str) -> str:
    if price is None:
        return _("An amount that the clinic tells you")
    return price.display(get_language() or "en", country) if price else _("No charge")


def _date(subscription: Subscription) -> str:
    return date_format(subscription.next_at) if subscription.next_at else ""
