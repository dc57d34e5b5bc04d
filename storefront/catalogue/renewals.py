"""How often something renews, in words."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from storefront.clinics.models import Clinic
from storefront.commerce import commerce_for
from storefront.upstream.types import Interval, Recurrence


def every(recurrence: Recurrence) -> str:
    """``every month``, ``every 3 months``."""
    n = recurrence.every
    words = {
        Interval.DAY: ngettext("every day", "every %(n)s days", n),
        Interval.WEEK: ngettext("every week", "every %(n)s weeks", n),
        Interval.MONTH: ngettext("every month", "every %(n)s months", n),
        Interval.YEAR: ngettext("every year", "every %(n)s years", n),
    }
    return words[recurrence.interval] % {"n": n}


def how_to_stop(clinic: Clinic) -> str:
    """Here, where the clinic's system has renewals; otherwise the clinic is asked."""
    if commerce_for(clinic).subscriptions:
        return _("You can stop it in your account, under Subscriptions, before the next renewal.")
    return _("To stop it, call or write to %(clinic)s before the next renewal.") % {"clinic": clinic.name}
