"""Finishing a payment after the bank's question: when the patient comes back, and by the resolving job where the tab
was closed. The upstream is looked up first, and asked once: what the bank has not answered stays as it was.
"""

from __future__ import annotations

from typing import Any

import structlog

from checkout.models import OrderAttempt
from checkout.orders import lookups, placing
from checkout.orders.causes import Cause
from checkout.orders.requests import kept_request
from storefront.commerce import commerce_for
from storefront.failure_words import NotNow
from storefront.upstream.errors import UpstreamError
from storefront.upstream.types import Access

log = structlog.stdlib.get_logger(__name__)


def finish(attempt: OrderAttempt, access: Access) -> None:
    """Repeatable: the claim lets one through. Raises what a look-up raises, and ``NotNow``."""
    if attempt.in_question:
        lookups.look_up(attempt, access)
    request = kept_request(attempt)
    if attempt.page_state == "payment" and request:
        placing.confirm(attempt, request, commerce_for(attempt.clinic), access)


def finish_by_itself(sender: type, attempt: OrderAttempt, access: Access, **kwargs: Any) -> None:
    """After a look-up that left it waiting. A hosted form is not asked: its look-up says all there is to know."""
    request, bank = kept_request(attempt), attempt.sealed_away().get("bank", {})
    if not attempt.waits_for_bank or request is None or bank.get("frame_url"):
        return
    try:
        placing.confirm(attempt, request, commerce_for(attempt.clinic), access, cause=Cause.BANK_CHECKED)
    except (UpstreamError, NotNow) as error:
        log.info("not_finished_by_itself", attempt=attempt.pk, error_class=type(error).__name__)
