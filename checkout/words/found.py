"""Where an order stands, for somebody who came by a mailed link."""

from __future__ import annotations

from django.utils.translation import gettext as _

from checkout.models import OrderAttempt, State


def standing_words(attempt: OrderAttempt) -> tuple[str, str]:
    """A heading, and one sentence."""
    if attempt.state == State.PLACED:
        return _("Your order is placed."), _("Log in to see what is in it and what happens next.")
    if attempt.is_unpaid:
        return _("The clinic has your order. It is not paid yet."), _("Log in to pay it. Nothing is ordered twice.")
    if attempt.waits_for_bank:
        return _("Your bank asks you to confirm."), _("Log in to go on.")
    if attempt.state == State.REVIEW:
        return _("Please call the clinic about this order."), _("We could not find out by ourselves how it stands.")
    if attempt.in_question:
        return _("We are checking your order"), _("Please do not order again. Look here once more in a few minutes.")
    return _("Your order was not placed."), _("Log in to try again, or ask the clinic.")
