"""Where a quote stands, in a patient's words."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from storefront.upstream.types import QuoteStatus

STATES: dict[QuoteStatus, str | Promise] = {
    QuoteStatus.OPEN: _("Waiting for your answer"),
    QuoteStatus.ACCEPTED: _("Accepted"),
    QuoteStatus.DECLINED: _("Declined"),
    QuoteStatus.EXPIRED: _("Expired"),
    QuoteStatus.ORDERED: _("Ordered"),
}
