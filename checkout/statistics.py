"""What becomes of attempts, counted."""

from __future__ import annotations

from typing import Any

from checkout.models import OrderAttempt
from storefront.statistics import visits
from storefront.statistics.models import Kind


def count_placed(sender: type, attempt: OrderAttempt, **kwargs: Any) -> None:
    if not attempt.quote_ref and not attempt.bill_ref:  # neither is a purchase of the shop's
        visits.placed(attempt.clinic)


def count_refused(sender: type, attempt: OrderAttempt, **kwargs: Any) -> None:
    visits.shown(Kind.ORDER, str(attempt.refusal))
