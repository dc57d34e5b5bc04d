"""Listens to what happens to attempts, and has patients and clinics told. An order never fails because of an email."""

from __future__ import annotations

from typing import Any

import structlog
from django.db import transaction

from checkout.mail import orders as emails
from checkout.models import OrderAttempt, State
from storefront.upstream.types import Order

log = structlog.stdlib.get_logger(__name__)

IN_DOUBT = (State.UNKNOWN, State.REVIEW)


def tell_of_move(
    sender: type[OrderAttempt], attempt: OrderAttempt, before: str, orders: tuple[Order, ...], **_more: Any
) -> None:
    try:
        with transaction.atomic():
            tell(attempt, before, orders)
    except Exception as error:  # its words may hold what the email says
        log.error("mail_not_written", attempt=str(attempt.pk), error_class=type(error).__name__)


def tell(attempt: OrderAttempt, before: str, orders: tuple[Order, ...]) -> None:
    """``before`` is the state that it had. Whoever was in doubt is told at once: the page may be long closed."""
    after = emails.AT_ONCE if before in IN_DOUBT else emails.WITHOUT_HURRY
    if attempt.state == State.PLACED:
        emails.order_placed(attempt, orders)
    elif attempt.state == State.UNKNOWN and before != State.UNKNOWN:
        emails.order_checking(attempt)
    elif attempt.state == State.REVIEW and before != State.REVIEW:
        emails.order_in_review(attempt)
    elif attempt.state == State.SENT:
        emails.tried_again(attempt)
        if attempt.waits_for_bank and attempt.order_ref:
            emails.payment_wanted(attempt)
    elif attempt.is_unpaid:
        emails.payment_wanted(attempt, after)
    elif attempt.refusal:
        emails.order_refused(attempt, after)
